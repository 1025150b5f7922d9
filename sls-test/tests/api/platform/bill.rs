//! What invocations cost.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

use std::time::Duration;

use sls_test::Cloud;
use sls_test::platform::{Fault, Function, Outcome, Prices, Script, Usage};

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9 * right.abs()
}

#[test]
fn the_published_figure_of_2016_comes_out() {
    // 100 invocations a second of one second each, with 512 MB, for 30 days.
    let usage = Usage::of(100 * 86_400 * 30, Duration::from_secs(1), 512);
    let prices = Prices::of_2016();
    assert!(close(prices.compute_dollars(&usage), 2_161.728), "{}", prices.compute_dollars(&usage));
    // Today the same costs a little less, and steps make no difference.
    let today = Prices::today().compute_dollars(&usage);
    assert!(close(today, 129_600_000.0 * 0.000_016_666_7), "{today}");
}

#[test]
fn a_step_of_2016_costs_what_its_table_says() {
    let table = [
        (128, 208),
        (192, 313),
        (256, 417),
        (320, 521),
        (384, 625),
        (448, 729),
        (512, 834),
        (640, 1042),
        (768, 1250),
        (832, 1354),
        (1024, 1667),
        (1280, 2084),
        (1536, 2501),
    ];
    for (memory_mb, nanodollars) in table {
        let usage = Usage::of(1, Duration::from_millis(1), memory_mb);
        let dollars = Prices::of_2016().compute_dollars(&usage);
        assert!(close(dollars, f64::from(nanodollars) * 1e-9), "{memory_mb} MB: {dollars}");
    }
}

#[test]
fn time_is_rounded_up_to_a_millisecond_today_and_to_100_in_2016() {
    let cases =
        [(1, 1, 100), (1_000, 1, 100), (1_001, 2, 100), (100_000, 100, 100), (100_001, 101, 200)];
    for (micros, today, of_2016) in cases {
        let usage = Usage::of(1, Duration::from_micros(micros), 128);
        assert_eq!(Prices::today().billed_ms(&usage), today, "{micros} µs");
        assert_eq!(Prices::of_2016().billed_ms(&usage), of_2016, "{micros} µs");
    }
}

#[test]
fn a_million_requests_and_400000_gb_seconds_are_free_each_month() {
    let prices = Prices::today();
    let free = Usage::of(1_000_000, Duration::from_millis(400), 1024);
    assert_eq!(prices.gb_seconds(&free), 400_000.0);
    assert_eq!(prices.dollars(&free), 0.0);
    let more = Usage::of(2_000_000, Duration::from_millis(400), 1024);
    assert!(close(prices.dollars(&more), 0.20 + 400_000.0 * 0.000_016_666_7));
    let paid = prices.without_free_tier();
    assert!(close(paid.dollars(&free), 0.20 + 400_000.0 * 0.000_016_666_7));
}

#[test]
fn more_gb_seconds_are_cheaper_in_tiers() {
    let billions = |billions: u64| Usage::of(billions * 1_000_000, Duration::from_secs(1000), 1024);
    let (x86, arm) = (Prices::today(), Prices::today_on_arm());
    assert!(close(x86.compute_dollars(&billions(6)), 6e9 * 0.000_016_666_7));
    let twenty = 6e9 * 0.000_016_666_7 + 9e9 * 0.000_015 + 5e9 * 0.000_013_333_4;
    assert!(close(x86.compute_dollars(&billions(20)), twenty));
    assert!(close(arm.compute_dollars(&billions(7)), 7e9 * 0.000_013_333_4));
}

#[tokio::test]
async fn a_cloud_counts_init_retries_and_timeouts_and_no_throttles() {
    let cloud = Cloud::empty();
    let acts =
        [Outcome::error("Boom", "no").after(Duration::from_millis(20)), Outcome::Timeout.into()];
    let settings = Function::new("f").memory_mb(512).init_duration(Duration::from_millis(100));
    let function = cloud.add_function(settings, Script::new(acts));
    function.inject(3, Fault::Throttle);
    function.invoke_async("{}");
    cloud.run_until_idle().await;

    let bill = cloud.bill();
    assert_eq!(bill.requests(), 3, "two failures and a success");
    // INIT and the error, the time-out, INIT again inside the last one.
    assert_eq!(bill.billed_ms(), 120 + 3000 + 101);
    assert!(close(bill.gb_seconds(), 3.221 / 2.0));
    let of_2016 = bill.at(&Prices::of_2016());
    assert_eq!(of_2016.billed_ms(), 100 + 3000 + 200, "an INIT phase was free");
    assert!(bill.to_string().starts_with("f: 3 requests, 3221 ms, 1.610500 GB-s\n$"), "{bill}");
}
