//! What SES found out about a mail.

/// The outcome of one of SES's checks of a mail.
///
/// # Example
/// ```
/// use sls_test::event::SesVerdict;
///
/// assert_eq!(SesVerdict::ProcessingFailed.as_str(), "PROCESSING_FAILED");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SesVerdict {
    /// The receipt rule does not scan for spam and viruses.
    Disabled,
    /// The mail did not pass.
    Fail,
    /// The check does not apply, or leaves it open.
    Gray,
    /// The mail passed.
    Pass,
    /// The check itself failed.
    ProcessingFailed,
}

impl SesVerdict {
    /// The text in `status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLED",
            Self::Fail => "FAIL",
            Self::Gray => "GRAY",
            Self::Pass => "PASS",
            Self::ProcessingFailed => "PROCESSING_FAILED",
        }
    }
}

/// What the owner of a domain asks for mails that fail DMARC (RFC 7489, section 6.3).
///
/// # Example
/// ```
/// use sls_test::event::SesDmarcPolicy;
///
/// assert_eq!(SesDmarcPolicy::Quarantine.as_str(), "quarantine");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SesDmarcPolicy {
    /// Nothing in particular.
    None,
    /// To be treated as suspicious.
    Quarantine,
    /// To be refused.
    Reject,
}

impl SesDmarcPolicy {
    /// The text in `dmarcPolicy`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }
}
