//! What a body does is its own business: closures, blocks, generic calls, locks, tasks.

use std::fmt::Display;
use std::sync::Mutex;

use sls_core::{Error, Json, State, handler, handlers};

async fn longest<T: Display + Send>(items: impl IntoIterator<Item = T> + Send) -> Option<String> {
    items.into_iter().map(|item| item.to_string()).max_by_key(String::len)
}

fn boxed<'a, T: Sync>(value: &'a T) -> std::pin::Pin<Box<dyn Future<Output = &'a T> + Send + 'a>> {
    Box::pin(async move { value })
}

#[handler(http = "POST /orders", sqs = "orders")]
async fn store(Json(order): Json<Vec<u64>>, State(count): State<Mutex<u64>>) -> Result<(), Error> {
    *count.lock().map_err(|_| Error::msg("poisoned"))? += 1;
    let borrowed = &order;
    let sum = async { borrowed.iter().sum::<u64>() }.await;
    let add = async |more: u64| sum + more;
    let total = add(1).await;
    let text = longest::<u64>([sum, total, *boxed(&total).await]).await;
    if let Some(text) = text
        && text.len() > 3
    {
        return Err(std::io::Error::other(text))?;
    }
    'outer: for line in order.iter().copied() {
        for part in [line, 1] {
            if part == 0 {
                break 'outer;
            }
        }
    }
    return Ok(());
}

#[handler]
async fn recursive(depth: u8) -> u8 {
    if depth == 0 { 0 } else { Box::pin(recursive(depth - 1)).await + 1 }
}

#[handler]
async fn items_inside() -> u8 {
    struct Inner(u8);

    impl Inner {
        async fn get(&self) -> u8 {
            self.0
        }
    }

    #[handler]
    async fn nested() -> u8 {
        2
    }

    let _ = handlers![nested];
    Inner(1).get().await + nested().await
}

#[handler(http = "GET /never")]
async fn never() -> String {
    std::future::pending::<()>().await;
    unreachable!()
}

fn main() {
    let _ = (handlers![store, recursive, never], handlers![items_inside]);
}
