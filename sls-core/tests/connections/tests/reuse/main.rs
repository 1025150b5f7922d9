//! How many connections an app makes, and what becomes of them in freezes.
//!
//! Nothing but the app runs on the thread of a test, so that from the end of one invocation to the
//! beginning of the next nothing of it runs at all: that is the freeze. What peers do meanwhile has
//! arrived when it goes on, and the app finds it as after a real one. The monotonic clock stands
//! still; only the wall clock of the cloud moves on.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

mod aws;
mod environment;
mod http;
mod line;
mod peer;
mod tls;

use std::time::Duration;

use sls_core::App;
use sls_test::Cloud;

use self::peer::Peer;

const CYCLES: usize = 10_000;

/// Enough of them where each is known to fail.
const CARELESS_CYCLES: usize = 100;

/// How many of the invocations fail if this happens after each.
async fn lost(app: App, cycles: usize, pause: impl Fn(&Cloud)) -> usize {
    let cloud = Cloud::new(app).await;
    let mut lost = 0;
    for _ in 0..cycles {
        let reply = cloud.invoke(&()).await;
        lost += usize::from(reply.failure().is_some());
        pause(&cloud);
    }
    lost
}

async fn check_warm(app: App, peer: &Peer) {
    assert_eq!(lost(app, CYCLES, |_| {}).await, 0);
    assert_eq!((peer.accepted(), peer.answered()), (1, CYCLES));
}

async fn check_freezes(app: App, peer: &Peer) {
    let freeze = |cloud: &Cloud| {
        peer.close_all();
        cloud.freeze(Duration::from_secs(300));
    };
    assert_eq!(lost(app, CYCLES, freeze).await, 0);
    // Each is answered once, on a connection of its own: nothing was sent on one that was closed.
    assert_eq!((peer.accepted(), peer.answered()), (CYCLES, CYCLES));
}

/// The same freezes, but the app's clock stands still with the app, so that it does nothing.
async fn check_unseen_freezes(app: App, peer: &Peer, expected: usize) {
    assert_eq!(lost(app, CARELESS_CYCLES, |_| peer.close_all()).await, expected);
}
