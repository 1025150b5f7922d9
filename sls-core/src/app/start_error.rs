//! Everything that is wrong with an app.

use std::fmt;

use crate::failure::Failure;

/// Why an app cannot start: every problem, not only the first.
///
/// # Example
/// ```
/// use sls_core::{App, Handler};
///
/// async fn list() {}
///
/// let error = App::new()
///     .handler(Handler::new("list").http("GETS /orders", list).http("GET orders", list))
///     .into_service()
///     .unwrap_err();
/// assert_eq!(error.problems().len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    pub(super) problems: Vec<String>,
}

impl StartError {
    /// What is wrong, one sentence each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// What Lambda is told.
    pub(crate) fn to_failure(&self) -> Failure {
        Failure::new("Sls.Init", self.to_string())
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [problem] = &self.problems[..] {
            return write!(f, "the app cannot start: {problem}");
        }
        write!(f, "the app cannot start, {} things are wrong:", self.problems.len())?;
        for (position, problem) in self.problems.iter().enumerate() {
            write!(f, "\n{}. {problem}", position + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for StartError {}
