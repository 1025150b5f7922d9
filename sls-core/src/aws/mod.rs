//! Clients of AWS services: one configuration, loaded once, and what is made from it.
//!
//! [`config`] is a resource: region, credentials, endpoints and retries as the environment and the
//! profile say, with time limits that follow from the function's own, and one pool of connections
//! for all clients. [`client`] makes a resource of any client of the AWS SDK, in one line.
//!
//! ```
//! # mod aws_sdk_dynamodb {
//! #     pub struct Client;
//! #     impl Client { pub fn new(_: &sls_core::aws::SdkConfig) -> Self { Self } }
//! # }
//! # mod aws_sdk_s3 {
//! #     pub struct Client;
//! #     impl Client { pub fn new(_: &sls_core::aws::SdkConfig) -> Self { Self } }
//! # }
//! use std::time::Duration;
//! use sls_core::{App, Handler, State, aws};
//!
//! async fn show(db: State<aws_sdk_dynamodb::Client>, files: State<aws_sdk_s3::Client>) {}
//!
//! let app = App::new()
//!     .resource(aws::config(Duration::from_secs(10))) // the function's timeout
//!     .resource(aws::client(aws_sdk_dynamodb::Client::new))
//!     .resource(aws::client(aws_sdk_s3::Client::new))
//!     .handler(Handler::new("show").direct(show));
//! # assert!(app.into_service().is_ok());
//! ```
//!
//! Name the crates of the AWS SDK with `default-features = false`: their defaults bring a second TLS
//! stack, which nothing would use.

mod http_client;

use std::any::type_name;
use std::time::Duration;

pub use aws_config;
pub use aws_config::{ConfigLoader, SdkConfig};

use aws_config::BehaviorVersion;
use aws_config::default_provider::retry_config;
use aws_config::timeout::TimeoutConfig;

use crate::extract::State;
use crate::resource::Resource;

/// The longest time to a connection, in a function with four seconds or more.
///
/// Within a region it takes a millisecond. What takes a second will not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The longest time to the second attempt; to the third it is twice as long.
///
/// The SDK's own is a second, which is billed, and a third of Lambda's default timeout. What a
/// retry mostly mends is a connection that was closed, and a new one is there at once.
const FIRST_BACKOFF: Duration = Duration::from_millis(100);

/// What clients of AWS services are made from, as a resource.
///
/// `function_timeout` is the function's own, which the process is not told. Of it a call may take
/// nine tenths, an attempt half, so that there is time for another one, and connecting a quarter, a
/// second at most. [`load`] is for those who want anything else.
///
/// # Example
/// ```
/// # mod aws_sdk_sns {
/// #     pub struct Client;
/// #     impl Client { pub fn new(_: &sls_core::aws::SdkConfig) -> Self { Self } }
/// # }
/// use std::time::Duration;
/// use sls_core::{App, aws};
///
/// let app = App::new()
///     .resource(aws::config(Duration::from_secs(3)))
///     .resource(aws::client(aws_sdk_sns::Client::new));
/// ```
pub fn config(function_timeout: Duration) -> Resource<SdkConfig> {
    Resource::<SdkConfig>::new("aws", move || load(function_timeout, |loader| loader))
}

/// Loads what [`config`] loads, and lets something be said differently before.
///
/// It is for a `#[resource]` of one's own. `adjust` sees a loader that knows the time limits, the
/// retries and the HTTP client; what it sets wins over them and over the environment.
///
/// # Panics
/// If a variable or the profile asks for a mode of retries or a number of attempts that does not
/// exist. In the build of a resource that is a failure with that message.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::aws::aws_config::Region;
/// use sls_core::aws::{self, SdkConfig};
///
/// async fn config() -> SdkConfig {
///     aws::load(Duration::from_secs(30), |loader| loader.region(Region::new("us-east-1"))).await
/// }
/// ```
pub async fn load(
    function_timeout: Duration,
    adjust: impl FnOnce(ConfigLoader) -> ConfigLoader,
) -> SdkConfig {
    let retries = retry_config::default_provider().retry_config().await;
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client::shared())
        .timeout_config(limits(function_timeout))
        .retry_config(retries.with_initial_backoff(FIRST_BACKOFF));
    adjust(loader).load().await
}

/// A client of one service as a resource, made from the resource [`config`].
///
/// The name of the resource is that of the client's crate. Handlers, and builds of other resources,
/// take it as `State<Client>`.
///
/// # Example
/// ```
/// # mod aws_sdk_s3 {
/// #     use sls_core::aws::SdkConfig;
/// #     pub struct Client;
/// #     impl Client { pub fn from_conf(_: config::Config) -> Self { Self } }
/// #     pub mod config {
/// #         pub struct Config;
/// #         pub struct Builder;
/// #         impl From<&super::SdkConfig> for Builder { fn from(_: &super::SdkConfig) -> Self { Self } }
/// #         impl Builder {
/// #             pub fn force_path_style(self, _: bool) -> Self { self }
/// #             pub fn build(self) -> Config { Config }
/// #         }
/// #     }
/// # }
/// use sls_core::aws::{self, SdkConfig};
///
/// // As they are: aws::client(aws_sdk_s3::Client::new). With settings of the service:
/// let files = aws::client(|config: &SdkConfig| {
///     let config = aws_sdk_s3::config::Builder::from(config).force_path_style(true);
///     aws_sdk_s3::Client::from_conf(config.build())
/// });
/// ```
pub fn client<C, F>(new: F) -> Resource<C>
where
    C: Send + Sync + 'static,
    F: Fn(&SdkConfig) -> C + Send + Sync + 'static,
{
    let path = type_name::<C>();
    let name = path.split_once("::").map_or(path, |(package, _)| package);
    Resource::<C>::new(name, move |config: State<SdkConfig>| std::future::ready(new(&config)))
}

fn limits(function_timeout: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT.min(function_timeout / 4))
        .operation_attempt_timeout(function_timeout / 2)
        // Once the whole of it has passed, nobody is there to be told.
        .operation_timeout(function_timeout / 10 * 9)
        .build()
}

#[cfg(test)]
mod tests {
    use aws_config::Region;
    use aws_config::retry::RetryConfig;

    use super::*;

    #[track_caller]
    fn check(function: u64, [connect, attempt, operation]: [u64; 3]) {
        let limits = limits(Duration::from_millis(function));
        let expected = |time| Some(Duration::from_millis(time));
        assert_eq!(limits.connect_timeout(), expected(connect));
        assert_eq!(limits.operation_attempt_timeout(), expected(attempt));
        assert_eq!(limits.operation_timeout(), expected(operation));
    }

    #[test]
    fn every_limit_is_below_the_function_s_timeout() {
        check(3_000, [750, 1_500, 2_700]);
        check(4_000, [1_000, 2_000, 3_600]);
        check(900_000, [1_000, 450_000, 810_000]);
    }

    #[tokio::test]
    async fn what_is_adjusted_wins() {
        let config = load(Duration::from_secs(3), |loader| {
            loader.region(Region::new("eu-north-1")).retry_config(RetryConfig::disabled())
        });
        let config = config.await;
        assert_eq!(config.region().map(Region::as_ref), Some("eu-north-1"));
        assert_eq!(config.retry_config(), Some(&RetryConfig::disabled()));
        let connect = config.timeout_config().and_then(TimeoutConfig::connect_timeout);
        assert_eq!(connect, Some(Duration::from_millis(750)));
    }

    #[test]
    fn a_client_is_called_after_its_crate() {
        let client = client(|_: &SdkConfig| http::HeaderMap::<String>::default());
        assert_eq!(crate::AnyResource::from(client).name(), "http");
    }
}
