//! A custom resource of CloudFormation: a name that a stack reserves, with an answer in any case.
//!
//! Run it with `cargo sls dev custom-resource`, then
//! `cargo sls invoke --event 'custom-resource --type Custom::Name --property Wanted=shop
//! --response-url http://127.0.0.1:8080/'`, where something takes the answer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sls_core::event::custom_resource::{Answer, Request, RequestType};
use sls_core::{App, Error, Json, State, handler, handlers};

/// The resource's properties in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    wanted: String,
}

/// What `Fn::GetAtt` finds.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes<'a> {
    domain: &'a str,
}

/// Whose a name is. A real one is a service with an API.
#[derive(Default)]
struct Registry(Mutex<BTreeMap<String, String>>);

impl Registry {
    /// Reserves a name; to ask twice for the same is no mistake, since requests are repeated.
    fn reserve(&self, name: &str, owner: &str) -> Result<(), Error> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holder = names.entry(name.to_owned()).or_insert_with(|| owner.to_owned());
        if holder != owner {
            return Err(Error::msg(format!("the name `{name}` is taken")).with_type("NameTaken"));
        }
        Ok(())
    }

    /// Gives up a name of this owner; to give up nothing is no mistake either.
    fn release(&self, name: &str, owner: &str) {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.retain(|held, holder| held != name || holder != owner);
    }
}

#[handler(custom_resource = "Custom::Name")]
async fn name(
    State(registry): State<Registry>,
    request: Request,
    Json(properties): Json<Properties>,
) -> Result<Answer, Error> {
    let Properties { wanted } = properties;
    let owner = format!("{}/{}", request.stack_id(), request.logical_id());
    if request.request_type() == RequestType::Delete {
        // A resource that could not be created is deleted too, with an id that is no name.
        registry.release(request.physical_id(), &owner);
        return Ok(Answer::new());
    }
    registry.reserve(&wanted, &owner)?;
    // Another id after an update lets CloudFormation delete the old name when all else is done.
    let domain = format!("{wanted}.example.com");
    Answer::new().physical_id(wanted).data(&Attributes { domain: &domain })
}

fn app() -> App {
    App::new().state(Registry::default()).handlers(handlers![name])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;
    use sls_test::event::CustomResourceEvent;

    use super::*;

    fn create(logical_id: &str, wanted: &str) -> CustomResourceEvent {
        CustomResourceEvent::create("Custom::Name")
            .logical_id(logical_id)
            .property("Wanted", wanted)
    }

    fn delete(logical_id: &str, wanted: &str, physical_id: &str) -> CustomResourceEvent {
        CustomResourceEvent::delete("Custom::Name")
            .logical_id(logical_id)
            .property("Wanted", wanted)
            .physical_id(physical_id)
    }

    #[tokio::test]
    async fn a_name_is_reserved_and_given_up() {
        let cloud = Cloud::new(app()).await;

        let created = cloud.ask(create("Shop", "tea")).await;
        assert!(created.is_success());
        assert_eq!(created.physical_id(), "tea");
        assert_eq!(created.data(), &json!({"Domain": "tea.example.com"}));
        assert!(cloud.ask(create("Shop", "tea")).await.is_success());

        let other = cloud.ask(create("Rival", "tea")).await;
        assert!(
            other.reason().unwrap().ends_with("NameTaken: the name `tea` is taken"),
            "{other:?}"
        );
        // What was never made is deleted next, by the id that the failure gave it.
        assert!(cloud.ask(delete("Rival", "tea", other.physical_id())).await.is_success());
        assert!(!cloud.ask(create("Rival", "tea")).await.is_success());

        assert!(cloud.ask(delete("Shop", "tea", "tea")).await.is_success());
        assert!(cloud.ask(create("Rival", "tea")).await.is_success());
    }

    #[tokio::test]
    async fn the_whole_answer_is_as_cloudformation_documents_it() {
        let cloud = Cloud::new(app()).await;
        let answer = cloud.ask(create("Shop", "tea").request_id("7bfe2d54")).await;
        let stack_id = &answer.json()["StackId"];
        let expected = json!({
            "Status": "SUCCESS",
            "PhysicalResourceId": "tea",
            "StackId": stack_id,
            "RequestId": "7bfe2d54",
            "LogicalResourceId": "Shop",
            "NoEcho": false,
            "Data": {"Domain": "tea.example.com"},
        });
        assert_eq!(*answer.json(), expected);
        assert!(stack_id.as_str().unwrap().starts_with("arn:aws:cloudformation:"));
    }

    #[tokio::test]
    async fn the_stack_hears_of_properties_that_do_not_fit() {
        let cloud = Cloud::new(app()).await;
        let answer = cloud.ask(CustomResourceEvent::create("Custom::Name")).await;
        assert!(!answer.is_success());
        assert!(answer.reason().unwrap().contains("missing field `Wanted`"), "{answer:?}");
    }
}
