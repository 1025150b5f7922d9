//! Each module has its own list; an app takes them all.

use std::sync::Arc;

use sls_core::{App, Handler, handlers};

mod orders {
    use sls_core::{Handler, State, handler, handlers};

    #[handler(http = "GET /orders")]
    async fn list(_count: State<std::sync::Arc<u64>>) {}

    #[handler(http = "POST /orders")]
    async fn create() {}

    pub fn handlers() -> impl IntoIterator<Item = Handler> {
        handlers![list, create]
    }
}

mod refunds {
    #[sls_core::handler(http = "GET /refunds")]
    pub async fn list() {}

    #[sls_core::handler(http = "POST /refunds")]
    pub async fn create() {}
}

fn app() -> App {
    let [list, create] = handlers![refunds::list, refunds::create];
    let extra: Vec<Handler> = Vec::from(handlers![]);
    App::new()
        .handlers(orders::handlers())
        .handlers([list])
        .handler(create)
        .handlers(extra)
        .state(Arc::new(1_u64))
}

fn main() {
    assert_eq!(app().manifest().handlers.len(), 4);
    assert!(app().into_service().is_ok());
}
