//! Sixty-four handlers in one list.

use sls_core::{App, Path, handler, handlers};

macro_rules! many {
    ($($name:ident)*) => {
        $(
            #[handler(http = concat!("GET /", stringify!($name), "/{id}"))]
            async fn $name(Path(_id): Path<u64>) {}
        )*

        fn app() -> App {
            App::new().handlers(handlers![$($name),*])
        }
    };
}

many! {
    aa ab ac ad ae af ag ah ba bb bc bd be bf bg bh ca cb cc cd ce cf cg ch da db dc dd de df dg dh
    ea eb ec ed ee ef eg eh fa fb fc fd fe ff fg fh ga gb gc gd ge gf gg gh ha hb hc hd he hf hg hh
}

fn main() {
    assert_eq!(app().manifest().handlers.len(), 64);
    assert!(app().into_service().is_ok());
}
