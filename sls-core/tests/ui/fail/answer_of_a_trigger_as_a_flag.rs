use sls_core::handler;

#[handler(cognito = "PreSignUp")]
async fn answer() -> bool {
    true
}

fn main() {}
