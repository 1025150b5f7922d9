//! A Kinesis stream, one call per record.

use sls_core::{App, Error, Json, handler, handlers};
use work::Click;

#[handler(kinesis = "clicks")]
async fn click(Json(click): Json<Click>) -> Result<(), Error> {
    Ok(work::accept(&click)?)
}

fn main() -> sls_core::Result<()> {
    App::new().handlers(handlers![click]).run()
}
