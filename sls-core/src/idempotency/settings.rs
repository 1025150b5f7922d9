//! What a user says about an idempotent handler.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderName;
use serde_json::{Map, Value};

use crate::extract::{Input, Rejection};

/// What makes two units of work the same, and what is to be done about the second.
///
/// A unit of work is one HTTP request, one record or one direct payload. The key is made of the
/// values named here, in their order; every one of them has to be there and must not be `null` or
/// empty text.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::idempotency::Idempotent;
///
/// let settings = Idempotent::by("/customer")
///     .and("/order")
///     .payload("/total")
///     .expires_after(Duration::from_secs(24 * 60 * 60));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Idempotent {
    pub(super) key: Vec<Part>,
    pub(super) payload: Vec<Cow<'static, str>>,
    pub(super) missing_key: MissingKey,
    pub(super) expires_after: Duration,
    pub(super) scope: Option<Cow<'static, str>>,
    pub(super) on_replay: Option<Hook>,
}

/// What becomes of a unit of work that has no key.
///
/// # Example
/// ```
/// use sls_core::idempotency::{Idempotent, MissingKey};
///
/// let settings = Idempotent::by("/order").missing_key(MissingKey::RunUnprotected);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingKey {
    /// It is refused as an argument that is missing would be: an HTTP client receives 400.
    Refuse,
    /// It runs, each time that it comes.
    RunUnprotected,
}

impl Idempotent {
    /// By a value of the JSON payload, named by a JSON pointer (RFC 6901) such as `/order/id`.
    pub fn by(pointer: impl Into<Cow<'static, str>>) -> Self {
        Self::by_part(Part::Pointer(pointer.into()))
    }

    /// By a header of the HTTP request, such as `Idempotency-Key`.
    ///
    /// A request with the same header that is otherwise another one is refused with 422, as the
    /// Internet draft "The Idempotency-Key HTTP Header Field" asks for: method, path, query and
    /// payload have to be the same, or those parts of the payload that [`payload`](Self::payload)
    /// names.
    pub fn by_header(name: impl Into<Cow<'static, str>>) -> Self {
        Self::by_part(Part::Header(name.into()))
    }

    /// By what the sender calls the record: a message's identifier, a sequence number.
    ///
    /// It is the same whenever the record is delivered again; what its producer sent twice has two.
    /// For direct invocations it is the request id, which asynchronous retries share.
    /// HTTP requests and devices of AWS IoT have no identity, and an app with such a handler does
    /// not start.
    pub fn by_identity() -> Self {
        Self::by_part(Part::Identity)
    }

    /// By whatever a function makes of the unit of work.
    ///
    /// # Example
    /// ```
    /// use sls_core::extract::{FromInput, Input, Path, Rejection};
    /// use sls_core::idempotency::Idempotent;
    ///
    /// fn key(input: &Input<'_>) -> Result<String, Rejection> {
    ///     Path::from_input(input).map(|Path(id)| id)
    /// }
    ///
    /// let settings = Idempotent::key(key);
    /// ```
    pub fn key<F>(function: F) -> Self
    where
        F: Fn(&Input<'_>) -> Result<String, Rejection> + Send + Sync + 'static,
    {
        Self::by_part(Part::Function(KeyFunction(Arc::new(function))))
    }

    fn by_part(part: Part) -> Self {
        Self {
            key: vec![part],
            payload: Vec::new(),
            missing_key: MissingKey::Refuse,
            expires_after: Duration::from_secs(60 * 60),
            scope: None,
            on_replay: None,
        }
    }

    /// And by one more value of the JSON payload.
    pub fn and(mut self, pointer: impl Into<Cow<'static, str>>) -> Self {
        self.key.push(Part::Pointer(pointer.into()));
        self
    }

    /// And by one more header of the HTTP request.
    pub fn and_header(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.key.push(Part::Header(name.into()));
        self
    }

    /// Default: nothing, but for keys from a header everything. A value that has to be the same too.
    ///
    /// It is a JSON pointer into the payload, `""` for all of it. A unit of work with a known key
    /// and another value there is an error, `Sls.PayloadMismatch`, for HTTP 422. Only a hash of
    /// the value is stored. Call it for each value.
    pub fn payload(mut self, pointer: impl Into<Cow<'static, str>>) -> Self {
        self.payload.push(pointer.into());
        self
    }

    /// Default: [`Refuse`](MissingKey::Refuse). What becomes of a unit of work without a key.
    pub fn missing_key(mut self, missing_key: MissingKey) -> Self {
        self.missing_key = missing_key;
        self
    }

    /// Default: 1 hour. For how long an answer is given again, counted from when it was stored.
    ///
    /// From 1 second to 3650 days. A store may round it up to whole seconds.
    pub fn expires_after(mut self, expires_after: Duration) -> Self {
        self.expires_after = expires_after;
        self
    }

    /// Default: the names of the Lambda function and of the handler. Who shares keys.
    ///
    /// Set it to let keys survive a new name of the function or the handler, or to let handlers
    /// that do the same share theirs; then it has to be set for each of them.
    pub fn scope(mut self, scope: impl Into<Cow<'static, str>>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Default: nothing. Is called whenever the answer of an earlier run is given again.
    pub fn on_replay(mut self, hook: impl Fn(&Replay<'_>) + Send + Sync + 'static) -> Self {
        self.on_replay = Some(Hook(Arc::new(hook)));
        self
    }

    /// Itself, by the names of the attribute's arguments.
    pub(crate) fn to_manifest(&self) -> Map<String, Value> {
        let mut manifest = Map::new();
        let (mut pointers, mut headers) = (Vec::new(), Vec::new());
        for (position, part) in self.key.iter().enumerate() {
            match part {
                Part::Function(_) => drop(manifest.insert("key".to_owned(), true.into())),
                Part::Identity => drop(manifest.insert("by_identity".to_owned(), true.into())),
                Part::Header(name) if position == 0 => {
                    manifest.insert("by_header".to_owned(), name.as_ref().into());
                }
                Part::Pointer(pointer) if position == 0 => {
                    manifest.insert("by".to_owned(), pointer.as_ref().into());
                }
                Part::Header(name) => headers.push(name.as_ref()),
                Part::Pointer(pointer) => pointers.push(pointer.as_ref()),
            }
        }
        let payload: Vec<_> = self.payload.iter().map(AsRef::as_ref).collect();
        let missing_key = match self.missing_key {
            MissingKey::Refuse => "refuse",
            MissingKey::RunUnprotected => "run_unprotected",
        };
        manifest.insert("and".to_owned(), pointers.into());
        manifest.insert("and_header".to_owned(), headers.into());
        manifest.insert("expires_after".to_owned(), self.expires_after.as_secs().into());
        manifest.insert("missing_key".to_owned(), missing_key.into());
        manifest.insert("payload".to_owned(), payload.into());
        manifest.insert("scope".to_owned(), self.scope.as_deref().into());
        manifest
    }

    pub(super) fn is_by_identity(&self) -> bool {
        self.key.iter().any(|part| matches!(part, Part::Identity))
    }

    /// What cannot work, in the user's terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let pointers = self.key.iter().filter_map(|part| match part {
            Part::Pointer(pointer) => Some(pointer),
            Part::Function(_) | Part::Header(_) | Part::Identity => None,
        });
        for pointer in pointers.chain(&self.payload).filter(|pointer| !is_pointer(pointer)) {
            problems.push(format!(
                "`{pointer}` is no JSON pointer: write `/order/id`, with `~1` for `/` and `~0` \
                 for `~` in a name"
            ));
        }
        for name in &self.key {
            if let Part::Header(name) = name
                && HeaderName::from_bytes(name.as_bytes()).is_err()
            {
                problems.push(format!("`{name}` is no name of a header"));
            }
        }
        if !(SHORTEST..=LONGEST).contains(&self.expires_after) {
            let days = LONGEST.as_secs() / SECONDS_OF_DAY;
            problems.push(format!("`expires_after` is not between 1 second and {days} days"));
        }
        if self.scope.as_deref() == Some("") {
            problems.push("`scope` is empty".to_owned());
        }
        problems
    }
}

