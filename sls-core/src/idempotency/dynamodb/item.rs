//! Records as the items of a table.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::error::BoxError;
use crate::idempotency::{Attribute, Begin, Claim, Stored};

pub(super) const IN_PROGRESS: &str = "INPROGRESS";
pub(super) const COMPLETED: &str = "COMPLETED";

/// What the attributes are called in one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    chosen: Vec<(Attribute, String)>,
}

impl Names {
    pub(super) fn set(&mut self, attribute: Attribute, name: String) {
        self.chosen.retain(|(other, _)| *other != attribute);
        self.chosen.push((attribute, name));
    }

    pub(super) fn of(&self, attribute: Attribute) -> &str {
        let chosen = self.chosen.iter().find(|(other, _)| *other == attribute);
        chosen.map_or_else(|| attribute.default_name(), |(_, name)| name)
    }

    /// The names for `#placeholder`s in expressions, where some of them would be reserved words.
    pub(super) fn placeholders(&self, attributes: &[Attribute]) -> HashMap<String, String> {
        let name = |attribute: &Attribute| {
            (attribute.placeholder().to_owned(), self.of(*attribute).to_owned())
        };
        attributes.iter().map(name).collect()
    }

    /// The item of a run in progress.
    pub(super) fn begun(&self, claim: &Claim) -> HashMap<String, AttributeValue> {
        let mut item = HashMap::new();
        let mut set = |attribute, value| item.insert(self.of(attribute).to_owned(), value);
        set(Attribute::Key, text(&claim.key));
        set(Attribute::Token, text(&claim.token));
        set(Attribute::Status, text(IN_PROGRESS));
        set(Attribute::InProgressExpiration, milliseconds(claim.locked_until));
        set(Attribute::Expiration, seconds(claim.expires_at));
        if let Some(fingerprint) = &claim.fingerprint {
            set(Attribute::Validation, text(fingerprint));
        }
        item
    }
}

impl Attribute {
    /// As in Powertools for AWS Lambda (Python), `DynamoDBPersistenceLayer`.
    fn default_name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Expiration => "expiration",
            Self::InProgressExpiration => "in_progress_expiration",
            Self::Key => "id",
            Self::Status => "status",
            Self::Token => "token",
            Self::Validation => "validation",
        }
    }

    fn placeholder(self) -> &'static str {
        match self {
            Self::Data => "#data",
            Self::Expiration => "#expiration",
            Self::InProgressExpiration => "#in_progress_expiration",
            Self::Key => "#key",
            Self::Status => "#status",
            Self::Token => "#token",
            Self::Validation => "#validation",
        }
    }
}

/// What completing a record changes.
pub(super) struct Changes {
    pub(super) expression: String,
    /// Those that the update or its condition names.
    pub(super) attributes: Vec<Attribute>,
}

/// What completing a record changes, and to which values.
pub(super) fn completed(stored: Stored) -> (Changes, HashMap<String, AttributeValue>) {
    let mut expression = "SET #status = :completed, #expiration = :expiration".to_owned();
    let mut attributes = vec![
        Attribute::Status,
        Attribute::Expiration,
        Attribute::InProgressExpiration,
        Attribute::Token,
    ];
    let mut values = HashMap::from([
        (":completed".to_owned(), text(COMPLETED)),
        (":expiration".to_owned(), seconds(stored.expires_at)),
    ]);
    if let Some(data) = stored.data {
        expression.push_str(", #data = :data");
        attributes.push(Attribute::Data);
        values.insert(":data".to_owned(), AttributeValue::S(data));
    }
    if let Some(fingerprint) = stored.fingerprint {
        expression.push_str(", #validation = :validation");
        attributes.push(Attribute::Validation);
        values.insert(":validation".to_owned(), AttributeValue::S(fingerprint));
    }
    expression.push_str(" REMOVE #in_progress_expiration");
    (Changes { expression, attributes }, values)
}

/// An item of the table, as it is read.
pub(super) struct Reading<'a> {
    pub(super) names: &'a Names,
    pub(super) item: &'a HashMap<String, AttributeValue>,
}

impl Reading<'_> {
    /// What a record says to a run that could not replace it.
    pub(super) fn begin(&self, claim: &Claim) -> Result<Begin, BoxError> {
        match self.text(Attribute::Status)? {
            IN_PROGRESS if self.text(Attribute::Token).is_ok_and(|token| token == claim.token) => {
                // The client repeated a call whose answer was lost.
                Ok(Begin::Run)
            }
            IN_PROGRESS => {
                let until = self.time(Attribute::InProgressExpiration, Duration::from_millis)?;
                Ok(Begin::InProgress { until })
            }
            COMPLETED => {
                let mut stored =
                    Stored::new(self.time(Attribute::Expiration, Duration::from_secs)?);
                stored.data = self.text(Attribute::Data).ok().map(str::to_owned);
                stored.fingerprint = self.text(Attribute::Validation).ok().map(str::to_owned);
                Ok(Begin::Completed(stored))
            }
            _ => Err("a record has a status that is not known".into()),
        }
    }

    fn text(&self, attribute: Attribute) -> Result<&str, BoxError> {
        match self.value(attribute)? {
            AttributeValue::S(text) => Ok(text),
            _ => Err(self.unreadable(attribute)),
        }
    }

    fn time(
        &self,
        attribute: Attribute,
        unit: fn(u64) -> Duration,
    ) -> Result<SystemTime, BoxError> {
        let AttributeValue::N(number) = self.value(attribute)? else {
            return Err(self.unreadable(attribute));
        };
        let since = number.parse().ok().map(unit);
        let time = since.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
        time.ok_or_else(|| self.unreadable(attribute))
    }

    fn value(&self, attribute: Attribute) -> Result<&AttributeValue, BoxError> {
        self.item.get(self.names.of(attribute)).ok_or_else(|| self.unreadable(attribute))
    }

    #[cold]
    fn unreadable(&self, attribute: Attribute) -> BoxError {
        format!("a record has no `{}` that can be read", self.names.of(attribute)).into()
    }
}

pub(super) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// Seconds since 1970 that have passed; what ends then has ended.
pub(super) fn passed_seconds(now: SystemTime) -> AttributeValue {
    AttributeValue::N(since_1970(now).as_secs().to_string())
}

/// The same in milliseconds.
pub(super) fn passed_milliseconds(now: SystemTime) -> AttributeValue {
    AttributeValue::N(since_1970(now).as_millis().to_string())
}

/// Seconds since 1970, rounded up: nothing ends before its time.
fn seconds(end: SystemTime) -> AttributeValue {
    AttributeValue::N(since_1970(end).as_nanos().div_ceil(1_000_000_000).to_string())
}

/// The same in milliseconds.
fn milliseconds(end: SystemTime) -> AttributeValue {
    AttributeValue::N(since_1970(end).as_nanos().div_ceil(1_000_000).to_string())
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
