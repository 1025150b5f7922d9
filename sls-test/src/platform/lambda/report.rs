//! What Lambda writes to the log about an invocation.

use std::fmt::Write as _;
use std::time::Duration;

use super::Invoked;
use crate::platform::Outcome;

impl Invoked {
    /// The `REPORT` line that Lambda writes to the function's log, without its end.
    ///
    /// (AWS Lambda developer guide, "Viewing CloudWatch logs for Lambda functions".) Memory is not
    /// measured: all of it counts as used.
    ///
    /// # Example
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use std::time::Duration;
    /// use sls_test::Cloud;
    /// use sls_test::platform::{Function, Outcome, Script};
    ///
    /// let settings = Function::new("greet").init_duration(Duration::from_micros(43_700));
    /// let script = Script::always(Outcome::ok().after(Duration::from_micros(12_340)));
    /// let function = Cloud::empty().add_function(settings, script);
    ///
    /// let report = function.invoke(&()).await.report();
    /// assert!(report.contains("\tDuration: 12.34 ms\tBilled Duration: 57 ms\t"), "{report}");
    /// assert!(report.ends_with("\tInit Duration: 43.70 ms"), "{report}");
    /// # }
    /// ```
    #[must_use]
    pub fn report(&self) -> String {
        let Self { request_id, duration, memory_mb, .. } = self;
        let (duration, billed) = (millis(*duration), self.billed.as_millis());
        let mut line = format!(
            "REPORT RequestId: {request_id}\tDuration: {duration} ms\tBilled Duration: {billed} ms\t\
             Memory Size: {memory_mb} MB\tMax Memory Used: {memory_mb} MB"
        );
        if let Some(init) = self.init_duration {
            // Writing to a text does not fail.
            let _ = write!(line, "\tInit Duration: {} ms", millis(init));
        }
        line.push_str(match &self.outcome {
            Outcome::Timeout => "\tStatus: timeout",
            Outcome::Crash => "\tStatus: error\tError Type: Runtime.ExitError",
            _ => "",
        });
        line
    }
}

/// With two decimals, as Lambda writes them.
fn millis(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}
