//! Log lines in Lambda's own formats, one line per event on stdout.
//!
//! AWS Lambda developer guide, "Configuring JSON and plain text log formats". Payloads are never
//! logged; a line carries what the event itself says and the id of the invocation it belongs to.

mod line;
mod timestamp;

use std::cell::RefCell;
use std::io::{self, Write};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use self::line::Line;
use crate::clock::{Clock, SystemClock};
use crate::config::LogConfig;

/// Installs this format for the process, unless the user installed a subscriber before.
pub(crate) fn init(config: &LogConfig) {
    let lines = Lines { json: config.json, clock: SystemClock, writer: io::stdout };
    let subscriber = Registry::default().with(config.level).with(lines);
    // The only failure is that there is a subscriber already, and then that one is wanted.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Writes each event as one line.
struct Lines<W, C> {
    json: bool,
    clock: C,
    writer: W,
}

/// What the span of an invocation says, as [`crate::runtime`] opens it.
#[derive(Debug, Default)]
struct Ids {
    request_id: Option<String>,
    tenant_id: Option<String>,
}

impl Visit for Ids {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "requestId" => self.request_id = Some(value.to_owned()),
            "tenantId" => self.tenant_id = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if matches!(field.name(), "requestId" | "tenantId") {
            self.record_str(field, &format!("{value:?}"));
        }
    }
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl<S, W, O, C> Layer<S> for Lines<W, C>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
    W: Fn() -> O + 'static,
    O: Write,
    C: Clock + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut ids = Ids::default();
        attributes.record(&mut ids);
        if ids.request_id.is_some()
            && let Some(span) = context.span(id)
        {
            span.extensions_mut().replace(ids);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let span = context
            .event_scope(event)
            .and_then(|mut scope| scope.find(|span| span.extensions().get::<Ids>().is_some()));
        let extensions = span.as_ref().map(|span| span.extensions());
        let ids = extensions.as_ref().and_then(|extensions| extensions.get::<Ids>());
        let line = Line {
            level: event.metadata().level(),
            target: event.metadata().target(),
            request_id: ids.and_then(|ids| ids.request_id.as_deref()),
            tenant_id: ids.and_then(|ids| ids.tenant_id.as_deref()),
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
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, SystemTime};

    use serde_json::{Value, json};
    use tracing::level_filters::LevelFilter;

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
        let lines = Lines { json, clock: Stopped, writer };
        tracing::subscriber::with_default(Registry::default().with(level).with(lines), log);
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
}
