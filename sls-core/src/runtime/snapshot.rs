//! Resources around a snapshot.

use std::time::Duration;

use lambda_runtime::{BoxFuture, SnapStartResource};

use super::answer::restore_error;
use super::client::Client;
use super::report;
use super::stop::{Stop, Stopper};
use crate::app::AppService;
use crate::clock::SystemClock;

/// How long the resources together may take to close; Lambda allows ten seconds for everything
/// (AWS Lambda developer guide, "Implement code before or after Lambda function snapshots").
const TO_CLOSE: Duration = Duration::from_secs(8);

/// The resources of an app, which no snapshot may hold: other copies would share their connections.
pub(super) struct Resources {
    pub(super) app: AppService,
    pub(super) client: Client,
    pub(super) stopper: Stopper,
}

impl SnapStartResource for Resources {
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), lambda_runtime::Error>> {
        Box::pin(async {
            self.app.close(TO_CLOSE).await;
            Ok(())
        })
    }

    fn after_restore(&self) -> BoxFuture<'_, Result<(), lambda_runtime::Error>> {
        Box::pin(async {
            if let Err(failure) = self.app.restore(&SystemClock).await {
                // An error returned from here would be reported too, without its type and cause.
                report(&self.client, restore_error(&failure)).await;
                self.stopper.stop(Stop::NotRestored(failure));
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}
