//! Names of what sends events, and their ARNs.

use crate::suggest::with_article;

/// Checks an SNS topic's name or ARN.
///
/// FIFO topics do not deliver to functions (Amazon SNS Developer Guide, "Amazon SNS FIFO topics").
pub(crate) fn check_topic(text: &str) -> Result<(), String> {
    let name = match arn(text, "sns")? {
        Some(resource) => match resource.split_once(':') {
            None => resource,
            Some((topic, _)) => {
                return Err(format!(
                    "this is the ARN of a subscription; the topic's ARN ends in `:{topic}`"
                ));
            }
        },
        None => text,
    };
    if name.strip_suffix(".fifo").is_some() {
        return Err("a FIFO topic does not deliver to functions; subscribe a queue to it \
                    and handle the queue"
            .into());
    }
    check_name("topic", name, 1..=256, "_-")
}

/// Checks an S3 bucket's name.
pub(crate) fn check_bucket(text: &str) -> Result<(), String> {
    let location = text.strip_prefix("s3://").or_else(|| text.strip_prefix("arn:aws:s3:::"));
    if let Some((bucket, rest)) = location.map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
        let prefix = match rest {
            "" => String::new(),
            rest => format!(" with `prefix = \"{rest}\"`"),
        };
        return Err(format!("a bucket is given by its name alone: `{bucket}`{prefix}"));
    }
    check_name("bucket", text, 3..=255, "._-")
}

/// Checks a Kinesis stream's name or ARN.
pub(crate) fn check_stream(text: &str) -> Result<(), String> {
    let name = match arn(text, "kinesis")? {
        Some(resource) => {
            let Some(name) = resource.strip_prefix("stream/") else {
                return Err("a stream's ARN ends in `:stream/NAME`".into());
            };
            // A registered consumer (enhanced fan-out) may stand in for its stream.
            name.split_once("/consumer/").map_or(name, |(name, _)| name)
        }
        None => text,
    };
    check_name("stream", name, 1..=128, "_.-")
}

/// Checks a key prefix or suffix, which S3 takes literally
/// (Amazon S3 User Guide, "Configuring event notifications using object key name filtering").
pub(crate) fn check_affix(text: &str) -> Result<(), String> {
    match text.trim_matches('*') {
        literal if literal != text => Err(format!(
            "S3 compares prefixes and suffixes literally, without wildcards: write `{literal}`"
        )),
        _ => Ok(()),
    }
}

/// Checks an SQS queue's name or ARN.
pub(crate) fn check_queue(text: &str) -> Result<(), String> {
    if text.starts_with("https://") {
        let name = text.rsplit('/').next().unwrap_or_default();
        return Err(format!("a queue is given by its name or ARN, not by its URL: `{name}`"));
    }
    let name = arn(text, "sqs")?.unwrap_or(text);
    check_name("queue", name.strip_suffix(".fifo").unwrap_or(name), 1..=80, "_-")
}

/// Checks a DynamoDB table's name or ARN, or the ARN of its stream.
pub(crate) fn check_table(text: &str) -> Result<(), String> {
    let name = match arn(text, "dynamodb")? {
        Some(resource) => {
            let Some(name) = resource.strip_prefix("table/") else {
                return Err("a table's ARN ends in `:table/NAME`".into());
            };
            name.split_once("/stream/").map_or(name, |(name, _)| name)
        }
        None => text,
    };
    check_name("table", name, 3..=255, "_.-")
}

/// Checks a Firehose stream's name or ARN.
pub(crate) fn check_delivery_stream(text: &str) -> Result<(), String> {
    let name = match arn(text, "firehose")? {
        Some(resource) => resource
            .strip_prefix("deliverystream/")
            .ok_or("a Firehose stream's ARN ends in `:deliverystream/NAME`")?,
        None => text,
    };
    check_name("Firehose stream", name, 1..=64, "_.-")
}

/// Checks a Kafka topic's name.
pub(crate) fn check_kafka_topic(text: &str) -> Result<(), String> {
    if text.starts_with("arn:") {
        return Err("a topic is given by its name; the ARN of its cluster is `cluster`".into());
    }
    check_name("topic", text, 1..=249, "_.-")
}

