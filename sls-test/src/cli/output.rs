//! The one place that prints.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the command prints: the terminal, or a writer of a test.
///
/// # Example
/// ```
/// use sls_test::cli::Output;
///
/// let output = Output::to(std::io::sink());
/// assert_eq!(format!("{output:?}"), "Output");
/// ```
#[derive(Clone)]
pub struct Output {
    results: Arc<Mutex<dyn Write + Send>>,
    complaints: Arc<Mutex<dyn Write + Send>>,
}

impl Output {
    /// Standard output for results, standard error for complaints.
    #[must_use]
    pub fn terminal() -> Self {
        Self {
            results: Arc::new(Mutex::new(std::io::stdout())),
            complaints: Arc::new(Mutex::new(std::io::stderr())),
        }
    }

    /// Everything to one writer.
    #[must_use]
    pub fn to(writer: impl Write + Send + 'static) -> Self {
        let writer = Arc::new(Mutex::new(writer));
        Self { results: Arc::clone(&writer) as _, complaints: writer }
    }

    pub(super) fn line(&self, text: &str) {
        write_line(&self.results, text.as_bytes());
    }

    pub(super) fn bytes(&self, bytes: &[u8]) {
        write_line(&self.results, bytes);
    }

    pub(super) fn error(&self, text: &str) {
        write_line(&self.complaints, text.as_bytes());
    }

    pub(super) fn error_bytes(&self, bytes: &[u8]) {
        write_line(&self.complaints, bytes);
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}

/// A reader that went away (`| head`) is no reason to stop a server.
fn write_line(writer: &Mutex<dyn Write + Send>, text: &[u8]) {
    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = writer.write_all(&[text, b"\n"].concat()).and_then(|()| writer.flush());
}
