//! How one event is written down.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Write as _};
use std::time::SystemTime;

use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing::{Event, Level};

use super::timestamp;
use crate::error::chain;

/// Everything about an event but its own fields.
pub(super) struct Line<'a> {
    pub(super) level: &'a Level,
    pub(super) target: &'a str,
    pub(super) request_id: Option<&'a str>,
    pub(super) tenant_id: Option<&'a str>,
}

impl Line<'_> {
    /// `LEVEL request-id target: message key=value`
    pub(super) fn text(&self, line: &mut Vec<u8>, event: &Event<'_>) {
        let mut out = OneLine(line);
        out.show(format_args!(
            "{} {} {}:",
            self.level,
            self.request_id.unwrap_or("-"),
            self.target
        ));
        event.record(&mut Text(&mut out));
        if let Some(tenant_id) = self.tenant_id {
            out.show(format_args!(" tenantId={tenant_id}"));
        }
        line.push(b'\n');
    }

    /// `{"timestamp", "level", "requestId", "tenantId", "target", "message", …}`
    pub(super) fn json(&self, line: &mut Vec<u8>, now: SystemTime, event: &Event<'_>) {
        line.extend_from_slice(b"{\"timestamp\":");
        encode(line, &format_args!("{}", timestamp::Rfc3339(now)));
        let ids = [("requestId", self.request_id), ("tenantId", self.tenant_id)];
        let ids = ids.into_iter().filter_map(|(key, id)| Some((key, id?)));
        member(line, "level", self.level.as_str());
        for (key, id) in ids {
            member(line, key, id);
        }
        member(line, "target", self.target);
        event.record(&mut Json(line));
        line.extend_from_slice(b"}\n");
    }
}

/// Escapes control characters, so that an event can neither span lines nor forge one.
struct OneLine<'a>(&'a mut Vec<u8>);

impl OneLine<'_> {
    fn show(&mut self, arguments: fmt::Arguments<'_>) {
        // Only a broken `Display` of the user can fail; what it wrote until then stays.
        let _ = self.write_fmt(arguments);
    }
}

impl fmt::Write for OneLine<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(char::is_control) {
            let plain = piece.trim_end_matches(char::is_control);
            self.0.extend_from_slice(plain.as_bytes());
            for control in piece[plain.len()..].chars() {
                self.0.extend(control.escape_default().map(|escaped| escaped as u8));
            }
        }
        Ok(())
    }
}

struct Text<'a, 'line>(&'a mut OneLine<'line>);

impl Visit for Text<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => self.0.show(format_args!(" {value:?}")),
            key => self.0.show(format_args!(" {key}={value:?}")),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.0.show(format_args!(" {value}")),
            _ => self.record_debug(field, &value),
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn StdError + 'static)) {
        self.record_debug(field, &format_args!("{}", chain(value)));
    }
}

struct Json<'a>(&'a mut Vec<u8>);

impl Json<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, field: &Field, value: &T) {
        match field.name() {
            key @ ("timestamp" | "level" | "requestId" | "tenantId" | "target") => {
                member(self.0, &format!("fields.{key}"), value);
            }
            key => member(self.0, key, value),
        }
    }
}

impl Visit for Json<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.field(field, &format_args!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.field(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.field(field, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.field(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.field(field, &value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.field(field, &value);
        } else {
            self.record_debug(field, &value);
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn StdError + 'static)) {
        self.field(field, &chain(value));
    }
}

fn member<T: Serialize + ?Sized>(line: &mut Vec<u8>, key: &str, value: &T) {
    line.push(b',');
    encode(line, key);
    line.push(b':');
    encode(line, value);
}

fn encode<T: Serialize + ?Sized>(line: &mut Vec<u8>, value: &T) {
    // Text and numbers always serialise, and a vector takes every byte.
    let _ = serde_json::to_writer(line, value);
}
