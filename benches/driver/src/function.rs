//! One run of a function process: started, fed, checked, ended.

use std::{
    ffi::OsStr,
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::{catalogue::Function, runtime_api::RuntimeApi, workload::Work};

/// How long a run may take before the function counts as stuck.
const PATIENCE: Duration = Duration::from_secs(1200);

/// Callgrind takes `rep movsb`, by which glibc copies what is large, for one instruction per byte.
const COPY_BY_VECTORS: &str = "glibc.cpu.x86_rep_movsb_threshold=1000000000";

/// Where the binaries are and where their output goes.
#[derive(Debug)]
pub(crate) struct Binaries {
    pub(crate) binaries: PathBuf,
    pub(crate) output: PathBuf,
}

/// What to run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub(crate) function: &'a Function,
    pub(crate) work: Work,
    /// How many invocations follow the one that proves the function; with none, the run ends at
    /// the first poll.
    pub(crate) invocations: u32,
    /// How many of them come before the processor time is read.
    pub(crate) warm_up: u32,
}

/// What was seen.
#[derive(Debug)]
pub(crate) struct Run {
    /// From the start of the process to its first request for an event.
    pub(crate) first_poll: Duration,
    /// From the event to its answer, one for each invocation after the warm-up.
    pub(crate) answers: Vec<Duration>,
    /// Processor time of all threads over the invocations after the warm-up.
    pub(crate) processor: Duration,
}

impl Binaries {
    /// The binary of a function.
    pub(crate) fn path(&self, function: &Function) -> PathBuf {
        self.binaries.join(function.package)
    }

    /// Runs a function as it is.
    pub(crate) async fn run(&self, plan: Plan<'_>) -> anyhow::Result<Run> {
        let command = bare(self.path(plan.function));
        self.supervise(command, plan).await
    }

    /// Runs a function under callgrind and returns its user-space instructions.
    pub(crate) async fn count(&self, plan: Plan<'_>) -> anyhow::Result<u64> {
        let profile =
            self.output.join(format!("{}-{}.callgrind", plan.function.package, plan.work));
        let mut command = bare("valgrind");
        command.env("GLIBC_TUNABLES", COPY_BY_VECTORS);
        command.args(["--quiet", "--tool=callgrind"]);
        command.arg(format!("--callgrind-out-file={}", profile.display()));
        command.arg(self.path(plan.function));
        self.supervise(command, plan).await?;
        let text = fs::read_to_string(&profile)
            .with_context(|| format!("no profile at {}", profile.display()))?;
        instructions(&text).with_context(|| format!("no sum in {}", profile.display()))
    }

    async fn supervise(&self, command: Command, plan: Plan<'_>) -> anyhow::Result<Run> {
        let log = self.output.join(format!("{}.log", plan.function.package));
        tokio::time::timeout(PATIENCE, supervise(command, plan, &log))
            .await
            .unwrap_or_else(|_| bail!("no progress for {PATIENCE:?}"))
            .with_context(|| {
                format!(
                    "{} with {}; its output is in {}",
                    plan.function.package,
                    plan.work,
                    log.display()
                )
            })
    }
}

async fn supervise(mut command: Command, plan: Plan<'_>, log: &Path) -> anyhow::Result<Run> {
    let mut api = RuntimeApi::start().await?;
    let output = File::create(log)?;
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).kill_on_drop(true);
    environment(&mut command, api.address());
    let started = Instant::now();
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {:?}", command.as_std().get_program()))?;
    let pid = child.id().context("the function has no process id")?;
    let run = tokio::select! {
        run = feed(&mut api, plan, started, pid) => run?,
        status = child.wait() => bail!("the function ended by itself: {}", status?),
    };
    end(&mut child, pid).await?;
    Ok(run)
}

async fn feed(
    api: &mut RuntimeApi,
    plan: Plan<'_>,
    started: Instant,
    pid: u32,
) -> anyhow::Result<Run> {
    let mut poll = api.polled().await?;
    let first_poll = started.elapsed();
    let (proof, measured) = (plan.work.proof(), plan.work.measured());
    let mut answers = Vec::new();
    let mut before = Duration::ZERO;
    let all = if plan.invocations == 0 { 0 } else { plan.invocations + 1 };
    for number in 0..all {
        let exchange = if number == 0 { &proof } else { &measured };
        if number == plan.warm_up + 1 {
            before = processor_time(pid)?;
        }
        let sent = Instant::now();
        poll.deliver(number, exchange.event.clone())?;
        let answer = api.answered(number).await?;
        if number > plan.warm_up {
            answers.push(sent.elapsed());
        }
        exchange.check(&answer)?;
        poll = api.polled().await?;
    }
    Ok(Run { first_poll, answers, processor: processor_time(pid)?.saturating_sub(before) })
}

/// Asks the process to end, because valgrind writes its profile only when it does so in order.
async fn end(child: &mut Child, pid: u32) -> anyhow::Result<()> {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(Pid::from_raw)
        .context("the process id is out of range")?;
    kill_process(pid, Signal::TERM)?;
    child.wait().await?;
    Ok(())
}

/// Nothing of the caller's environment but the search path.
fn bare(program: impl AsRef<OsStr>) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.env_clear().env("PATH", path);
    command
}

/// The variables that Lambda sets.
fn environment(command: &mut Command, api: SocketAddr) {
    command.envs([
        ("AWS_LAMBDA_FUNCTION_NAME", "measured"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/measured"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/02/06/[$LATEST]0123456789abcdef0123456789abcdef"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("_HANDLER", "bootstrap"),
        ("LAMBDA_TASK_ROOT", "/var/task"),
        ("LANG", "en_US.UTF-8"),
        ("TZ", ":UTC"),
        // lambda_http puts the stage in front of a REST path unless it is told not to.
        ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
    ]);
    command.env("AWS_LAMBDA_RUNTIME_API", api.to_string());
}

/// Processor time of all threads of a process: the first field of each `schedstat`, nanoseconds.
fn processor_time(pid: u32) -> anyhow::Result<Duration> {
    let mut total = 0;
    for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
        let text = fs::read_to_string(thread?.path().join("schedstat"))?;
        let nanoseconds = text.split_whitespace().next().context("an empty schedstat")?;
        total += nanoseconds.parse::<u64>()?;
    }
    ensure!(total > 0, "this kernel does not count the processor time of threads");
    Ok(Duration::from_nanos(total))
}

/// The sum over a whole callgrind profile.
fn instructions(profile: &str) -> Option<u64> {
    let sums = |prefix| {
        profile.lines().filter_map(move |line| line.strip_prefix(prefix)?.trim().parse().ok())
    };
    sums("totals:").next_back().or_else(|| sums("summary:").next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_a_profile_is_read_from_its_last_line() {
        assert_eq!(
            instructions("events: Ir\nsummary: 41\n\nfn=main\n1 2\n\ntotals: 42\n"),
            Some(42)
        );
        assert_eq!(instructions("events: Ir\nsummary: 41\n"), Some(41));
        assert_eq!(instructions("events: Ir\n"), None);
    }
}
