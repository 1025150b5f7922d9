//! Identifiers that look like AWS's and never repeat.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of identifiers: the same seed gives the same sequence.
///
/// Clones share the sequence, so everything built from one `Ids` is distinct.
///
/// # Example
/// ```
/// use sls_test::Ids;
///
/// let ids = Ids::seeded(7);
/// let first = ids.uuid();
/// assert_ne!(first, ids.uuid());
/// assert_eq!(first, Ids::seeded(7).uuid());
/// ```
#[derive(Clone, Debug)]
pub struct Ids {
    seed: u64,
    issued: Arc<AtomicU64>,
}

impl Ids {
    /// A sequence that depends on nothing but `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { seed, issued: Arc::default() }
    }

    /// The next number of the sequence; no two calls return the same.
    #[must_use]
    pub fn number(&self) -> u64 {
        // The mixer is a bijection, so distinct counters give distinct numbers.
        let issued = self.issued.fetch_add(1, Ordering::Relaxed);
        mix(issued.wrapping_add(mix(self.seed)).wrapping_add(1))
    }

    /// A random-looking UUID in version 4 form (RFC 9562).
    #[must_use]
    pub fn uuid(&self) -> String {
        let (high, low) = (self.number(), self.number());
        let (high, low) = (high & !0xf000 | 0x4000, low & !(0xc << 60) | 8 << 60);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }

    /// `digits` lower-case hexadecimal digits, the first 16 of them unique.
    #[must_use]
    pub fn hex(&self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            text.push_str(&format!("{:016x}", self.number()));
        }
        text.truncate(digits);
        text
    }

    /// An X-Ray trace header value with a fresh root, not sampled.
    #[must_use]
    pub fn trace_id(&self, epoch_seconds: u64) -> String {
        format!(
            "Root=1-{:08x}-{};Parent={};Sampled=0",
            epoch_seconds & 0xffff_ffff,
            self.hex(24),
            self.hex(16)
        )
    }
}

impl Default for Ids {
    /// Distinct from every other default in this process.
    fn default() -> Self {
        static INSTANCES: AtomicU64 = AtomicU64::new(0);
        Self::seeded(INSTANCES.fetch_add(1, Ordering::Relaxed) << 32)
    }
}

/// SplitMix64's finaliser, a bijection on 64-bit numbers.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}
