//! `cargo sls dev`: build, serve, watch, rebuild, stop.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use sls_core::{Clock, SystemClock};
use tokio::time::Instant;

use super::args::DevArgs;
use super::build::{Built, Options, build};
use super::dev::Server;
use super::output::Output;
use super::problem::Problem;
use super::watch::Watcher;
use super::workspace::{Program, Workspace};
use crate::Ids;
use crate::process::Function;

/// Runs until the user or the system asks to stop.
pub(super) async fn run(args: &DevArgs, output: &Output) -> Result<(), Problem> {
    let mut stop = Stop::listen()?;
    tokio::select! {
        result = Session::start_and_watch(args, output) => result,
        () = stop.asked() => {
            output.line("stopping");
            Ok(())
        }
    }
}

struct Session<'a> {
    args: &'a DevArgs,
    output: &'a Output,
    options: Options,
    program: Program,
    function: Arc<Function>,
}

impl<'a> Session<'a> {
    /// Never returns well: dropping the future stops all that it started.
    async fn start_and_watch(args: &'a DevArgs, output: &'a Output) -> Result<(), Problem> {
        let program = find(args).await?;
        // Taken before the build, which may be long, so that a taken port is found at once.
        let server = Server::bind(args.port).await.map_err(|error| taken(args.port, &error))?;
        let address =
            server.address().map_err(|error| Problem::new(format!("no address: {error}")))?;
        // Before the build as well, so that no change during it is missed.
        let mut watcher = Watcher::start(&program)?;
        let options = Options { features: args.features.clone(), release: args.release };
        let Built { executable, .. } = build(&program, &options).await?;

        let function = function(args, &program, &executable, output).await?;
        let session = Self { args, output, options, program, function: Arc::new(function) };
        let name = session.function.name();
        session.warm_up().await;
        let _serving = server.serve(Arc::clone(&session.function), args.front_door, output.clone());
        output.line(&format!("`{name}` is listening on http://{address}"));
        output.line(&format!(
            "  invoke   cargo sls invoke --port {port} --json '{{}}', or any AWS SDK at this address",
            port = address.port()
        ));
        output.line("  HTTP     every path, as the front door chosen with --front-door sends it");
        output.line(&format!("  timeout  {} s (--timeout; Lambda's default is 3 s)", args.timeout));
        session.watch(&mut watcher).await
    }

    async fn watch(mut self, watcher: &mut Watcher) -> Result<(), Problem> {
        while let Some(changed) = watcher.changed().await {
            let shown = changed.strip_prefix(&self.program.folder).unwrap_or(&changed);
            self.output.line(&format!("{} changed: building", shown.display()));
            if changed.ends_with("Cargo.toml") {
                // It may name other dependencies now, or other programs.
                match find(self.args).await {
                    Ok(program) => {
                        self.program = program;
                        *watcher = Watcher::start(&self.program)?;
                    }
                    Err(problem) => self.output.error(&format!("error: {problem}")),
                }
            }
            self.rebuild().await;
        }
        Err(Problem::new("the source is not watched any more; start the command again"))
    }

    async fn rebuild(&self) {
        let began = Instant::now();
        match build(&self.program, &self.options).await {
            Ok(Built { is_fresh: true, .. }) => {
                self.output.line("nothing to build: the function runs on");
            }
            Ok(Built { executable, .. }) => {
                self.function.replace(command(&self.program, &executable)).await;
                self.warm_up().await;
                let seconds = began.elapsed().as_secs_f64();
                self.output.line(&format!("built in {seconds:.1} s: restarted"));
            }
            Err(problem) => {
                self.output.error(&format!("error: {problem}; the build before it serves on"));
            }
        }
    }

    /// Starts the process at once, so that what is wrong with the start shows at the start.
    async fn warm_up(&self) {
        if let Err(failure) = self.function.warm_up().await {
            let name = self.function.name();
            self.output.error(&format!(
                "error: `{name}` does not start: {failure}; it is tried again with each invocation"
            ));
        }
    }
}

async fn find(args: &DevArgs) -> Result<Program, Problem> {
    Workspace::read().await?.find(args.target.as_deref(), args.bin.as_deref())
}

async fn function(
    args: &DevArgs,
    program: &Program,
    executable: &Path,
    output: &Output,
) -> Result<Function, Problem> {
    let name = args.function.as_ref().or(args.target.as_ref()).unwrap_or(&program.name);
    let passed_on = output.clone();
    let mut builder = Function::builder(command(program, executable))
        .name(name)
        .region(&args.region)
        .memory_mb(args.memory)
        .timeout(Duration::from_secs(args.timeout))
        .concurrency(usize::from(args.concurrency))
        .ids(fresh_ids())
        .on_log(move |line| passed_on.line(line))
        .without_record();
    for (key, value) in &args.variables {
        builder = builder.env(key, value);
    }
    builder.start().await.map_err(|error| Problem::new(format!("no port for it: {error}")))
}

/// The program in the folder of its package, as on Lambda in the folder of its code.
fn command(program: &Program, executable: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(&program.folder);
    // Ctrl-C in the terminal reaches the whole group; the function is stopped by this command.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

/// Ids that differ from those of every earlier run.
pub(super) fn fresh_ids() -> Ids {
    let now = SystemClock.now().duration_since(std::time::SystemTime::UNIX_EPOCH);
    let nanoseconds = now.unwrap_or_default().as_nanos();
    // The low half is what changes from one run to the next.
    Ids::seeded((nanoseconds & u128::from(u64::MAX)).try_into().unwrap_or_default())
}

fn taken(port: u16, error: &std::io::Error) -> Problem {
    Problem::new(format!(
        "port {port} of 127.0.0.1 cannot be had: {error}; write --port with another one, \
         or --port 0 for a free one"
    ))
}

/// The ways to ask the command to stop.
struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 3],
}

impl Stop {
    fn listen() -> Result<Self, Problem> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};

            let listen = |kind| {
                signal(kind)
                    .map_err(|error| Problem::new(format!("signals cannot be caught: {error}")))
            };
            let interrupt = listen(SignalKind::interrupt())?;
            let terminate = listen(SignalKind::terminate())?;
            let hangup = listen(SignalKind::hangup())?;
            Ok(Self { signals: [interrupt, terminate, hangup] })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn asked(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate, hangup] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
