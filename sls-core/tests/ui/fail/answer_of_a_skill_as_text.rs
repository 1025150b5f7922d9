use sls_core::handler;

#[handler(alexa = "amzn1.ask.skill.1")]
async fn answer() -> String {
    String::from("hello")
}

fn main() {}
