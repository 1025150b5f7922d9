//! Connections that the server closes while the function is frozen.

mod server;

use sls_test::Cloud;

use self::server::Server;
use super::*;

const FREEZES: u64 = 100;

async fn cloud(url: &str) -> Cloud {
    Cloud::new(app().replace(Client::open(url).unwrap())).await
}

async fn put(cloud: &Cloud, stock: u64) -> StatusCode {
    cloud.http().put("/stock/A1").json(&stock).send().await.status()
}

async fn show(cloud: &Cloud) -> u64 {
    cloud.http().get("/stock/A1").send().await.json()
}

#[tokio::test]
async fn no_freeze_loses_a_question() {
    let Some(server) = Server::start() else { return };
    let cloud = cloud(server.url()).await;
    for freeze in 0..FREEZES {
        assert_eq!(put(&cloud, freeze).await, 204);
        server.close_connections();
        cloud.freeze(Duration::from_secs(30));
        assert_eq!(show(&cloud).await, freeze);
    }
    let stats = cloud.resource_stats("redis_cache::cache");
    assert_eq!((stats.built, stats.rebuilt), (1, FREEZES));
}

#[tokio::test]
async fn a_connection_that_the_server_keeps_outlives_a_freeze() {
    let Some(server) = Server::start() else { return };
    let cloud = cloud(server.url()).await;
    for freeze in 0..FREEZES {
        assert_eq!(put(&cloud, freeze).await, 204);
        cloud.freeze(Duration::from_secs(30));
        assert_eq!(show(&cloud).await, freeze);
    }
    let stats = cloud.resource_stats("redis_cache::cache");
    assert_eq!((stats.checked, stats.failed_checks, stats.rebuilt), (FREEZES, 0, 0));
}

#[tokio::test]
async fn a_connection_that_is_not_checked_fails_the_question() {
    let Some(server) = Server::start() else { return };
    let cloud = cloud(server.url()).await;
    assert_eq!(put(&cloud, 7).await, 204);
    server.close_connections();
    // The clock stands still, so that there was no pause to the app.
    assert_eq!(put(&cloud, 8).await, 500);
}

#[tokio::test]
async fn without_a_cache_there_is_an_answer() {
    // Nobody listens at port 1.
    let cloud = cloud("redis://127.0.0.1:1/").await;
    assert_eq!(show(&cloud).await, count("A1"));
}
