//! Sessions that the server ends while the function is frozen.

mod server;

use sls_test::Cloud;

use self::server::Server;
use super::*;

const FREEZES: u64 = 50;

async fn cloud(server: &Server) -> Cloud {
    Cloud::new(app().replace(limited(server.config()))).await
}

#[tokio::test]
async fn no_freeze_loses_a_visit() {
    let Some(server) = Server::start() else { return };
    let cloud = cloud(&server).await;
    for freeze in 0..FREEZES {
        for visit in 1..=3 {
            let reply = cloud.http().post("/visits/home").send().await;
            assert_eq!(reply.json::<u64>(), 3 * freeze + visit);
        }
        server.end_sessions();
        cloud.freeze(Duration::from_secs(300));
    }
    let stats = cloud.resource_stats("postgres::database");
    assert_eq!((stats.built, stats.rebuilt), (1, FREEZES - 1));
}

#[tokio::test]
async fn a_session_that_the_server_keeps_outlives_a_freeze() {
    let Some(server) = Server::start() else { return };
    let cloud = cloud(&server).await;
    for visit in 1..=FREEZES {
        let reply = cloud.http().post("/visits/home").send().await;
        assert_eq!(reply.json::<u64>(), visit);
        cloud.freeze(Duration::from_secs(300));
    }
    let stats = cloud.resource_stats("postgres::database");
    assert_eq!((stats.checked, stats.failed_checks, stats.rebuilt), (FREEZES - 1, 0, 0));
}

#[tokio::test]
async fn a_session_that_is_not_checked_fails_the_visit() {
    let Some(server) = Server::start() else { return };
    let cloud = cloud(&server).await;
    let status = async || cloud.http().post("/visits/home").send().await.status();
    assert_eq!(status().await, 200);
    server.end_sessions();
    // The clock stands still, so that there was no pause to the app.
    assert_eq!(status().await, 500);
}
