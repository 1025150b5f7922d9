//! Log lines in Lambda's own formats, one line per event on stdout.
//!
//! AWS Lambda developer guide, "Configuring JSON and plain text log formats". Payloads are never
//! logged; a line carries what the event itself says and the id of the invocation it belongs to.

mod invocations;
mod line;
mod timestamp;

use std::cell::RefCell;
use std::io::{self, Write};

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_core::span::Current;

use self::invocations::{Invocations, enter, entered, exit};
use self::line::Line;
use crate::clock::{Clock, SystemClock};
use crate::config::LogConfig;

/// Installs this format for the process, unless the user installed a subscriber before.
pub(crate) fn init(config: &LogConfig) {
    let lines = Lines {
        json: config.json,
        level: config.level,
        clock: SystemClock,
        writer: io::stdout,
        invocations: Invocations::default(),
    };
    // The only failure is that there is a subscriber already, and then that one is wanted.
    let _ = tracing::subscriber::set_global_default(lines);
}

/// Writes each event as one line.
struct Lines<W, C> {
    json: bool,
    level: LevelFilter,
    clock: C,
    writer: W,
    invocations: Invocations,
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl<W, O, C> Subscriber for Lines<W, C>
where
    W: Fn() -> O + 'static,
    O: Write,
    C: Clock + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn event(&self, event: &Event<'_>) {
        let span = if event.is_contextual() { entered() } else { event.parent().cloned() };
        let ids = span.and_then(|span| self.invocations.get(&span)).map(|(ids, _)| ids);
        let line = Line {
            level: event.metadata().level(),
            target: event.metadata().target(),
            request_id: ids.as_ref().and_then(|ids| ids.request_id.as_deref()),
            tenant_id: ids.as_ref().and_then(|ids| ids.tenant_id.as_deref()),
        };

        // A field's `Debug` may log in turn, so the buffer is taken out rather than borrowed.
        let mut buffer = BUFFER.try_with(RefCell::take).unwrap_or_default();
        buffer.clear();
        if self.json {
            line.json(&mut buffer, self.clock.now(), event);
        } else {
            line.text(&mut buffer, event);
        }
        // Nobody could be told that logging failed.
        let _ = (self.writer)().write_all(&buffer);
        let _ = BUFFER.try_with(|cell| cell.replace(buffer));
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        self.invocations.span(attributes)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, id: &Id) {
        enter(id);
    }

    fn exit(&self, id: &Id) {
        exit(id);
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.invocations.another(id)
    }

    fn try_close(&self, id: Id) -> bool {
        self.invocations.close(&id)
    }

    fn current_span(&self) -> Current {
        let known = entered().and_then(|id| Some((self.invocations.get(&id)?.1, id)));
        known.map_or_else(Current::none, |(metadata, id)| Current::new(id, metadata))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, SystemTime};

    use serde_json::{Value, json};
    use tracing::Instrument;

    use super::*;

