//! Resources around a snapshot.

use std::time::Duration;

use lambda_runtime::{BoxFuture, SnapStartResource};

use crate::app::AppService;
use crate::clock::SystemClock;

/// How long the resources together may take to close; Lambda allows ten seconds for everything
/// (AWS Lambda developer guide, "Implement code before or after Lambda function snapshots").
const TO_CLOSE: Duration = Duration::from_secs(8);

/// The resources of an app, which no snapshot may hold: other copies would share their connections.
pub(super) struct Resources(pub(super) AppService);

impl SnapStartResource for Resources {
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), lambda_runtime::Error>> {
        Box::pin(async {
            self.0.close(TO_CLOSE).await;
            Ok(())
        })
    }

    fn after_restore(&self) -> BoxFuture<'_, Result<(), lambda_runtime::Error>> {
        Box::pin(async { Ok(self.0.restore(&SystemClock).await?) })
    }
}
