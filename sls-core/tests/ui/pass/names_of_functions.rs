//! Functions may be called as the sources, the crates and the items that the expansion uses.

#![deny(warnings)]

mod sources {
    use sls_core::{handler as on, handlers as list};

    macro_rules! named {
        ($($name:ident)*) => {
            $(
                #[on(http = concat!("GET /", stringify!($name)))]
                pub async fn $name() {}
            )*

            pub fn all() -> Vec<sls_core::Handler> {
                list![$($name),*].into()
            }
        };
    }

    named! {
        handler handlers http sns s3 sqs kinesis dynamodb kafka websocket alarm call endpoint
        answered argument list krate event input context from_input into_response run app
        result option ok some none err error string vec future send sync static_ r#static r#move
        _private __sls x été
    }
}

fn main() {
    let app = sls_core::App::new().handlers(sources::all());
    app.into_service().expect("every route is another one");
}
