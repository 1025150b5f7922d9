//! References inside of types are no borrowed arguments.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use sls_core::extract::Rejection;
use sls_core::{Json, State, handler, handlers};

trait Store: Send + Sync {}

macro_rules! order {
    () => { Json<Vec<u64>> };
}

#[handler(http = "POST /a")]
async fn states(
    _function: State<fn(&str) -> usize>,
    _boxed: State<Box<dyn Fn(&str, &mut u8) -> &'static str + Send + Sync>>,
    _shared: State<Arc<dyn Store + 'static>>,
    _locked: State<Arc<Mutex<HashMap<&'static str, Option<Box<[u8]>>>>>>,
    _reference: State<&'static (dyn Store + 'static)>,
) {
}

#[handler(http = "POST /b")]
async fn payloads(
    _nested: Option<Result<Json<BTreeMap<String, Vec<Option<(u8, [i64; 4])>>>>, Rejection>>,
) {
}

#[handler(http = "POST /c")]
async fn from_a_macro(_order: order!()) {}

#[handler(iot)]
async fn owned_text(_name: Json<Cow<'static, str>>) -> Cow<'static, str> {
    Cow::Borrowed("text")
}

#[handler]
async fn tuple(_: (String, (u8, u8)), _state: State<()>) -> (u8, (), [&'static str; 2]) {
    (1, (), ["a", "b"])
}

fn main() {
    let _ = handlers![states, payloads, from_a_macro, owned_text, tuple];
}
