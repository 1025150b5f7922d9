//! Arguments and return types may go by other names.

use sls_core::event::{alexa, firehose, kinesis};
use sls_core::reply::Outcomes;
use sls_core::{Batch, Json, State, handler, handlers};

type Result<T, E = sls_core::Error> = std::result::Result<T, E>;
type Stored = Result<()>;
type NewOrder = Json<Vec<u64>>;
type Pool = State<std::sync::Arc<u64>>;
type Clicks = Batch<kinesis::Record>;

trait Named {
    type Argument;
    type Reply;
}

struct Orders;

impl Named for Orders {
    type Argument = Json<u64>;
    type Reply = Result<Json<String>>;
}

#[handler(http = "POST /orders", sns = "orders")]
async fn store(Json(_order): NewOrder, State(_pool): Pool) -> Stored {
    Ok(())
}

#[handler(kinesis = "clicks")]
async fn click(_clicks: Clicks) -> sls_core::Result<Outcomes> {
    Ok(Outcomes::new())
}

#[handler(http = "PUT /orders")]
async fn associated(Json(id): <Orders as Named>::Argument) -> <Orders as Named>::Reply {
    Ok(Json(id.to_string()))
}

#[handler(alexa = "amzn1.ask.skill.1")]
async fn talk() -> Result<alexa::Response> {
    Ok(alexa::Response::new())
}

#[handler(firehose = "clicks")]
async fn transform() -> Result<firehose::Transformed, std::fmt::Error> {
    Ok(firehose::Transformed::dropped())
}

#[handler]
async fn direct(order: Vec<u64>) -> Result<usize> {
    Ok(order.len())
}

fn main() {
    let _ = handlers![store, click, associated, talk, transform, direct];
}