    #[derive(Debug)]
    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_359_200_123)
        }
    }

    #[derive(Clone, Default)]
    struct Output(Arc<Mutex<Vec<u8>>>);

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(json: bool, level: LevelFilter, log: impl FnOnce()) -> String {
        let output = Output::default();
        let writer = {
            let output = output.clone();
            move || output.clone()
        };
        let invocations = Invocations::default();
        let lines = Lines { json, level, clock: Stopped, writer, invocations };
        tracing::subscriber::with_default(lines, log);
        let bytes = output.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn text(log: impl FnOnce()) -> String {
        logged(false, LevelFilter::INFO, log)
    }

    fn object(log: impl FnOnce()) -> Value {
        let line = logged(true, LevelFilter::INFO, log);
        assert!(line.ends_with("}\n"), "{line}");
        serde_json::from_str(&line).unwrap()
    }

    fn invocation() -> tracing::Span {
        tracing::error_span!("invocation", requestId = "8476a536", tenantId = "blue")
    }

    #[test]
    fn text_is_one_line_with_level_id_and_target() {
        let line = text(|| {
            let _entered = invocation().entered();
            tracing::info_span!("inner", order = 7).in_scope(|| {
                tracing::info!(target: "shop", quantity = 3, name = "A 1", "stored {}", "it");
            });
        });
        assert_eq!(line, "INFO 8476a536 shop: stored it quantity=3 name=\"A 1\" tenantId=blue\n");
    }

    #[test]
    fn text_outside_an_invocation_has_no_id() {
        assert_eq!(text(|| tracing::warn!(target: "shop", "slow")), "WARN - shop: slow\n");
    }

    #[test]
    fn text_stays_one_line_whatever_is_logged() {
        let line = text(|| tracing::info!(target: "shop", forged = %"x\nERROR", "a\r\nb\u{1b}[1m"));
        assert_eq!(line, "INFO - shop: a\\r\\nb\\u{1b}[1m forged=x\\nERROR\n");
    }

    #[test]
    fn json_is_an_object_in_lambdas_form() {
        let object = object(|| {
            let _entered = invocation().entered();
            tracing::error!(target: "shop", a = -1, b = 1.5, c = true, d = "\"\n", e = ?[1], "it's");
        });
        assert_eq!(
            object,
            json!({
                "timestamp": "2026-03-01T10:00:00.123Z",
                "level": "ERROR",
                "requestId": "8476a536",
                "tenantId": "blue",
                "target": "shop",
                "message": "it's",
                "a": -1, "b": 1.5, "c": true, "d": "\"\n", "e": "[1]",
            })
        );
    }

    #[test]
    fn json_never_repeats_a_key() {
        let line = logged(true, LevelFilter::INFO, || {
            tracing::info!(target: "shop", level = 3, requestId = "mine", "hello");
        });
        assert_eq!(
            line,
            "{\"timestamp\":\"2026-03-01T10:00:00.123Z\",\"level\":\"INFO\",\"target\":\"shop\",\
             \"message\":\"hello\",\"fields.level\":3,\"fields.requestId\":\"mine\"}\n"
        );
    }

    #[test]
    fn errors_are_shown_with_their_causes() {
        #[derive(Debug)]
        struct Outer(std::num::ParseIntError);
        impl std::fmt::Display for Outer {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the quantity is no number")
            }
        }
        impl std::error::Error for Outer {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(&self.0)
            }
        }

        let error = Outer("x".parse::<u8>().unwrap_err());
        let error: &(dyn std::error::Error + 'static) = &error;
        let object = object(|| tracing::info!(error, "refused"));
        assert_eq!(object["error"], "the quantity is no number: invalid digit found in string");
    }

    #[test]
    fn events_below_the_level_are_left_out_but_ids_are_not() {
        let line = logged(false, LevelFilter::ERROR, || {
            let _entered = invocation().entered();
            tracing::warn!(target: "shop", "slow");
            tracing::error!(target: "shop", "broken");
        });
        assert_eq!(line, "ERROR 8476a536 shop: broken tenantId=blue\n");
    }

    /// The request id of each line.
    fn request_ids(log: impl FnOnce()) -> Vec<String> {
        let lines = text(log);
        lines.lines().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
    }

    fn named(request_id: &str) -> tracing::Span {
        tracing::error_span!("invocation", requestId = request_id)
    }

    #[test]
    fn each_line_has_the_id_of_the_invocation_that_it_is_in() {
        let ids = request_ids(|| {
            let (one, two) = (named("one"), named("two"));
            let inner = one.in_scope(|| tracing::info_span!("inner"));
            two.in_scope(|| {
                tracing::info!("in two");
                inner.in_scope(|| tracing::info!("in one, through its inner span"));
                tracing::info!(parent: &one, "in one, by name");
                tracing::info!(parent: None, "in none");
                tracing::info!("in two again");
            });
            tracing::info!("outside");
        });
        assert_eq!(ids, ["two", "one", "one", "-", "two", "-"]);
    }

    #[test]
    fn spans_may_be_left_in_any_order() {
        let ids = request_ids(|| {
            let (one, two) = (named("one"), named("two"));
            let (first, second) = (one.enter(), two.enter());
            drop(first);
            tracing::info!("in two");
            drop(second);
            tracing::info!("outside");
        });
        assert_eq!(ids, ["two", "-"]);
    }

    #[test]
    fn work_keeps_the_invocation_that_it_was_begun_in() {
        let ids = request_ids(|| {
            let invocation = named("one");
            let work = invocation.in_scope(|| async { tracing::info!("late") }.in_current_span());
            drop(invocation);
            let next = named("two").entered();
            futures_util::FutureExt::now_or_never(work).unwrap();
            drop(next);
            let between = async { tracing::info!("between") }.in_current_span();
            named("three").in_scope(|| futures_util::FutureExt::now_or_never(between)).unwrap();
        });
        assert_eq!(ids, ["one", "three"]);
    }

    #[test]
    fn an_invocation_that_is_over_leaves_its_place_to_another() {
        let (level, invocations) = (LevelFilter::INFO, Invocations::default());
        let lines = Lines { json: false, level, clock: Stopped, writer: io::sink, invocations };
        let dispatch = tracing::Dispatch::new(lines);
        tracing::dispatcher::with_default(&dispatch, || {
            for number in 0..1000 {
                let (one, two) = (named(&number.to_string()), named("two"));
                let inner = one.in_scope(|| tracing::info_span!("inner").clone());
                assert_ne!(one.id(), two.id());
                drop((two, one));
                assert_eq!(inner.id().unwrap().into_u64(), 1);
            }
        });
    }

    #[test]
    fn threads_have_their_own_invocations() {
        let output = Output::default();
        let writer = {
            let output = output.clone();
            move || output.clone()
        };
        let invocations = Invocations::default();
        let level = LevelFilter::INFO;
        let lines = Lines { json: false, level, clock: Stopped, writer, invocations };
        let dispatch = tracing::Dispatch::new(lines);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let dispatch = dispatch.clone();
                scope.spawn(move || {
                    tracing::dispatcher::with_default(&dispatch, || {
                        for number in 0..100 {
                            let id = format!("{thread}.{number}");
                            let _entered = named(&id).entered();
                            tracing::info_span!("inner").in_scope(|| tracing::info!("{id}"));
                        }
                    });
                });
            }
        });
        let bytes = output.0.lock().unwrap().clone();
        let lines = String::from_utf8(bytes).unwrap();
        assert_eq!(lines.lines().count(), 800);
        for line in lines.lines() {
            let words: Vec<_> = line.split(' ').collect();
            assert_eq!(words[1], words[3], "{line}");
        }
    }
}
