//! Tower services below a prefix.

use axum::Router;
use axum::routing::get;
use sls_core::http::Uri;
use sls_core::{App, Context, Handler, Path};
use sls_test::Cloud;

use crate::support::doors;

async fn named(Path(name): Path<String>) -> String {
    format!("named {name}")
}

async fn fixed() -> &'static str {
    "fixed"
}

#[tokio::test]
async fn a_router_below_a_prefix_sees_the_rest_of_the_path_and_the_context() {
    async fn greet(
        axum::extract::Path(name): axum::extract::Path<String>,
        axum::Extension(ctx): axum::Extension<Context>,
        uri: Uri,
    ) -> String {
        format!("{name} {uri} {}", ctx.request_id().len())
    }

    let router = Router::new().route("/", get(fixed)).route("/hello/{name}", get(greet));
    let app = App::new()
        .handler(Handler::new("named").http("GET /legacy/own/{name}", named))
        .mount("/legacy", router);
    let cloud = Cloud::new(app).await;
    for (door, client) in doors(&cloud) {
        let reply = client.get("/legacy/hello/Ada?a=1").send().await;
        assert_eq!(reply.text(), "Ada /hello/Ada?a=1 36", "{door}");
        assert_eq!(client.get("/legacy").send().await.text(), "fixed", "{door}");
        assert_eq!(client.get("/legacy?a=1").send().await.text(), "fixed", "{door}");
        assert_eq!(client.get("/legacy/own/x").send().await.text(), "named x", "{door}");
        assert_eq!(client.get("/legacy/none").send().await.status(), 404, "{door}");
        assert_eq!(client.get("/legacyhello/Ada").send().await.status(), 404, "{door}");
        assert_eq!(client.post("/legacy/hello/Ada").send().await.status(), 405, "{door}");
    }
}

#[tokio::test]
async fn the_longest_prefix_gets_the_request() {
    let answering = |text: &'static str| Router::new().fallback(move || async move { text });
    let app = App::new()
        .mount("/", answering("root"))
        .mount("/api/admin", answering("admin"))
        .mount("/api", answering("api"));
    let cloud = Cloud::new(app).await;
    for (path, text) in [
        ("/api/admin/users", "admin"),
        ("/api/administer", "api"),
        ("/api", "api"),
        ("/", "root"),
        ("/other", "root"),
    ] {
        assert_eq!(cloud.http().get(path).send().await.text(), text, "{path}");
    }
}

#[tokio::test]
async fn an_encoded_prefix_is_taken_off_whole() {
    async fn echo(uri: Uri) -> String {
        uri.to_string()
    }

    let router = || Router::new().fallback(echo);
    let app = App::new().mount("/legacy", router()).mount("/café au lait", router());
    let cloud = Cloud::new(app).await;
    for (door, client) in doors(&cloud) {
        for path in ["/%6Cegacy/x?q=1", "/caf%C3%A9%20au%20lait/x?q=1"] {
            assert_eq!(client.get(path).send().await.text(), "/x?q=1", "{door} {path}");
        }
    }
}