const SECONDS_OF_DAY: u64 = 24 * 60 * 60;
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(3650 * SECONDS_OF_DAY);

/// RFC 6901, section 3.
fn is_pointer(pointer: &str) -> bool {
    let mut after_tildes = pointer.split('~').skip(1);
    (pointer.is_empty() || pointer.starts_with('/'))
        && after_tildes.all(|rest| rest.starts_with(['0', '1']))
}

/// One part of a key.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Function(KeyFunction),
    Header(Cow<'static, str>),
    Identity,
    Pointer(Cow<'static, str>),
}

#[derive(Clone)]
pub(super) struct KeyFunction(pub(super) Arc<MakeKey>);

pub(super) type MakeKey = dyn Fn(&Input<'_>) -> Result<String, Rejection> + Send + Sync;

impl fmt::Debug for KeyFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("function")
    }
}

/// What a hook is told about an answer that is given again.
///
/// # Example
/// ```
/// use sls_core::idempotency::Idempotent;
///
/// let settings = Idempotent::by("/order").on_replay(|replay| {
///     println!("{} is answered until {:?}", replay.key(), replay.expires_at());
/// });
/// ```
#[derive(Debug)]
pub struct Replay<'a> {
    pub(super) key: &'a str,
    pub(super) expires_at: SystemTime,
}

impl Replay<'_> {
    /// The key as the store has it: the scope, `#`, and a hash.
    #[must_use]
    pub fn key(&self) -> &str {
        self.key
    }

    /// From when on the key counts as new.
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

#[derive(Clone)]
pub(super) struct Hook(pub(super) Arc<dyn Fn(&Replay<'_>) + Send + Sync>);

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hook")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(settings: &Idempotent, problem: &str) {
        let problems = settings.problems();
        assert!(
            matches!(&problems[..], [one] if one.contains(problem)),
            "expected `{problem}`, got {problems:?}"
        );
    }

    #[test]
    fn what_cannot_work_is_named() {
        check(&Idempotent::by("order"), "`order` is no JSON pointer");
        check(&Idempotent::by("/a~2"), "`/a~2` is no JSON pointer");
        check(&Idempotent::by("/a").and("/b~"), "`/b~` is no JSON pointer");
        check(&Idempotent::by("/a").payload("b"), "`b` is no JSON pointer");
        check(&Idempotent::by_header("no good"), "`no good` is no name of a header");
        check(&Idempotent::by("/a").scope(""), "`scope` is empty");
        for length in [Duration::ZERO, Duration::from_millis(999), Duration::MAX] {
            check(&Idempotent::by("/a").expires_after(length), "1 second and 3650 days");
        }
    }

    #[test]
    fn what_works_has_no_problems() {
        let settings = Idempotent::by("/a~1b/~0c/0").and("").and_header("x-id").payload("");
        assert_eq!(settings.expires_after(LONGEST).problems(), <[String; 0]>::default());
    }
}
