//! The event as Amazon SES sends it, borrowed from the payload
//! (Amazon SES developer guide, "Contents of notifications for Amazon SES email receiving").

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::failure::Failure;

#[derive(Debug)]
pub(crate) struct Record<'a> {
    json: &'a str,
    pub(super) mail: Mail<'a>,
    pub(super) receipt: Receipt<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mail<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) message_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) source: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) timestamp: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) destination: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) headers: Vec<Header<'a>>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) headers_truncated: bool,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) common_headers: CommonHeaders<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Header<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) value: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct CommonHeaders<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) subject: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    recipients: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) spam_verdict: Verdict<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) virus_verdict: Verdict<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) spf_verdict: Verdict<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) dkim_verdict: Verdict<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) dmarc_verdict: Verdict<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) dmarc_policy: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) action: Action<'a>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Verdict<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) status: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "text")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) function_arn: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) invocation_type: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) topic_arn: Option<Cow<'a, str>>,
}

pub(crate) fn decode(payload: &str) -> Result<Record<'_>, Failure> {
    try_decode(payload).map_err(|error| undecodable(Source::Ses, &error))
}

/// There is one record, whose answer is the answer to the event.
fn try_decode(payload: &str) -> serde_json::Result<Record<'_>> {
    #[derive(Deserialize)]
    struct Event<'a> {
        #[serde(borrow, rename = "Records")]
        records: Vec<&'a RawValue>,
    }

    #[derive(Deserialize)]
    struct Ses<'a> {
        #[serde(borrow)]
        ses: Parts<'a>,
    }

    #[derive(Deserialize)]
    struct Parts<'a> {
        #[serde(borrow)]
        mail: Mail<'a>,
        #[serde(borrow)]
        receipt: Receipt<'a>,
    }

    let event: Event<'_> = serde_json::from_str(payload)?;
    let [record] = event.records[..] else {
        return Err(serde_json::Error::invalid_length(event.records.len(), &"one record"));
    };
    let json = record.get();
    let Ses { ses: Parts { mail, receipt } } = serde_json::from_str(json)?;
    Ok(Record { json, mail, receipt })
}

impl<'a> Record<'a> {
    /// The record as it stands in the event.
    pub(crate) fn raw(&self) -> &'a [u8] {
        self.json.as_bytes()
    }

    /// The addresses by which the receipt rule selected the mail.
    /// A mail comes once for each rule that matches, and then for others of its recipients.
    pub(super) fn identity(&self) -> String {
        let mut identity = self.mail.message_id.to_string();
        self.recipients().for_each(|address| identity.extend([" ", address]));
        identity
    }

    pub(crate) fn recipients(&self) -> impl Iterator<Item = &Cow<'a, str>> {
        self.receipt.recipients.iter().map(|Text(address)| address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"ses":{"mail":{"messageId":"m"},"receipt":{"action":{"type":"Lambda"},
        "recipients":["a@example.com"]}}}"#;

    #[test]
    fn keeps_the_record_as_it_stands() {
        let payload = format!("{{ \"Records\" : [ {RECORD} ] }}");
        let record = decode(&payload).unwrap();
        assert_eq!(record.raw(), RECORD.as_bytes());
        assert!(matches!(record.mail.message_id, Cow::Borrowed("m")));
    }

    #[test]
    fn takes_null_and_missing_fields() {
        let payload = r#"{"Records":[{"ses":{"mail":{"messageId":"m","source":null,"headers":null,
            "headersTruncated":null,"commonHeaders":null,"destination":null},"receipt":{
            "action":{"type":"S3","bucketName":"b"},"spamVerdict":null,"dmarcPolicy":null}}}]}"#;
        let record = decode(payload).unwrap();
        assert_eq!(record.recipients().count(), 0);
        assert!(record.receipt.spam_verdict.status.is_none());
    }

    #[test]
    fn refuses_more_than_one_record_or_none() {
        for records in [String::new(), format!("{RECORD},{RECORD}")] {
            let failure = decode(&format!(r#"{{"Records":[{records}]}}"#)).unwrap_err();
            assert_eq!(
                failure.message(),
                "this Amazon SES event is not as AWS documents it: wrong length, expected one record"
            );
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        for (old, new, problem) in [
            ("messageId", "id", "missing field `messageId`"),
            (r#""Lambda""#, "7", "expected a string"),
            (r#"{"type":"Lambda"}"#, "{}", "missing field `type`"),
        ] {
            let payload = format!(r#"{{"Records":[{}]}}"#, RECORD.replace(old, new));
            let expected = format!("this Amazon SES event is not as AWS documents it: {problem}");
            assert_eq!(decode(&payload).unwrap_err().message(), expected);
        }
    }
}
