//! Without the feature `shutdown`, or where there are no signals, the end comes unannounced.

use super::client::Client;
use super::stop::Stopper;
use crate::app::AppService;

pub(super) async fn watch(_: &Client, _: &AppService, _: &Stopper) {}
