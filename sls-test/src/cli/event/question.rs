//! Services that wait for an answer, and whoever invokes the function directly.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde_json::Value;

use super::{json, pair};
use crate::cli::problem::Problem;
use crate::event::{
    AlexaEvent, AlexaIntent, CognitoEvent, CognitoTrigger, CustomResourceEvent, Origin,
};

#[derive(Debug, Args)]
pub(super) struct AlexaArgs {
    /// The id of the skill
    #[arg(long)]
    skill: String,
    /// What the user asks for; without it, the user opens the skill
    #[arg(long)]
    intent: Option<String>,
    /// A slot of the intent and what the user said; may be repeated
    #[arg(long = "slot", value_name = "NAME=VALUE", requires = "intent")]
    slots: Vec<String>,
    /// The language that the user speaks
    #[arg(long, default_value = "en-US")]
    locale: String,
}

impl AlexaArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let event = match &self.intent {
            None => AlexaEvent::launch(&self.skill),
            Some(name) => {
                let mut intent = AlexaIntent::new(name);
                for slot in &self.slots {
                    let (name, value) = pair("--slot", slot)?;
                    intent = intent.slot(name, value);
                }
                AlexaEvent::intent(&self.skill, intent)
            }
        };
        Ok(event.locale(&self.locale).build_in(origin))
    }
}

#[derive(Debug, Args)]
pub(super) struct CognitoArgs {
    /// What happens in the user pool
    #[arg(long, value_parser = triggers(), hide_possible_values = true)]
    trigger: CognitoTrigger,
    /// The id of the user pool
    #[arg(long, value_name = "ID")]
    user_pool: Option<String>,
    /// The name of the user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// An attribute of the user; may be repeated
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    attributes: Vec<String>,
}

/// Takes the names that events have, such as `PreSignUp_SignUp`.
fn triggers() -> impl TypedValueParser<Value = CognitoTrigger> {
    let names = CognitoTrigger::ALL.map(CognitoTrigger::as_str);
    PossibleValuesParser::new(names).try_map(|name| {
        let trigger = CognitoTrigger::ALL.into_iter().find(|trigger| trigger.as_str() == name);
        trigger.ok_or("no such trigger")
    })
}

impl CognitoArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let mut event = CognitoEvent::new(self.trigger);
        if let Some(id) = &self.user_pool {
            event = event.user_pool(id);
        }
        if let Some(name) = &self.user {
            event = event.user_name(name);
        }
        for attribute in &self.attributes {
            let (name, value) = pair("--attribute", attribute)?;
            event = event.user_attribute(name, value);
        }
        Ok(event.build_in(origin))
    }
}

#[derive(Debug, Args)]
pub(super) struct CustomResourceArgs {
    /// The type of the resource, such as `Custom::Bucket`
    #[arg(long = "type", value_name = "TYPE")]
    resource_type: String,
    /// What is to become of it
    #[arg(long, value_enum, default_value_t)]
    request: ResourceRequest,
    /// A property of the resource, as text; may be repeated
    #[arg(long = "property", value_name = "NAME=VALUE")]
    properties: Vec<String>,
    /// Where the function sends its answer [default: a URL that belongs to nobody]
    #[arg(long, value_name = "URL")]
    response_url: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ResourceRequest {
    /// It is new
    #[default]
    Create,
    /// It is to go
    Delete,
    /// Its properties changed
    Update,
}

impl CustomResourceArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let mut event = match self.request {
            ResourceRequest::Create => CustomResourceEvent::create(&self.resource_type),
            ResourceRequest::Delete => CustomResourceEvent::delete(&self.resource_type),
            ResourceRequest::Update => CustomResourceEvent::update(&self.resource_type),
        };
        for property in &self.properties {
            let (name, value) = pair("--property", property)?;
            event = event.property(name, value);
        }
        if let Some(url) = &self.response_url {
            event = event.response_url(url);
        }
        Ok(event.build_in(origin))
    }
}

#[derive(Debug, Args)]
pub(super) struct DirectArgs {
    /// The payload as JSON
    json: String,
}

impl DirectArgs {
    pub(super) fn event(&self) -> Result<Value, Problem> {
        json("the payload", &self.json)
    }
}
