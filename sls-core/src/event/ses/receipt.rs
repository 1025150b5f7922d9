//! What SES found out about a mail and does with it.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::ses::wire;
use crate::event::shared::{share, share_optional};

/// The outcome of one check of a mail.
///
/// # Example
/// ```
/// use sls_core::event::ses::Verdict;
///
/// assert_eq!(Verdict::ProcessingFailed.to_string(), "PROCESSING_FAILED");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The check failed: spam, a virus, a forged sender.
    Fail,
    /// The check came to no clear result, or there was nothing to check.
    Gray,
    /// The check was passed.
    Pass,
    /// The check could not be made, or is switched off.
    ProcessingFailed,
}

impl Verdict {
    fn of(wire: &wire::Verdict<'_>) -> Self {
        match wire.status.as_deref() {
            Some("FAIL") => Self::Fail,
            Some("GRAY") => Self::Gray,
            Some("PASS") => Self::Pass,
            _ => Self::ProcessingFailed,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fail => "FAIL",
            Self::Gray => "GRAY",
            Self::Pass => "PASS",
            Self::ProcessingFailed => "PROCESSING_FAILED",
        })
    }
}

/// The outcomes of all checks of a mail.
///
/// What SES does not say counts as [`Verdict::ProcessingFailed`].
///
/// # Example
/// ```
/// use sls_core::event::ses::{Mail, Verdict};
///
/// async fn file(mail: Mail) {
///     let verdicts = mail.verdicts();
///     if verdicts.spam == Verdict::Pass && verdicts.virus == Verdict::Pass {
///         println!("{}", mail.subject().unwrap_or("no subject"));
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdicts {
    /// Whether it is signed by its domain (RFC 6376).
    pub dkim: Verdict,
    /// Whether its domain stands by it (RFC 7489).
    pub dmarc: Verdict,
    /// Whether it is no spam.
    pub spam: Verdict,
    /// Whether its domain names the sending host (RFC 7208).
    pub spf: Verdict,
    /// Whether it has no virus.
    pub virus: Verdict,
}

impl Verdicts {
    pub(super) fn of(wire: &wire::Receipt<'_>) -> Self {
        Self {
            dkim: Verdict::of(&wire.dkim_verdict),
            dmarc: Verdict::of(&wire.dmarc_verdict),
            spam: Verdict::of(&wire.spam_verdict),
            spf: Verdict::of(&wire.spf_verdict),
            virus: Verdict::of(&wire.virus_verdict),
        }
    }
}

/// The action of the receipt rule that led here.
///
/// # Example
/// ```
/// use sls_core::event::ses::Mail;
///
/// async fn file(mail: Mail) {
///     let action = mail.action();
///     println!("{}, answered: {}", action.kind(), action.waits_for_answer());
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Action {
    kind: ByteString,
    function_arn: Option<ByteString>,
    topic_arn: Option<ByteString>,
    waits_for_answer: bool,
}

impl Action {
    /// What kind of action it is: `Lambda`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The ARN of the function.
    #[must_use]
    pub fn function_arn(&self) -> Option<&str> {
        self.function_arn.as_deref()
    }

    /// The ARN of the topic that is told of the action, if there is one.
    #[must_use]
    pub fn topic_arn(&self) -> Option<&str> {
        self.topic_arn.as_deref()
    }

    /// Whether SES waits for the [`Disposition`](super::Disposition), at most 30 seconds.
    ///
    /// AWS calls it `RequestResponse`.
    #[must_use]
    pub fn waits_for_answer(&self) -> bool {
        self.waits_for_answer
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Action<'_>) -> Self {
        Self {
            kind: share(event, &wire.kind),
            function_arn: share_optional(event, &wire.function_arn),
            topic_arn: share_optional(event, &wire.topic_arn),
            waits_for_answer: wire.invocation_type.as_deref() == Some("RequestResponse"),
        }
    }
}
