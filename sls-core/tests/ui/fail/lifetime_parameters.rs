use sls_core::handler;

#[handler]
async fn orders<'a>(name: std::borrow::Cow<'a, str>) {
    drop(name);
}

fn main() {}
