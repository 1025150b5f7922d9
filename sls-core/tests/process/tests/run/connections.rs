//! How many connections a process makes.

use std::collections::HashSet;

use serde_json::json;

use super::{echo, event, started};

#[tokio::test]
async fn connections_are_kept_between_invocations() {
    let function = started().await;
    for number in 0..50 {
        let order = match number % 5 {
            0 => event("fail"),
            1 => event("stream"),
            _ => echo(&json!(number)),
        };
        function.invoke(order).await;
    }
    let conversation = function.runtime_api().conversation();
    assert!(conversation.len() >= 100, "{} calls", conversation.len());
    let peers = conversation.iter().map(|exchange| exchange.peer).collect::<HashSet<_>>();
    assert!(peers.len() <= 2, "{peers:?}");
}
