//! Where and when a request arrives, and the stamps AWS makes of it.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::Ids;

/// The place and the moment in which a front door works.
///
/// # Example
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use sls_test::Ids;
/// use sls_test::front_door::Setting;
///
/// let ids = Ids::seeded(1);
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_722_641_683);
/// let setting = Setting::new(&ids, now).region("us-east-1");
/// assert_eq!(setting.account_id, "111122223333");
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Setting<'a> {
    /// Where request ids and the like come from.
    pub ids: &'a Ids,
    /// The time of the request.
    pub now: SystemTime,
    /// The region's code, for domain names and ARNs.
    pub region: &'a str,
    /// The account that owns the front door.
    pub account_id: &'a str,
}

impl<'a> Setting<'a> {
    /// Account `111122223333` in `eu-west-1`.
    #[must_use]
    pub fn new(ids: &'a Ids, now: SystemTime) -> Self {
        Self { ids, now, region: DEFAULT_REGION, account_id: DEFAULT_ACCOUNT }
    }

    /// Default `eu-west-1`; the region's code.
    #[must_use]
    pub fn region(self, region: &'a str) -> Self {
        Self { region, ..self }
    }

    /// Default `111122223333`; the account that owns the front door.
    #[must_use]
    pub fn account_id(self, account_id: &'a str) -> Self {
        Self { account_id, ..self }
    }

    /// Milliseconds since 1970, as `requestTimeEpoch` and `timeEpoch` count.
    pub(super) fn epoch_millis(&self) -> u64 {
        u64::try_from(self.epoch_micros() / 1000).unwrap_or(u64::MAX)
    }

    /// Microseconds since 1970; a time before it counts as 0.
    pub(super) fn epoch_micros(&self) -> u128 {
        self.now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros())
    }

    /// The time in the common log format: `02/Aug/2024:23:34:43 +0000`.
    pub(super) fn log_time(&self) -> String {
        let millis = i64::try_from(self.epoch_millis()).unwrap_or(i64::MAX);
        let timestamp = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
        timestamp.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
    }

    /// A fresh identifier of the kind API Gateway writes as `JKJaXmPLvHcESHA=`.
    pub(super) fn extended_request_id(&self) -> String {
        // Eleven bytes are what sixteen base64 characters with one pad hold.
        let mut bytes = [0; 11];
        bytes[..8].copy_from_slice(&self.ids.number().to_be_bytes());
        bytes[8..].copy_from_slice(&self.ids.number().to_be_bytes()[..3]);
        BASE64.encode(bytes).replace(['+', '/'], "x")
    }

    /// A fresh `Root=…` field of an X-Ray tracing header.
    pub(super) fn trace_root(&self) -> String {
        let seconds = (self.epoch_millis() / 1000) & 0xffff_ffff;
        format!("Root=1-{seconds:08x}-{}", self.ids.hex(24))
    }
}

pub(super) const DEFAULT_REGION: &str = "eu-west-1";
pub(super) const DEFAULT_ACCOUNT: &str = "111122223333";
