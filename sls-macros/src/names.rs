//! Names of topics, buckets and streams, and their ARNs.

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
        return Err(format!(
            "a {what} name has letters, digits, {}, not `{}`",
            marks.join(", "),
            odd.escape_debug()
        ));
    }
    if lengths.contains(&name.len()) {
        return Ok(());
    }
    Err(format!(
        "a {what} name has {} to {} characters, not {}",
        lengths.start(),
        lengths.end(),
        name.len()
    ))
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
