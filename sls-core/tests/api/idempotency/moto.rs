//! A DynamoDB-compatible server for the time of a test, and a client of it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, IdentityCache, Region, StalledStreamProtectionConfig,
    retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use sls_core::BoxError;
use tokio::net::TcpStream;

/// The server; it ends with this value.
#[derive(Debug)]
pub(super) struct Moto {
    process: Child,
    endpoint: String,
}

impl Moto {
    /// Starts `moto_server` on a free port, or says why there is none.
    #[expect(clippy::disallowed_methods, reason = "the program is no part of the project")]
    pub(super) fn start() -> Option<Self> {
        let Ok(program) = std::env::var("SLS_MOTO_SERVER") else {
            let required = std::env::var_os("SLS_MOTO_REQUIRED").is_some();
            assert!(!required, "SLS_MOTO_REQUIRED is set and SLS_MOTO_SERVER is not");
            println!("SLS_MOTO_SERVER not set: records in DynamoDB not checked");
            return None;
        };
        let mut process = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let endpoint = lines.by_ref().find_map(|line| {
            let line = line.unwrap();
            line.split_whitespace().find(|word| word.starts_with("http://127.")).map(String::from)
        });
        let endpoint = endpoint.expect("the server ended before it said where it listens");
        // It must not wait for somebody to read what it says.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { process, endpoint })
    }

    pub(super) fn client(&self) -> Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
            .region(Region::new("eu-west-1"))
            .endpoint_url(&self.endpoint)
            .identity_cache(IdentityCache::no_cache())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(http_client_fn(|_, _| SharedHttpConnector::new(Plain)))
            .build();
        Client::from_conf(config)
    }

    /// Makes a table whose partition key has this name.
    pub(super) async fn table(&self, name: &str, key: &str) {
        let attribute = AttributeDefinition::builder()
            .attribute_name(key)
            .attribute_type(ScalarAttributeType::S);
        let schema = KeySchemaElement::builder().attribute_name(key).key_type(KeyType::Hash);
        self.client()
            .create_table()
            .table_name(name)
            .attribute_definitions(attribute.build().unwrap())
            .key_schema(schema.build().unwrap())
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await
            .unwrap();
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// HTTP without TLS, with a connection for each request.
#[derive(Debug)]
struct Plain;

impl HttpConnector for Plain {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async {
            send(request).await.map_err(|error| ConnectorError::other(error, None))
        })
    }
}

async fn send(request: HttpRequest) -> Result<HttpResponse, BoxError> {
    let request = request.try_into_http1x()?.map(|body| {
        Full::new(bytes::Bytes::copy_from_slice(body.bytes().expect("a body that is all there")))
    });
    let address = request.uri().authority().ok_or("an address without authority")?.to_string();
    let stream = TokioIo::new(TcpStream::connect(&address).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    let (mut head, body) = request.into_parts();
    head.headers.insert("host", address.parse()?);
    head.uri = head.uri.path_and_query().map_or("/", |path| path.as_str()).parse()?;
    let exchange = async {
        let response = sender.send_request(http::Request::from_parts(head, body)).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok::<_, BoxError>(http::Response::from_parts(head, body.to_vec().into()))
    };
    let (response, _) = tokio::join!(exchange, connection);
    Ok(HttpResponse::try_from(response?)?)
}
