//! Log groups, which are there with the feature `gzip`.

use sls_core::event::cloudwatch_logs::Logs;
use sls_core::{App, Error, Json, handler, handlers};

const GROUP: &str = "/aws/lambda/refunds";

#[handler(
    cloudwatch_logs = "/aws/lambda/orders",
    cloudwatch_logs(log_group = GROUP, subscription_filter = "errors", decompression_limit = 1_048_576)
)]
async fn of_two_groups(logs: Logs) -> Result<(), Error> {
    assert!(logs.events().all(|event| !event.id().is_empty()));
    Ok(())
}

#[handler(cloudwatch_logs)]
async fn of_every_group(_logs: Json<Vec<u64>>) {}

#[handler(cloudwatch_logs(subscription_filter = "errors"), http = "POST /logs")]
async fn of_a_filter(_logs: Option<Logs>) {}

fn main() {
    let all = handlers![of_two_groups, of_every_group];
    App::new().handlers(all).into_service().expect("nothing is wrong with them at start");
    assert_eq!(handlers![of_a_filter].len(), 1);
}
