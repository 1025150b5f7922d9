//! What one value is compared with.

use std::net::IpAddr;

use serde_json::Value;

use super::wildcard::Wildcard;

/// One element of a list in a pattern.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// The value is there, and none of these accepts it.
    AnythingBut(Vec<Self>),
    Cidr(Network),
    Equals(Value),
    /// In lower case.
    EqualsIgnoreCase(String),
    Exists(bool),
    /// All of them.
    Numeric(Vec<(Comparison, f64)>),
    Prefix(Text),
    Suffix(Text),
    Wildcard(Wildcard),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Test {
    /// Whether it accepts one of the values, or that there is none.
    pub(super) fn accepts_one(&self, values: &[&Value]) -> bool {
        match self {
            Self::Exists(exists) => values.is_empty() != *exists,
            test => values.iter().any(|value| test.accepts(value)),
        }
    }

    fn accepts(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::AnythingBut(tests) => !tests.iter().any(|test| test.accepts(value)),
            Self::Cidr(network) => {
                let address = text.and_then(|text| text.parse().ok());
                address.is_some_and(|address| network.contains(address))
            }
            Self::Equals(expected) => expected == value,
            Self::EqualsIgnoreCase(expected) => {
                text.is_some_and(|text| text.to_lowercase() == *expected)
            }
            Self::Exists(exists) => *exists,
            Self::Numeric(comparisons) => value.as_f64().is_some_and(|number| {
                comparisons.iter().all(|(comparison, limit)| comparison.holds(number, *limit))
            }),
            Self::Prefix(prefix) => text.is_some_and(|text| prefix.starts(text)),
            Self::Suffix(suffix) => text.is_some_and(|text| suffix.ends(text)),
            Self::Wildcard(wildcard) => text.is_some_and(|text| wildcard.matches(text)),
        }
    }
}

impl Comparison {
    fn holds(self, number: f64, limit: f64) -> bool {
        match self {
            Self::Equal => number == limit,
            Self::Greater => number > limit,
            Self::GreaterOrEqual => number >= limit,
            Self::Less => number < limit,
            Self::LessOrEqual => number <= limit,
        }
    }
}

/// The beginning or the end of a text.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// In lower case.
    AnyCase(String),
    Exact(String),
}

impl Text {
    pub(super) fn any_case(text: &str) -> Self {
        Self::AnyCase(text.to_lowercase())
    }

    pub(super) fn exact(text: &str) -> Self {
        Self::Exact(text.to_owned())
    }

    fn starts(&self, text: &str) -> bool {
        match self {
            Self::AnyCase(prefix) => text.to_lowercase().starts_with(prefix),
            Self::Exact(prefix) => text.starts_with(prefix),
        }
    }

    fn ends(&self, text: &str) -> bool {
        match self {
            Self::AnyCase(suffix) => text.to_lowercase().ends_with(suffix),
            Self::Exact(suffix) => text.ends_with(suffix),
        }
    }
}

/// A range of addresses (RFC 4632, section 3.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// `None` if an address of this family has fewer bits.
    pub(super) fn new(address: IpAddr, bits: u8) -> Option<Self> {
        let most = if address.is_ipv4() { 32 } else { 128 };
        (bits <= most).then_some(Self { address, bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.bits)
            }
            _ => false,
        }
    }
}