/// Checks the ARN of an MSK cluster.
pub(crate) fn check_cluster(text: &str) -> Result<(), String> {
    match arn(text, "kafka")? {
        Some(resource) if resource.starts_with("cluster/") => Ok(()),
        _ => {
            Err("a cluster is given by its ARN: `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID`"
                .into())
        }
    }
}

/// Checks a CloudWatch alarm's name or ARN.
pub(crate) fn check_alarm(text: &str) -> Result<(), String> {
    let name = match arn(text, "cloudwatch")? {
        Some(resource) => {
            resource.strip_prefix("alarm:").ok_or("an alarm's ARN ends in `:alarm:NAME`")?
        }
        None => text,
    };
    check_length("alarm", name, 1..=255)
}

/// Checks a log group's name.
pub(crate) fn check_log_group(text: &str) -> Result<(), String> {
    if text.starts_with("arn:") {
        return Err("a log group is given by its name, such as `/aws/lambda/orders`".into());
    }
    check_name("log group", text, 1..=512, "_-/.#")
}

/// Checks the id of a skill.
pub(crate) fn check_skill(text: &str) -> Result<(), String> {
    match text.strip_prefix("amzn1.ask.skill.") {
        Some(id) if !id.is_empty() => Ok(()),
        _ => Err("a skill is given by its id, which begins with `amzn1.ask.skill.`".into()),
    }
}

/// Checks the name of an intent.
pub(crate) fn check_intent(text: &str) -> Result<(), String> {
    check_name("intent", text, 1..=100, "_.")
}

/// Checks the id of an API.
pub(crate) fn check_api(text: &str) -> Result<(), String> {
    if text.contains('.') || text.contains('/') {
        return Err("an API is given by its id, the first part of its domain name".into());
    }
    check_name("API", text, 1..=32, "-")
}

/// Checks the id of a user pool, `REGION_ID`.
pub(crate) fn check_user_pool(text: &str) -> Result<(), String> {
    match text.split_once('_') {
        Some((region, id)) if region.contains('-') && !id.is_empty() => {
            check_name("user pool", id, 1..=55, "")
        }
        _ => Err("a user pool is given by its id, such as `eu-west-1_Ab1Cd2Ef3`".into()),
    }
}

/// Checks the type of a custom resource in a template.
pub(crate) fn check_resource_type(text: &str) -> Result<(), String> {
    if text == "AWS::CloudFormation::CustomResource" {
        return Ok(());
    }
    match text.strip_prefix("Custom::") {
        Some(name) => check_name("custom resource", name, 1..=52, "_@-"),
        None => Err(format!(
            "the type of a custom resource begins with `Custom::`: `Custom::{}`",
            text.rsplit("::").next().unwrap_or_default()
        )),
    }
}

/// Checks an address, or a domain.
pub(crate) fn check_recipient(text: &str) -> Result<(), String> {
    let (user, domain) = match text.rsplit_once('@') {
        Some((user, domain)) => (Some(user), domain),
        None => (None, text.strip_prefix('.').unwrap_or(text)),
    };
    let is_user = |user: &str| !user.is_empty() && !user.contains(char::is_whitespace);
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if user.is_none_or(is_user) && domain.contains('.') && domain.split('.').all(is_label) {
        return Ok(());
    }
    Err("a recipient is an address, `orders@example.com`, or a domain, `example.com`".into())
}

/// Checks the name of a time zone.
pub(crate) fn check_timezone(text: &str) -> Result<(), String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    if text == "UTC" || text.contains('/') && text.chars().all(is_name) {
        return Ok(());
    }
    Err("a time zone is named as in the IANA database: `Europe/Berlin`, or `UTC`".into())
}

/// Checks that there is something at all.
pub(crate) fn check_any(text: &str) -> Result<(), String> {
    if text.is_empty() { Err("this is empty: leave it out".into()) } else { Ok(()) }
}

fn check_length(
    what: &str,
    name: &str,
    lengths: std::ops::RangeInclusive<usize>,
) -> Result<(), String> {
    if lengths.contains(&name.len()) {
        return Ok(());
    }
    Err(format!(
        "{} name has {} to {} characters, not {}",
        with_article(what),
        lengths.start(),
        lengths.end(),
        name.len()
    ))
}

