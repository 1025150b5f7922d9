//! Local handlers of one name, in functions, blocks, closures and constants.

use sls_core::{Handler, handler, handlers};

fn first() -> [Handler; 1] {
    #[handler(http = "GET /first")]
    async fn show() {}

    handlers![show]
}

fn second() -> [Handler; 2] {
    let inner = {
        #[handler(http = "GET /second")]
        async fn show() {}

        handlers![show]
    };
    let closure = || {
        #[handler(http = "GET /third")]
        async fn show() {}

        let [handler] = handlers![show];
        handler
    };
    let [inner] = inner;
    [inner, closure()]
}

const FOURTH: fn() -> [Handler; 1] = {
    #[handler(http = "GET /fourth")]
    async fn show() {}

    fn list() -> [Handler; 1] {
        handlers![show]
    }
    list
};

fn main() {
    let app = sls_core::App::new().handlers(first()).handlers(second()).handlers(FOURTH());
    assert!(app.into_service().is_ok());
}
