//! What one invocation came to, in numbers and in log lines.

use std::time::{Duration, SystemTime};

use crate::runtime_api::InvokeOutcome;

/// One invocation: its outcome, what it took and what it logged.
///
/// # Example
/// ```no_run
/// use std::process::Command;
/// use sls_test::process::{Function, Start};
/// use sls_test::runtime_api::InvokeRequest;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let function = Function::builder(Command::new("target/debug/hello")).start().await?;
/// let report = function.invoke(InvokeRequest::new(r#"{"name":"Ada"}"#)).await;
/// assert_eq!(report.start, Start::Cold);
/// assert!(report.billed >= report.duration);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The request id of the invocation.
    pub request_id: String,
    /// What became of it.
    pub outcome: InvokeOutcome,
    /// From the delivery of the event to the end of the answer.
    pub duration: Duration,
    /// What Lambda would bill: duration and init, rounded up to a whole millisecond.
    pub billed: Duration,
    /// How long the environment took to start, if this was its first invocation.
    pub init_duration: Option<Duration>,
    /// Whether this was the environment's first invocation.
    pub start: Start,
    /// The most memory the process ever held, where the system tells (Linux).
    pub max_memory_mb: Option<u64>,
    /// The last 4 KiB of the log of this invocation, as `X-Amz-Log-Type: Tail` returns it.
    pub log_tail: String,
}

/// Whether an invocation found a running environment.
///
/// # Example
/// ```
/// assert_eq!(sls_test::process::Start::Cold.to_string(), "cold");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// The first invocation of an environment.
    Cold,
    /// A later invocation.
    Warm,
}

impl std::fmt::Display for Start {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
        })
    }
}

/// Rounded up to a whole millisecond, the unit that Lambda bills by.
pub(super) fn billed(duration: Duration, init: Option<Duration>) -> Duration {
    let nanos = (duration + init.unwrap_or_default()).as_nanos();
    Duration::from_millis(u64::try_from(nanos.div_ceil(1_000_000)).unwrap_or(u64::MAX))
}

/// The lines that Lambda writes after the function's own.
pub(super) fn closing_lines(report: &Report, memory_mb: u32, now: SystemTime) -> Vec<String> {
    let id = &report.request_id;
    let mut lines = Vec::new();
    let mut status = String::new();
    match &report.outcome {
        InvokeOutcome::TimedOut { timeout, .. } => {
            let seconds = timeout.as_secs_f64();
            let now = timestamp(now);
            lines.push(format!("{now} {id} Task timed out after {seconds:.2} seconds"));
            status = "Status: timeout\t".to_owned();
        }
        InvokeOutcome::Exited { exit, .. } => {
            lines.push(format!("RequestId: {id} Error: {exit}"));
            lines.push("Runtime.ExitError".to_owned());
            status = "Status: error\tError Type: Runtime.ExitError\t".to_owned();
        }
        outcome => {
            if let Some(error_type) = outcome.error_type() {
                status = format!("Status: error\tError Type: {error_type}\t");
            }
        }
    }
    lines.push(format!("END RequestId: {id}"));
    lines.push(report_line(report, memory_mb) + &status);
    lines
}

fn report_line(report: &Report, memory_mb: u32) -> String {
    let id = &report.request_id;
    let duration = millis(report.duration);
    let billed = report.billed.as_millis();
    let mut line = format!(
        "REPORT RequestId: {id}\tDuration: {duration:.2} ms\tBilled Duration: {billed} ms\t\
         Memory Size: {memory_mb} MB\t"
    );
    if let Some(used) = report.max_memory_mb {
        line += &format!("Max Memory Used: {used} MB\t");
    }
    if let Some(init) = report.init_duration {
        line += &format!("Init Duration: {:.2} ms\t", millis(init));
    }
    line
}

/// The line for a start that came to nothing.
pub(super) fn init_report(init: Duration, status: &str) -> String {
    format!("INIT_REPORT Init Duration: {:.2} ms\tPhase: init\tStatus: {status}", millis(init))
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// RFC 3339 with milliseconds, as in Lambda's log lines.
fn timestamp(now: SystemTime) -> String {
    jiff::Timestamp::try_from(now).map(|now| format!("{now:.3}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: InvokeOutcome, duration: Duration, init: Option<Duration>) -> Report {
        Report {
            request_id: "5f0e".to_owned(),
            outcome,
            duration,
            billed: billed(duration, init),
            init_duration: init,
            start: Start::Cold,
            max_memory_mb: Some(31),
            log_tail: String::new(),
        }
    }

    #[test]
    fn init_is_billed_and_the_sum_is_rounded_up() {
        let init = Some(Duration::from_micros(43_700));
        assert_eq!(billed(Duration::from_micros(12_340), init), Duration::from_millis(57));
        assert_eq!(billed(Duration::from_micros(1_000), None), Duration::from_millis(1));
        assert_eq!(billed(Duration::from_micros(1_001), None), Duration::from_millis(2));
        assert_eq!(billed(Duration::ZERO, None), Duration::ZERO);
    }

    #[test]
    fn a_cold_start_is_reported_as_lambda_does() {
        let outcome = InvokeOutcome::Success {
            bytes: "{}".into(),
            content_type: "application/json".to_owned(),
            streaming: false,
            stream_error: None,
        };
        let init = Some(Duration::from_micros(43_700));
        let report = report(outcome, Duration::from_micros(12_340), init);
        assert_eq!(
            closing_lines(&report, 128, SystemTime::UNIX_EPOCH),
            [
                "END RequestId: 5f0e",
                "REPORT RequestId: 5f0e\tDuration: 12.34 ms\tBilled Duration: 57 ms\t\
                 Memory Size: 128 MB\tMax Memory Used: 31 MB\tInit Duration: 43.70 ms\t",
            ]
        );
    }

    #[test]
    fn a_timeout_is_dated_and_marked() {
        let outcome = InvokeOutcome::timed_out("5f0e", Duration::from_secs(3));
        let report = report(outcome, Duration::from_secs(3), None);
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_764_031_185_001);
        assert_eq!(
            closing_lines(&report, 128, now),
            [
                "2025-11-25T00:39:45.001Z 5f0e Task timed out after 3.00 seconds",
                "END RequestId: 5f0e",
                "REPORT RequestId: 5f0e\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\t\
                 Memory Size: 128 MB\tMax Memory Used: 31 MB\tStatus: timeout\t",
            ]
        );
    }
}
