//! The function is a function: called, stored, passed on and registered without the attribute.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use sls_core::event::sqs::Queue;
use sls_core::{App, Handler, Json, Path, handler, handlers};

#[handler(http = "GET /double/{number}")]
async fn double(Path(number): Path<u32>) -> Json<u32> {
    Json(number * 2)
}

#[handler(sns = "orders")]
async fn store(Json(_order): Json<Vec<u64>>) {}

async fn quadruple(number: u32) -> u32 {
    let Json(twice) = double(Path(number)).await;
    double(Path(twice)).await.0
}

async fn apply<F: AsyncFn(Path<u32>) -> Json<u32>>(function: F) -> u32 {
    function(Path(1)).await.0
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing in here waits"),
    }
}

fn main() {
    assert_eq!(now(quadruple(3)), 12);
    assert_eq!(now(apply(double)), 2);
    let function: fn(_) -> _ = double;
    assert_eq!(now(function(Path(4))).0, 8);

    let app = App::new()
        .handlers(handlers![double])
        .handler(Handler::new("again").http("GET /twice/{number}", double))
        .handler(Handler::new("queue").on(Queue::new("orders"), store));
    assert!(app.into_service().is_ok());
}
