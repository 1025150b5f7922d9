//! The function's log: what it prints, between the lines that Lambda adds.

use std::collections::VecDeque;
use std::fmt;
use std::io::{PipeWriter, Read, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::oneshot;

/// Called with each line that the function prints.
pub(super) type Listener = Arc<dyn Fn(&str) + Send + Sync>;

/// The lines of all environments of one function, oldest dropped first.
#[derive(Clone)]
pub(super) struct Log {
    lines: Arc<Mutex<Lines>>,
    listener: Option<Listener>,
}

impl Log {
    pub(super) fn new(listener: Option<Listener>) -> Self {
        Self { lines: Arc::default(), listener }
    }

    /// Adds a line of Lambda's own; gives its position.
    pub(super) fn platform(&self, line: String) -> u64 {
        self.lines().push(line)
    }

    /// The last `limit` bytes of the lines from `position` on, each with its line feed.
    pub(super) fn tail(&self, position: u64, limit: usize) -> String {
        let text = self.lines().from(position).fold(String::new(), |text, line| text + line + "\n");
        let mut start = text.len().saturating_sub(limit);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        text[start..].to_owned()
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.lines().from(0).map(str::to_owned).collect()
    }

    fn function(&self, line: &[u8]) {
        let line = String::from_utf8_lossy(line).into_owned();
        if let Some(listener) = &self.listener {
            listener(&line);
        }
        self.lines().push(line);
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("lines", &self.lines().kept.len()).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Lines {
    kept: VecDeque<String>,
    bytes: usize,
    dropped: u64,
}

impl Lines {
    fn push(&mut self, line: String) -> u64 {
        let position = self.dropped + self.kept.len() as u64;
        self.bytes += line.len();
        self.kept.push_back(line);
        while self.bytes > KEPT_BYTES
            && let Some(oldest) = self.kept.pop_front()
        {
            self.bytes -= oldest.len();
            self.dropped += 1;
        }
        position
    }

    fn from(&self, position: u64) -> impl Iterator<Item = &str> {
        let skipped = usize::try_from(position.saturating_sub(self.dropped)).unwrap_or(usize::MAX);
        self.kept.iter().skip(skipped).map(String::as_str)
    }
}

/// The pipe into which one process prints, both standard output and standard error.
#[derive(Debug)]
pub(super) struct Capture {
    writer: PipeWriter,
    markers: Arc<Mutex<VecDeque<oneshot::Sender<()>>>>,
}

impl Capture {
    /// Starts reading a new pipe into `log`.
    pub(super) fn start(log: Log) -> std::io::Result<Self> {
        let (reader, writer) = std::io::pipe()?;
        let markers = Arc::default();
        let waiting = Arc::clone(&markers);
        thread::Builder::new()
            .name("function-log".to_owned())
            .spawn(move || Splitter::new(log, waiting).run(reader))?;
        Ok(Self { writer, markers })
    }

    /// An end of the pipe for the process to print into.
    pub(super) fn stdio(&self) -> std::io::Result<Stdio> {
        Ok(self.writer.try_clone()?.into())
    }

    /// Waits until everything that was printed before this call is in the log.
    pub(super) async fn drain(&self) {
        let (passed, passes) = oneshot::channel();
        let Ok(mut writer) = self.writer.try_clone() else { return };
        let markers = Arc::clone(&self.markers);
        // A marker goes the way of the output, behind it. The pipe may be full, so this may block.
        let written = tokio::task::spawn_blocking(move || {
            let mut waiting = markers.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push_back(passed);
            drop(waiting);
            writer.write_all(MARKER)
        });
        if matches!(written.await, Ok(Ok(()))) {
            // An error is the reader's end, after which nothing more comes.
            let _ = passes.await;
        }
    }
}

/// Cuts the output into lines and takes the markers out.
struct Splitter {
    log: Log,
    waiting: Arc<Mutex<VecDeque<oneshot::Sender<()>>>>,
    /// What came after the last line feed.
    pending: Vec<u8>,
    /// How much of `pending` holds neither a line feed nor a marker.
    looked_at: usize,
}

impl Splitter {
    fn new(log: Log, waiting: Arc<Mutex<VecDeque<oneshot::Sender<()>>>>) -> Self {
        Self { log, waiting, pending: Vec::new(), looked_at: 0 }
    }

    fn run(mut self, mut reader: impl Read) {
        let mut chunk = [0; 8192];
        while let Ok(read @ 1..) = reader.read(&mut chunk) {
            self.split(&chunk[..read]);
        }
        if !self.pending.is_empty() {
            self.log.function(&self.pending);
        }
    }

    fn split(&mut self, chunk: &[u8]) {
        self.pending.extend_from_slice(chunk);
        let (mut line, mut at) = (0, self.looked_at);
        while let Some(found) = self.pending[at..].iter().position(|byte| ENDS.contains(byte)) {
            at += found;
            let rest = &self.pending[at..];
            if rest.starts_with(b"\n") {
                let text = &self.pending[line..at];
                self.log.function(text.strip_suffix(b"\r").unwrap_or(text));
                at += 1;
                line = at;
            } else if rest.starts_with(MARKER) {
                self.pending.drain(at..at + MARKER.len());
                self.pass();
            } else if MARKER.starts_with(rest) {
                // The rest of it may come yet.
                break;
            } else {
                at += 1;
            }
        }
        let is_cut_off = self.pending.get(at).is_some_and(|byte| ENDS.contains(byte));
        let end = if is_cut_off { at } else { self.pending.len() };
        self.looked_at = end - line;
        self.pending.drain(..line);
    }

    fn pass(&self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(passed) = waiting.pop_front() {
            // Whoever waited may have given up.
            let _ = passed.send(());
        }
    }
}

/// What ends a piece of output: a line feed, or the first byte of a marker.
const ENDS: [u8; 2] = [b'\n', MARKER[0]];

/// Short enough to be written to a pipe in one piece (POSIX `PIPE_BUF`), unlike anything printed.
const MARKER: &[u8] = b"\0\x01sls-test: the log up to here\x01\0";

/// How much of a log is kept.
const KEPT_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_oneof, proptest};
    use proptest::strategy::Just;

    use super::*;

    /// Output in the pieces in which it may come, with markers and what looks like one.
    fn pieces() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let piece = prop_oneof![
            Just(b"\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(MARKER[..3].to_vec()),
            Just(MARKER.to_vec()),
            vec(b'a'..b'd', 0..5),
        ];
        vec(piece, 0..20)
    }

    proptest! {
        #[test]
        fn lines_do_not_depend_on_how_the_output_comes(pieces in pieces(), cut in 1_usize..40) {
            let output = pieces.concat();
            let log = Log::new(None);
            let mut splitter = Splitter::new(log.clone(), Arc::default());
            for chunk in output.chunks(cut) {
                splitter.split(chunk);
            }
            let text = String::from_utf8(output).unwrap();
            let marker = std::str::from_utf8(MARKER).unwrap();
            let text = text.replace(marker, "");
            let complete = text.rsplit_once('\n').map_or("", |(complete, _)| complete);
            let lines = complete.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
            let lines = lines.take(text.matches('\n').count()).collect::<Vec<_>>();
            assert_eq!(log.all(), lines);
        }
    }

    #[tokio::test]
    async fn lines_printed_before_draining_are_in_the_log() {
        let log = Log::new(None);
        let capture = Capture::start(log.clone()).unwrap();
        let mut process = capture.writer.try_clone().unwrap();
        process.write_all(b"one\ntwo\r\nthr").unwrap();
        capture.drain().await;
        assert_eq!(log.all(), ["one", "two"]);
        process.write_all(b"ee\n").unwrap();
        capture.drain().await;
        assert_eq!(log.all(), ["one", "two", "three"]);
    }

    #[tokio::test]
    async fn more_than_a_pipe_holds_is_drained() {
        let log = Log::new(None);
        let capture = Capture::start(log.clone()).unwrap();
        let mut process = capture.writer.try_clone().unwrap();
        thread::spawn(move || process.write_all(&b"0123456789\n".repeat(20_000)).unwrap())
            .join()
            .unwrap();
        capture.drain().await;
        assert_eq!(log.all().len(), 20_000);
    }

    #[test]
    fn the_tail_is_cut_between_characters() {
        let log = Log::new(None);
        let first = log.platform("START".to_owned());
        log.platform("ä".to_owned());
        assert_eq!(log.tail(first, 100), "START\nä\n");
        assert_eq!(log.tail(first, 2), "\n");
        assert_eq!(log.tail(first + 1, 100), "ä\n");
    }

    #[test]
    fn an_old_log_is_forgotten_but_positions_stay() {
        let log = Log::new(None);
        log.platform("x".repeat(KEPT_BYTES));
        let last = log.platform("last".to_owned());
        assert_eq!(log.tail(last, 100), "last\n");
        assert_eq!(log.all(), ["last"]);
    }
}
