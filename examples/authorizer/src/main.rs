//! A Lambda authorizer for REST APIs and HTTP APIs: who may pass, and what for.
//!
//! Run it with `cargo sls dev authorizer`, then
//! `cargo sls invoke --event 'authorizer GET /orders/7 --token "Bearer reader-1"'`.

use sls_core::event::authorizer::{Policy, Request, Unauthorized};
use sls_core::http::Method;
use sls_core::{App, handler, handlers};

/// Who holds a token; a real one is verified, for instance as a JSON Web Token.
fn holder(token: &str) -> Option<(&str, &str)> {
    let (role, number) = token.split_once('-')?;
    matches!(role, "reader" | "writer").then_some((role, number))
}

/// The answer is kept for the token and applied to later requests: it says all that a caller may.
#[handler(authorizer)]
async fn authorize(request: Request) -> Result<Policy, Unauthorized> {
    let token = request.bearer_token().ok_or(Unauthorized)?;
    let everything = request.resource().whole_stage();
    let Some((role, number)) = holder(token) else {
        return Ok(Policy::deny("nobody", everything));
    };
    let user = format!("user-{number}");
    let policy = match role {
        "writer" => Policy::allow(user, everything),
        _ => Policy::allow(user, everything.clone().with_method(&Method::GET))
            .and_deny(everything.with_path("/admin/*")),
    };
    Ok(policy.context("role", role))
}

fn app() -> App {
    App::new().handlers(handlers![authorize])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;
    use sls_test::cloud::Answer;
    use sls_test::event::AuthorizerEvent;
    use sls_test::front_door::{HttpApi, RestApi};

    use super::*;

    async fn asked(token: &str, path: &str) -> Answer<AuthorizerEvent> {
        let question = AuthorizerEvent::token(format!("Bearer {token}"), RestApi::new().get(path));
        Cloud::new(app()).await.ask(question).await
    }

    #[tokio::test]
    async fn a_reader_may_read_and_an_outsider_may_not() {
        let reader = asked("reader-7", "/orders/1").await;
        assert!(reader.is_allowed());
        assert_eq!(reader.principal_id(), Some("user-7"));
        assert_eq!(reader.context(), &json!({"role": "reader"}));
        assert_eq!(asked("reader-7", "/admin/users").await.refused_with(), Some(403));
        assert_eq!(asked("stranger", "/orders/1").await.refused_with(), Some(403));
    }

    #[tokio::test]
    async fn what_is_kept_holds_for_later_requests_too() {
        let (reader, writer) =
            (asked("reader-7", "/orders").await, asked("writer-8", "/orders").await);
        let method = reader.json()["policyDocument"]["Statement"][0]["Resource"].as_str();
        let stage = method.and_then(|arn| arn.strip_suffix("GET/*")).unwrap();
        assert!(reader.allows(&format!("{stage}GET/orders/2")));
        assert!(!reader.allows(&format!("{stage}POST/orders")));
        assert!(writer.allows(&format!("{stage}POST/orders")));
    }

    #[tokio::test]
    async fn the_whole_answer_is_as_api_gateway_documents_it() {
        let request = RestApi::new().get("/orders");
        let answer =
            Cloud::new(app()).await.ask(AuthorizerEvent::token("Bearer reader-7", request)).await;
        let statement = &answer.json()["policyDocument"]["Statement"];
        let arn = statement[0]["Resource"].as_str().unwrap();
        let expected = json!({
            "principalId": "user-7",
            "policyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": arn},
                    {
                        "Action": "execute-api:Invoke",
                        "Effect": "Deny",
                        "Resource": arn.replace("GET/*", "*/admin/*"),
                    },
                ],
            },
            "context": {"role": "reader"},
        });
        assert_eq!(*answer.json(), expected);
    }

    #[tokio::test]
    async fn who_says_nothing_is_sent_to_identify_themselves() {
        let cloud = Cloud::new(app()).await;
        let question = AuthorizerEvent::http_api(HttpApi::new().get("/orders"));
        let answer = cloud.ask(question).await;
        assert_eq!(answer.refused_with(), Some(401));
        assert_eq!(answer.assert_failed().message(), "Unauthorized");
    }
}
