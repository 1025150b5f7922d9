//! As they are called in a template.

use sls_core::event::custom_resource::Answer;
use sls_core::handler;

#[handler(custom_resource = "Certificate")]
async fn bare() -> Answer {
    Answer::new()
}

#[handler(custom_resource = "AWS::ACM::Certificate")]
async fn of_aws() -> Answer {
    Answer::new()
}

#[handler(custom_resource = "Custom::My Certificate")]
async fn with_a_space() -> Answer {
    Answer::new()
}

fn main() {}
