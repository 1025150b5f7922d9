//! Several batches of a shard at once.

use std::time::Duration;

use sls_test::platform::{Call, Outcome, Script, StreamMapping};

use super::{Setup, poisoned_by};

/// Keys whose lanes, of two, are 0 and 1: their MD5 sums are even and odd.
const EVEN: &str = "e";
const ODD: &str = "a";

#[tokio::test]
async fn keys_are_divided_between_lanes_that_run_at_once() {
    let slow = Script::always(Outcome::ok().after(Duration::from_secs(1)));
    let setup = Setup::new(slow, StreamMapping::new().parallelization_factor(2));
    for (key, number) in [(EVEN, 1), (ODD, 2), (EVEN, 3), (ODD, 4)] {
        setup.put_key(key, number);
    }
    assert_eq!(setup.run().await, [["1", "3"], ["2", "4"]]);
    let deliveries = setup.mapping.deliveries();
    assert_eq!(deliveries[0].at, deliveries[1].at);
}

#[tokio::test]
async fn a_lane_has_one_batch_in_flight() {
    let slow = Script::always(Outcome::ok().after(Duration::from_millis(100)));
    let setup = Setup::new(slow, StreamMapping::new().batch_size(1));
    setup.put([1, 2]);
    setup.run().await;
    let deliveries = setup.mapping.deliveries();
    let between = deliveries[1].at.duration_since(deliveries[0].at).unwrap();
    assert_eq!(between, Duration::from_millis(100));
}

#[tokio::test]
async fn the_checkpoint_is_before_the_lowest_record_that_is_not_done() {
    let setup = Setup::new(poisoned_by(2), StreamMapping::new().parallelization_factor(2));
    for (key, number) in [(EVEN, 1), (ODD, 2), (EVEN, 3), (EVEN, 4)] {
        setup.put_key(key, number);
    }
    setup.cloud.advance(Duration::from_secs(10)).await;
    assert_eq!(setup.delivered()[0], ["1", "3", "4"]);
    assert!(setup.delivered()[1..].iter().all(|numbers| numbers == &["2"]));
    assert_eq!(setup.checkpoint().as_deref(), Some("1"));
}

#[tokio::test]
async fn what_other_lanes_did_behind_the_checkpoint_is_delivered_again_after_a_pause() {
    let failing = Script::by(|call: &Call| match call.number {
        1 | 2 if super::contains(call, "2") => Outcome::Crash,
        _ => Outcome::ok(),
    });
    let setup = Setup::new(failing, StreamMapping::new().parallelization_factor(2));
    for (key, number) in [(EVEN, 1), (ODD, 2), (EVEN, 3)] {
        setup.put_key(key, number);
    }
    setup.cloud.advance(Duration::from_millis(500)).await;
    assert_eq!(setup.checkpoint().as_deref(), Some("1"));
    setup.mapping.disable();
    setup.mapping.enable();
    setup.cloud.run_until_idle().await;
    let mut again = setup.delivered().split_off(2);
    again.sort();
    assert_eq!(again, [["2"], ["3"]]);
    assert_eq!(setup.checkpoint().as_deref(), Some("3"));
}
