use sls_core::{Handler, handler, handlers};

fn routes() -> [Handler; 1] {
    #[derive(serde::Deserialize)]
    struct Local {}

    #[handler(http = "POST /local")]
    async fn local(sls_core::Json(_local): sls_core::Json<Local>) {}

    handlers![local]
}

fn main() {
    assert_eq!(routes().len(), 1);
}
