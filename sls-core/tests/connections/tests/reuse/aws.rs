//! A client of the AWS SDK in front of a server that knows one call of STS.

use std::io::BufReader;
use std::net::TcpStream;
use std::time::Duration;

use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use sls_core::aws::aws_config::Region;
use sls_core::aws::{self, SdkConfig};
use sls_core::{App, Error, Handler, Resource, State};
use sls_test::Cloud;

use super::http::{read, response};
use super::peer::Peer;
use super::{check_freezes, check_unseen_freezes, check_warm};

pub(super) fn serve(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    read(reader).map(|head| identity(&head))
}

/// The answer to `GetCallerIdentity` (AWS STS API reference), of a user called as the access key.
pub(super) fn identity(head: &str) -> String {
    let (_, key) = head.split_once("Credential=").unwrap();
    let key = key.split('/').next().unwrap();
    let identity = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Account>111122223333</Account>\
         <Arn>arn:aws:iam::111122223333:user/{key}</Arn></GetCallerIdentityResult>\
         </GetCallerIdentityResponse>"
    );
    response("text/xml", &identity)
}

/// Takes a request and says nothing.
fn keep_silent(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    read(reader)?;
    loop {
        std::thread::park();
    }
}

async fn config(endpoint: State<String>) -> SdkConfig {
    aws::load(Duration::from_secs(3), |loader| {
        loader
            .endpoint_url(&*endpoint)
            .region(Region::new("eu-west-1"))
            .test_credentials()
            // Attempts must not make up for what was sent on a connection that is closed.
            .retry_config(RetryConfig::disabled())
    })
    .await
}

async fn account(sts: State<Client>) -> Result<String, Error> {
    let identity = sts.get_caller_identity().send().await?;
    identity.account().map(str::to_owned).ok_or_else(|| Error::msg("no account"))
}

fn app(peer: &Peer) -> App {
    App::new()
        .state(format!("http://{}", peer.address()))
        .resource(Resource::<SdkConfig>::new("aws", config))
        .resource(aws::client(Client::new))
        .handler(Handler::new("account").direct(account))
}

#[tokio::test]
async fn warm_invocations_use_one_connection() {
    let peer = Peer::start(serve);
    check_warm(app(&peer), &peer).await;
}

#[tokio::test]
async fn no_freeze_loses_an_invocation() {
    let peer = Peer::start(serve);
    check_freezes(app(&peer), &peer).await;
}

#[tokio::test]
async fn an_unseen_freeze_loses_one() {
    let peer = Peer::start(serve);
    check_unseen_freezes(app(&peer), &peer, 50).await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_before_the_function_s_timeout() {
    async fn hasty(endpoint: State<String>) -> SdkConfig {
        aws::load(Duration::from_millis(200), |loader| {
            let loader = loader.endpoint_url(&*endpoint).region(Region::new("eu-west-1"));
            loader.test_credentials().retry_config(RetryConfig::disabled())
        })
        .await
    }

    let peer = Peer::start(keep_silent);
    let app = App::new()
        .state(format!("http://{}", peer.address()))
        .resource(Resource::<SdkConfig>::new("aws", hasty))
        .resource(aws::client(Client::new))
        .handler(Handler::new("account").direct(account));
    let cloud = Cloud::new(app).await;
    let reply = cloud.invoke(&()).await;
    let message = reply.assert_failed().message();
    assert!(message.contains("timeout"), "{message}");
}
