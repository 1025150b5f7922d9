//! PostgreSQL over one session per execution environment, which is checked after each freeze.
//!
//! The database has `CREATE TABLE visits (page text PRIMARY KEY, count bigint NOT NULL)`.
//! Run it with `DATABASE_URL=postgres://.. cargo sls dev postgres`, then
//! `curl -X POST http://127.0.0.1:9000/visits/home`.

use std::time::Duration;

use sls_core::{App, Error, Json, Path, State};
use sls_core::{handler, handlers, resource, resources};
use tokio_postgres::{Client, Config, NoTls, Statement};

const COUNT: &str = "INSERT INTO visits VALUES ($1, 1) \
    ON CONFLICT (page) DO UPDATE SET count = visits.count + 1 RETURNING count";

/// One session, and a statement that it has prepared.
struct Database {
    client: Client,
    count: Statement,
}

impl Database {
    /// One question and one answer: after a freeze the session may be gone without a trace.
    async fn is_alive(database: State<Self>) -> Result<(), Error> {
        Ok(database.client.check_connection().await?)
    }
}

/// Where the database is, and how long to wait for it.
#[resource]
#[expect(clippy::disallowed_methods, reason = "an app's own settings come from its environment")]
async fn config() -> Result<Config, Error> {
    let url = std::env::var("DATABASE_URL").map_err(|_| Error::msg("DATABASE_URL is missing"))?;
    Ok(limited(url.parse()?))
}

fn limited(mut config: Config) -> Config {
    config
        .application_name("visits")
        // Within a VPC it takes a millisecond; a security group that lets nothing through, forever.
        .connect_timeout(Duration::from_secs(1))
        // What is sent and not confirmed: by default the kernel repeats it for a quarter of an hour.
        .tcp_user_timeout(Duration::from_secs(2))
        // The server stops what nobody waits for any more. Below the function's timeout of 3 s.
        .options("-c statement_timeout=2s");
    config
}

/// Checked before a handler sees it, if nothing has used it for a second.
#[resource(check = Database::is_alive)]
async fn database(config: State<Config>) -> Result<Database, Error> {
    // Without TLS: the guide to connections says what Amazon RDS asks for.
    let (client, connection) = config.connect(NoTls).await?;
    // It carries the session, and ends with it.
    tokio::spawn(async {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "session ended");
        }
    });
    // Once per session, and not once per invocation: preparing is a round trip of its own.
    let count = client.prepare(COUNT).await?;
    Ok(Database { client, count })
}

#[handler(http = "POST /visits/{page}")]
async fn visit(Path(page): Path<String>, database: State<Database>) -> Result<Json<i64>, Error> {
    let row = database.client.query_one(&database.count, &[&page]).await?;
    Ok(Json(row.try_get(0)?))
}

fn app() -> App {
    App::new().resources(resources![config, database]).handlers(handlers![visit])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

// Who may start PostgreSQL is a question of Unix.
#[cfg(unix)]
#[cfg(test)]
mod tests;
