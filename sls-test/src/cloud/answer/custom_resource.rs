//! Answers to CloudFormation about custom resources.

use serde_json::Value;

use super::sealed::Answered;
use super::{Answer, Question};
use crate::event::CustomResourceEvent;

/// The most bytes of an answer, and of a physical id.
const MOST_BYTES: usize = 4096;
const LONGEST_ID: usize = 1024;

/// The function puts its answer to an address of this machine, whatever the event named before.
impl Question for CustomResourceEvent {}

/// (AWS CloudFormation user guide, "Custom resource response objects".)
impl Answered for CustomResourceEvent {
    const ADDRESS: Option<&'static str> = Some("ResponseURL");

    fn check(event: &Value, answer: &Value) -> Result<(), String> {
        let text = |name: &str| answer[name].as_str().unwrap_or_default();
        match text("Status") {
            "SUCCESS" => {}
            "FAILED" if text("Reason").is_empty() => {
                return Err("an answer that the resource failed has no `Reason`".to_owned());
            }
            "FAILED" => {}
            other => return Err(format!("`Status` is {other:?}, not SUCCESS or FAILED")),
        }
        for name in ["LogicalResourceId", "RequestId", "StackId"] {
            if answer[name] != event[name] {
                return Err(format!("the answer has not the `{name}` of the event"));
            }
        }
        if !(1..=LONGEST_ID).contains(&text("PhysicalResourceId").len()) {
            return Err(format!("`PhysicalResourceId` is not 1 to {LONGEST_ID} bytes long"));
        }
        match answer.to_string().len() {
            0..=MOST_BYTES => Ok(()),
            bytes => Err(format!("the answer has {bytes} bytes, of at most {MOST_BYTES}")),
        }
    }
}

impl Answer<CustomResourceEvent> {
    /// The resource is as the template wants it.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn is_success(&self) -> bool {
        self.json()["Status"] == "SUCCESS"
    }

    /// What the function calls the resource.
    ///
    /// A different id after an update makes CloudFormation delete the old resource.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn physical_id(&self) -> &str {
        self.json()["PhysicalResourceId"].as_str().unwrap_or_default()
    }

    /// What templates read with `Fn::GetAtt`; null if there is nothing.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn data(&self) -> &Value {
        &self.json()["Data"]
    }

    /// Why the resource failed; `None` if it did not.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn reason(&self) -> Option<&str> {
        self.json()["Reason"].as_str()
    }
}
