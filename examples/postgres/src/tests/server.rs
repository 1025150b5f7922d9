//! A PostgreSQL server for the time of a test.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, process, thread};

use tokio::runtime::Builder;
use tokio_postgres::{Client, Config, NoTls};

const TABLE: &str = "CREATE TABLE visits (page text PRIMARY KEY, count bigint NOT NULL)";

/// Whom Debian calls `nobody`. PostgreSQL does not run as root.
const NOBODY: u32 = 65534;

/// The server, its data and its port; all of it ends with this value.
pub(super) struct Server {
    process: Child,
    home: Home,
    port: u16,
}

impl Server {
    /// Starts `postgres` on a free port, or says why there is none.
    #[expect(clippy::disallowed_methods, reason = "the programs are no part of the project")]
    pub(super) fn start() -> Option<Self> {
        let Ok(programs) = env::var("SLS_POSTGRES_BIN") else {
            let required = env::var_os("SLS_DATABASES_REQUIRED").is_some();
            assert!(!required, "SLS_DATABASES_REQUIRED is set and SLS_POSTGRES_BIN is not");
            println!("SLS_POSTGRES_BIN not set: sessions of PostgreSQL not checked");
            return None;
        };
        // Somebody else may take a port between the look and the start.
        let server = (0..5).find_map(|_| Self::on(free_port(), Path::new(&programs)));
        let server = server.expect("no PostgreSQL after five attempts");
        server.ask(async |client| client.batch_execute(TABLE).await.unwrap());
        Some(server)
    }

    fn on(port: u16, programs: &Path) -> Option<Self> {
        let home = Home::new(programs, port);
        let initialised = home
            .run("initdb")
            .args(["--auth=trust", "--username=app", "--no-sync", "--locale=C", "--encoding=UTF8"])
            .status();
        assert!(initialised.unwrap().success(), "initdb failed in {}", home.data.display());
        let process = home
            .run("postgres")
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories=", "-c", "fsync=off"])
            .spawn()
            .unwrap();
        let mut server = Self { process, home, port };
        server.is_ready().then_some(server)
    }

    /// Waits until it takes sessions; false if it has ended before.
    fn is_ready(&mut self) -> bool {
        while self.process.try_wait().unwrap().is_none() {
            if self.try_ask(async |_| ()).is_ok() {
                return true;
            }
        }
        false
    }

    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host("127.0.0.1").port(self.port).user("app").dbname("postgres");
        config
    }

    /// Ends all sessions of the function, and returns when they have ended.
    pub(super) fn end_sessions(&self) {
        self.ask(async |admin| {
            const OTHERS: &str = "FROM pg_stat_activity \
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
            let end = format!("SELECT pg_terminate_backend(pid) {OTHERS}");
            admin.query(&end, &[]).await.unwrap();
            let left = format!("SELECT pid {OTHERS}");
            while !admin.query(&left, &[]).await.unwrap().is_empty() {}
        });
    }

    fn ask<T: Send>(&self, question: impl AsyncFnOnce(Client) -> T + Send) -> T {
        self.try_ask(question).unwrap()
    }

    /// Asks in a thread of its own, so that nothing of the function runs meanwhile.
    fn try_ask<T: Send>(
        &self,
        question: impl AsyncFnOnce(Client) -> T + Send,
    ) -> Result<T, tokio_postgres::Error> {
        let asking = async || {
            let (client, connection) = self.config().connect(NoTls).await?;
            let connection = tokio::spawn(connection);
            let answer = question(client).await;
            connection.await.unwrap()?;
            Ok(answer)
        };
        let asked =
            || Builder::new_current_thread().enable_all().build().unwrap().block_on(asking());
        thread::scope(|scope| scope.spawn(asked).join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself. Killed it would leave its own processes behind.
        let _ = self.home.run("pg_ctl").args(["stop", "--mode=immediate"]).status();
        let _ = self.process.wait();
    }
}

/// Where the programs and the data are, and who runs the programs.
struct Home {
    programs: PathBuf,
    data: PathBuf,
    is_roots: bool,
}

impl Home {
    fn new(programs: &Path, port: u16) -> Self {
        let data = env::temp_dir().join(format!("sls-postgres-{}-{port}", process::id()));
        fs::create_dir(&data).unwrap();
        let is_roots = data.metadata().unwrap().uid() == 0;
        if is_roots {
            chown(&data, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        Self { programs: programs.to_owned(), data, is_roots }
    }

    fn run(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        if self.is_roots {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.arg("-D").arg(&self.data).current_dir(&self.data);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // What is left over in the folder for temporary files is no reason to fail.
        let _ = fs::remove_dir_all(&self.data);
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