/// The resource part of an ARN of this service; `None` for a plain name.
fn arn<'a>(text: &'a str, service: &str) -> Result<Option<&'a str>, String> {
    let Some(rest) = text.strip_prefix("arn:") else { return Ok(None) };
    let mut parts = rest.splitn(5, ':');
    let (_partition, found) = (parts.next(), parts.next().unwrap_or_default());
    if found != service {
        return Err(format!("this is an ARN of `{found}`, not of `{service}`"));
    }
    let (region, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match parts.next() {
        Some(resource) if !region.is_empty() && is_account(account) => Ok(Some(resource)),
        _ => Err(format!(
            "an ARN is `arn:aws:{service}:REGION:ACCOUNT:NAME`, or give the name alone"
        )),
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn check_name(
    what: &str,
    name: &str,
    lengths: std::ops::RangeInclusive<usize>,
    marks: &str,
) -> Result<(), String> {
    if let Some(odd) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !marks.contains(*c)) {
        let marks: Vec<String> = marks.chars().map(|mark| format!("`{mark}`")).collect();
        let allowed = match marks.split_last() {
            Some((last, [])) => format!("letters, digits and {last}"),
            Some((last, rest)) => format!("letters, digits, {} and {last}", rest.join(", ")),
            None => "letters and digits".to_owned(),
        };
        let what = with_article(what);
        return Err(format!("{what} name has {allowed}, not `{}`", odd.escape_debug()));
    }
    check_length(what, name, lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(result: Result<(), String>, because: &str) {
        let message = result.expect_err("the name was accepted");
        assert!(message.contains(because), "refused with {message:?}");
    }

    #[test]
    fn accepts_names_and_arns() {
        assert_eq!(check_topic("order-events"), Ok(()));
        assert_eq!(check_topic("arn:aws-cn:sns:cn-north-1:111122223333:order-events"), Ok(()));
        assert_eq!(check_bucket("receipts.example.com"), Ok(()));
        assert_eq!(check_stream("clicks"), Ok(()));
        assert_eq!(check_stream("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"), Ok(()));
        assert_eq!(
            check_stream("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/c:1"),
            Ok(())
        );
    }

    #[test]
    fn refuses_other_services_and_other_resources() {
        refused(check_topic("arn:aws:sqs:eu-west-1:111122223333:orders"), "an ARN of `sqs`");
        refused(check_topic("arn:aws:sns:eu-west-1:1111:orders"), "an ARN is");
        refused(check_topic("arn:aws:sns"), "an ARN is");
        refused(check_topic("arn:aws:sns:eu-west-1:111122223333:orders:0a1b"), "subscription");
        refused(check_stream("arn:aws:kinesis:eu-west-1:111122223333:clicks"), "`:stream/NAME`");
    }

    #[test]
    fn refuses_fifo_topics() {
        refused(check_topic("orders.fifo"), "subscribe a queue");
    }

    #[test]
    fn refuses_locations_for_buckets() {
        refused(check_bucket("s3://receipts/in/"), "`receipts` with `prefix = \"in/\"`");
        refused(check_bucket("arn:aws:s3:::receipts"), "`receipts`");
        refused(check_bucket("ab"), "3 to 255");
        refused(check_bucket("my bucket"), "not ` `");
    }

    #[test]
    fn accepts_recipients_as_receipt_rules_have_them() {
        for text in ["orders@example.com", "example.com", ".example.com"] {
            assert_eq!(check_recipient(text), Ok(()), "{text}");
        }
        for text in ["orders", "@example.com", "a b@example.com", "example..com", "o@.com", ""] {
            refused(check_recipient(text), "a recipient is an address");
        }
    }

    #[test]
    fn refuses_names_that_no_service_accepts() {
        refused(check_topic(""), "1 to 256");
        refused(check_topic("a b"), "not ` `");
        refused(check_stream(&"x".repeat(129)), "1 to 128");
    }

    #[test]
    fn refuses_wildcards_at_the_edge_of_a_key() {
        refused(check_affix("*.pdf"), "write `.pdf`");
        refused(check_affix("in/*"), "write `in/`");
        assert_eq!(check_affix("in/"), Ok(()));
    }
}
