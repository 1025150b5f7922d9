use sls_core::event::alexa;
use sls_core::handler;

struct SkillError;

#[handler(alexa = "amzn1.ask.skill.1")]
async fn talk() -> Result<alexa::Response, SkillError> {
    Err(SkillError)
}

fn main() {}
