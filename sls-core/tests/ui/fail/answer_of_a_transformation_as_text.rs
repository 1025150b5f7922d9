use sls_core::handler;

#[handler(firehose = "clicks")]
async fn answer() -> String {
    String::from("click")
}

fn main() {}
