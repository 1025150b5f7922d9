use sls_core::handler;

#[handler(custom_resource = "Custom::Thing")]
async fn answer() -> String {
    String::from("thing-1")
}

fn main() {}
