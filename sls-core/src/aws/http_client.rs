//! The HTTP client below all clients of AWS services.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// How long a connection is kept without use.
///
/// S3 closes after 20 seconds or less, load balancers after 60. A connection that is used in the
/// moment in which it is closed loses a request, one that is opened again costs a millisecond.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// A client with rustls, one pool for all that use it, and the proxy that the environment names.
///
/// It is what the SDK makes by default, but for the pool's limit, which the SDK's own builder does
/// not take together with a proxy, and for the TLS stack, of which this crate has one.
pub(super) fn shared() -> SharedHttpClient {
    let pools = Pools::default();
    http_client_fn(move |settings, components| pools.get(settings, components))
}

/// One connector, and with it one pool, for each pair of time limits; mostly there is one.
#[derive(Clone, Default)]
struct Pools(Arc<Mutex<Vec<(Limits, SharedHttpConnector)>>>);

type Limits = [Option<Duration>; 2];

impl Pools {
    fn get(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let limits = [settings.connect_timeout(), settings.read_timeout()];
        let mut pools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match pools.iter().find(|(known, _)| *known == limits) {
            Some((_, connector)) => connector.clone(),
            None => {
                let connector = SharedHttpConnector::new(connector(settings, components));
                pools.push((limits, connector.clone()));
                connector
            }
        }
    }
}

fn connector(settings: &HttpConnectorSettings, components: &RuntimeComponents) -> Connector {
    let mut connector = Connector::builder()
        .connector_settings(settings.clone())
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .proxy_config(ProxyConfig::from_env())
        .tls_provider(Provider::Rustls(CryptoMode::Ring));
    connector.set_sleep_impl(components.sleep_impl());
    connector.build()
}
