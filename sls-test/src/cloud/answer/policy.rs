//! Whether an IAM policy lets a caller use a method.
//!
//! (AWS Identity and Access Management user guide, "Policy evaluation logic" and "IAM JSON policy
//! element reference"; Amazon API Gateway developer guide, "Output from an API Gateway Lambda
//! authorizer".)

use serde::Deserialize;
use serde_json::Value;

const ACTION: &str = "execute-api:Invoke";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Policy {
    statement: OneOrMany<Statement>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: Effect,
    action: Option<OneOrMany<String>>,
    resource: Option<OneOrMany<String>>,
    not_action: Option<Value>,
    not_resource: Option<Value>,
    condition: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl Policy {
    /// Reads a `policyDocument`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(document: &Value) -> Result<Self, String> {
        let policy = Self::deserialize(document)
            .map_err(|error| format!("`policyDocument` is no policy: {error}"))?;
        for statement in policy.statement.as_slice() {
            let Statement { action, resource, not_action, not_resource, .. } = statement;
            let elements = [
                ("Action", action.is_some() || not_action.is_some()),
                ("Resource", resource.is_some() || not_resource.is_some()),
            ];
            if let Some((name, _)) = elements.iter().find(|(_, is_there)| !is_there) {
                return Err(format!("a statement of `policyDocument` has no `{name}`"));
            }
        }
        Ok(policy)
    }

    /// Whether it allows to invoke what the ARN names; a denial wins.
    ///
    /// # Errors
    /// It has elements that are not simulated.
    pub(super) fn allows(&self, arn: &str) -> Result<bool, String> {
        let mut is_allowed = false;
        let mut is_denied = false;
        for statement in self.statement.as_slice() {
            if statement.is_about(arn)? {
                match statement.effect {
                    Effect::Allow => is_allowed = true,
                    Effect::Deny => is_denied = true,
                }
            }
        }
        Ok(is_allowed && !is_denied)
    }
}

impl Statement {
    fn is_about(&self, arn: &str) -> Result<bool, String> {
        let elements = [
            ("Condition", &self.condition),
            ("NotAction", &self.not_action),
            ("NotResource", &self.not_resource),
        ];
        if let Some((name, _)) = elements.iter().find(|(_, element)| element.is_some()) {
            return Err(format!("the policy has a `{name}`, which is not simulated"));
        }
        let any = |patterns: &Option<OneOrMany<String>>, is_match: &dyn Fn(&str) -> bool| {
            patterns.iter().flat_map(OneOrMany::as_slice).any(|pattern| is_match(pattern))
        };
        // The names of actions are not case-sensitive, those of resources are.
        let action = ACTION.to_lowercase();
        Ok(any(&self.action, &|pattern| matches(&pattern.to_lowercase(), &action))
            && any(&self.resource, &|pattern| matches(pattern, arn)))
    }
}

/// `*` stands for any characters, `?` for one.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Behind the last `*`, and how much of the text it has taken.
    let mut retry = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((behind, taken)) = retry else { return false };
                retry = Some((behind, taken + 1));
                (p, t) = (behind, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PETS: &str = "arn:aws:execute-api:eu-west-1:111122223333:abc/prod/GET/pets/7";

    fn statement(effect: &str, resource: &str) -> Value {
        json!({"Effect": effect, "Action": ACTION, "Resource": resource})
    }

    fn allows(statements: Value) -> Result<bool, String> {
        Policy::read(&json!({"Version": "2012-10-17", "Statement": statements}))?.allows(PETS)
    }

    #[test]
    fn patterns_match_as_in_iam() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*", "anything", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a*c", "a/b/c", true),
            ("a*c", "a/b/c/d", false),
            ("*/GET/*", "abc/prod/GET/pets", true),
            ("*a*b", "xaxbxab", true),
            ("*a*b", "xaxbxa", false),
            ("abc", "ABC", false),
            ("", "", true),
            ("", "a", false),
            ("a**", "a", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_denied_and_a_denial_wins() {
        let all = "arn:aws:execute-api:*:*:abc/prod/*";
        let pets = "arn:aws:execute-api:*:*:abc/prod/*/pets/*";
        assert_eq!(allows(json!([])), Ok(false));
        assert_eq!(allows(statement("Allow", all)), Ok(true));
        assert_eq!(allows(json!([statement("Allow", "*")])), Ok(true));
        assert_eq!(allows(json!([statement("Deny", all)])), Ok(false));
        assert_eq!(allows(json!([statement("Allow", all), statement("Deny", pets)])), Ok(false));
        assert_eq!(allows(json!([statement("Deny", pets), statement("Allow", all)])), Ok(false));
        assert_eq!(allows(json!([statement("Allow", "arn:aws:execute-api:*:*:xyz/*")])), Ok(false));
    }

    #[test]
    fn actions_and_resources_may_be_lists_and_actions_have_no_case() {
        for action in [json!("*"), json!("EXECUTE-API:*"), json!(["s3:Get*", "execute-api:Invoke"])]
        {
            let resource = ["arn:aws:s3:::b", PETS];
            let statement = json!({"Effect": "Allow", "Action": action, "Resource": resource});
            assert_eq!(allows(json!([statement])), Ok(true), "{action}");
        }
        let statement = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
        assert_eq!(allows(json!([statement])), Ok(false));
    }

    #[test]
    fn what_is_no_policy_is_refused_with_the_reason() {
        for (statements, why) in [
            (json!([{"Effect": "allow", "Action": "*", "Resource": "*"}]), "no policy"),
            (json!([{"Effect": "Allow", "Resource": "*"}]), "no `Action`"),
            (json!([{"Effect": "Allow", "Action": "*"}]), "no `Resource`"),
            (json!([{"Effect": "Allow", "Action": 7, "Resource": "*"}]), "no policy"),
            (json!("Allow"), "no policy"),
            (json!(null), "no policy"),
        ] {
            let problem = allows(statements).unwrap_err();
            assert!(problem.contains(why), "{problem}");
        }
    }

    #[test]
    fn what_is_not_simulated_is_said() {
        for (name, value) in [
            ("Condition", json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
            ("NotAction", json!("s3:*")),
            ("NotResource", json!("arn:aws:s3:::b")),
        ] {
            let mut statement = statement("Allow", "*");
            statement[name] = value;
            let problem = allows(json!([statement])).unwrap_err();
            assert!(problem.contains(&format!("`{name}`, which is not simulated")), "{problem}");
        }
    }
}
