//! The smallest function: JSON in, JSON out, by direct invocation.
//!
//! Run it with `cargo sls dev hello`, then
//! `curl http://127.0.0.1:9000/2015-03-31/functions/hello/invocations -d '{"name": "Ada"}'`.

use serde::{Deserialize, Serialize};
use sls_core::{App, Error, handler, handlers};

#[derive(Deserialize)]
struct Name {
    name: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Greeting {
    text: String,
}

#[handler]
async fn hello(Name { name }: Name) -> Result<Greeting, Error> {
    if name.trim().is_empty() {
        return Err(Error::msg("the name is empty").with_type("EmptyName"));
    }
    Ok(Greeting { text: format!("Hello, {name}!") })
}

fn app() -> App {
    App::new().handlers(handlers![hello])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;

    use super::*;

    #[tokio::test]
    async fn greets_by_name() {
        let cloud = Cloud::new(app()).await;
        let reply = cloud.invoke(&json!({"name": "Ada"})).await;
        assert_eq!(reply.json::<Greeting>(), Greeting { text: "Hello, Ada!".to_owned() });
    }

    #[tokio::test]
    async fn says_what_is_missing() {
        let cloud = Cloud::new(app()).await;
        let reply = cloud.invoke(&json!({"nane": "Ada"})).await;
        let failure = reply.assert_failed();
        assert_eq!(failure.error_type(), "Sls.Rejected");
        assert_eq!(failure.message(), "body: missing field `name`");
    }

    #[tokio::test]
    async fn fails_with_a_type_of_its_own() {
        let cloud = Cloud::new(app()).await;
        let reply = cloud.invoke(&json!({"name": " "})).await;
        assert_eq!(reply.assert_failed().error_type(), "EmptyName");
    }

    #[tokio::test]
    async fn is_an_ordinary_function() -> Result<(), Error> {
        let greeting = hello(Name { name: "Ada".to_owned() }).await?;
        assert_eq!(greeting.text, "Hello, Ada!");
        Ok(())
    }
}
