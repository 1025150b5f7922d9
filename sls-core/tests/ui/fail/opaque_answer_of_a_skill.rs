use sls_core::handler;

#[handler(alexa = "amzn1.ask.skill.1")]
async fn talk() -> impl Into<String> {
    "hello"
}

fn main() {}
