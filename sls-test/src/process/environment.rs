//! One process from its start to its end.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[cfg(unix)]
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tokio::process::{Child, Command};
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use super::builder::Config;
use super::log::{Capture, Log};
use super::report::Start;
use super::variables::variables;
use crate::runtime_api::{Exit, InitFailure, RuntimeApi};

/// A running process; dropping it kills the process.
#[derive(Debug)]
pub(super) struct Environment {
    pid: Option<u32>,
    capture: Arc<Capture>,
    init_duration: Duration,
    invoked: AtomicBool,
    /// Sent or dropped, it kills the process.
    kill: Option<oneshot::Sender<()>>,
    /// How it ended, once it has.
    ended: watch::Receiver<Option<Exit>>,
}

/// Why a process is not there.
#[derive(Debug)]
pub(super) enum NotStarted {
    /// It ended or reported an error.
    Failed(InitFailure),
    /// It took longer than it may.
    Overran,
    /// There is no such program, or it cannot be executed.
    Unstartable(std::io::Error),
}

impl Environment {
    /// Starts the process and waits until it asks for its first event.
    pub(super) async fn start(
        command: &mut Command,
        config: &Config,
        api: &Arc<RuntimeApi>,
        log: &Log,
        limit: Duration,
    ) -> Result<Self, NotStarted> {
        let started = Instant::now();
        api.reset();
        let (child, capture) = spawn(command, config, api, log).map_err(NotStarted::Unstartable)?;
        let capture = Arc::new(capture);
        let pid = child.id();
        let (kill, killed) = oneshot::channel();
        let (ending, ended) = watch::channel(None);
        tokio::spawn(supervise(child, killed, Arc::clone(&capture), Arc::clone(api), ending));
        let mut environment = Self {
            pid,
            capture,
            init_duration: Duration::ZERO,
            invoked: AtomicBool::new(false),
            kill: Some(kill),
            ended,
        };
        let ready = tokio::time::timeout(limit, api.ready()).await;
        environment.init_duration = started.elapsed();
        environment.capture.drain().await;
        match ready {
            Ok(Ok(())) => Ok(environment),
            Ok(Err(failure)) => {
                environment.kill().await;
                Err(NotStarted::Failed(failure))
            }
            Err(_) => {
                environment.kill().await;
                Err(NotStarted::Overran)
            }
        }
    }

    /// Cold for the first call, with the time that the start took.
    pub(super) fn enter(&self) -> (Start, Option<Duration>) {
        if self.invoked.swap(true, Ordering::Relaxed) {
            (Start::Warm, None)
        } else {
            (Start::Cold, Some(self.init_duration))
        }
    }

    pub(super) fn is_running(&self) -> bool {
        self.ended.borrow().is_none()
    }

    pub(super) fn capture(&self) -> Arc<Capture> {
        Arc::clone(&self.capture)
    }

    pub(super) fn max_memory_mb(&self) -> Option<u64> {
        peak_memory_mb(self.pid?)
    }

    /// Returns when the process has ended and the Runtime API knows.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + use<> {
        let mut ended = self.ended.clone();
        async move {
            // An error is the supervisor's end, which is the end of the process as well.
            let _ = ended.wait_for(Option::is_some).await;
        }
    }

    /// Kills the process without a signal to prepare for it, and waits for its end.
    pub(super) async fn kill(mut self) {
        drop(self.kill.take());
        self.ended().await;
    }

    /// Asks the process to end if there is a limit, and kills it after that; tells how it ended.
    #[cfg(unix)]
    pub(super) async fn end(self, limit: Option<Duration>) -> Option<Exit> {
        let ended = self.ended.clone();
        if let Some(limit) = limit {
            // It fails only for a process that is gone already.
            let _ = self.send(Signal::TERM);
            let _ = tokio::time::timeout(limit, self.ended()).await;
        }
        self.kill().await;
        *ended.borrow()
    }

    /// Stops all of the process, and returns when it stands still.
    #[cfg(unix)]
    pub(super) async fn freeze(&self) -> std::io::Result<()> {
        let pid = self.send(Signal::STOP)?;
        let stopped = move || waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED);
        tokio::task::spawn_blocking(stopped).await??;
        Ok(())
    }

    /// Lets the process run on.
    #[cfg(unix)]
    pub(super) fn thaw(&self) -> std::io::Result<()> {
        self.send(Signal::CONT).map(drop)
    }

    #[cfg(unix)]
    fn send(&self, signal: Signal) -> std::io::Result<Pid> {
        let pid = self.pid.and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        let running = pid.filter(|_| self.is_running());
        let pid = running.ok_or_else(|| std::io::Error::other("the process has ended"))?;
        kill_process(pid, signal)?;
        Ok(pid)
    }
}

fn spawn(
    command: &mut Command,
    config: &Config,
    api: &RuntimeApi,
    log: &Log,
) -> std::io::Result<(Child, Capture)> {
    let capture = Capture::start(log.clone())?;
    let directory = match command.as_std().get_current_dir() {
        Some(directory) => directory.to_owned(),
        None => std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
    };
    let child = command
        .envs(variables(config, api.address(), &log_stream(config), &directory))
        .stdin(std::process::Stdio::null())
        .stdout(capture.stdio()?)
        .stderr(capture.stdio()?)
        .kill_on_drop(true)
        .spawn();
    // The command keeps its ends of the pipe, and with them the reader alive.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    Ok((child?, capture))
}

/// `2026/02/06/[$LATEST]` and 32 hexadecimal digits.
fn log_stream(config: &Config) -> String {
    let now = jiff::Timestamp::try_from(config.clock.now()).unwrap_or_default();
    format!("{}[$LATEST]{}", now.strftime("%Y/%m/%d/"), config.ids.hex(32))
}

/// Owns the process, so that its end is seen whoever waits for it.
async fn supervise(
    mut child: Child,
    killed: oneshot::Receiver<()>,
    capture: Arc<Capture>,
    api: Arc<RuntimeApi>,
    ending: watch::Sender<Option<Exit>>,
) {
    let status = tokio::select! {
        status = child.wait() => status,
        _ = killed => {
            // It fails only for a process that is gone already.
            let _ = child.start_kill();
            child.wait().await
        }
    };
    capture.drain().await;
    let exit = status.map_or(Exit::Code(1), Exit::from);
    api.exited(exit);
    let _ = ending.send(Some(exit));
}

/// The peak of the resident memory of a process, from Linux's `proc(5)`.
fn peak_memory_mb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes = peak.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?;
    Some(kilobytes.div_ceil(1024))
}
