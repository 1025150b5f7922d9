//! The event names of S3 notifications
//! (Amazon S3 User Guide, "Supported event types for SQS, SNS, and Lambda").

use crate::suggest::{did_you_mean, one_of};

/// Groups with their events; a group without events is an event itself.
const GROUPS: [(&str, &[&str]); 10] = [
    ("IntelligentTiering", &[]),
    ("LifecycleExpiration", &["Delete", "DeleteMarkerCreated"]),
    ("LifecycleTransition", &[]),
    ("ObjectAcl", &["Put"]),
    ("ObjectCreated", &["CompleteMultipartUpload", "Copy", "Post", "Put"]),
    ("ObjectRemoved", &["Delete", "DeleteMarkerCreated"]),
    ("ObjectRestore", &["Completed", "Delete", "Post"]),
    ("ObjectTagging", &["Delete", "Put"]),
    ("ReducedRedundancyLostObject", &[]),
    (
        "Replication",
        &[
            "OperationFailedReplication",
            "OperationMissedThreshold",
            "OperationNotTracked",
            "OperationReplicatedAfterThreshold",
        ],
    ),
];

/// Checks a name such as `ObjectCreated:*`, `s3:ObjectRemoved:Delete` or `LifecycleTransition`.
pub(crate) fn check(name: &str) -> Result<(), String> {
    let bare = bare(name);
    if bare == "TestEvent" {
        return Err("`s3:TestEvent` is never asked for; it is confirmed without a handler".into());
    }
    let (group, event) = match bare.split_once(':') {
        Some((group, event)) => (group, Some(event)),
        None => (bare, None),
    };
    let Some((_, events)) = GROUPS.into_iter().find(|(known, _)| *known == group) else {
        return Err(unknown(bare));
    };
    match event {
        None if events.is_empty() => Ok(()),
        None => Err(format!("`{bare}` is a group of events: write `{bare}:*`")),
        Some("*") if events.len() > 1 => Ok(()),
        Some(event) if events.contains(&event) => Ok(()),
        Some(_) if events.is_empty() => Err(format!("the event is called `{group}` alone")),
        Some(_) => {
            let names: Vec<String> =
                events.iter().map(|event| format!("{group}:{event}")).collect();
            let names = || names.iter().map(String::as_str);
            let hint = did_you_mean(bare, names());
            let all = format!("; there are {}", one_of(names()));
            Err(format!("unknown S3 event `{bare}`{}", if hint.is_empty() { all } else { hint }))
        }
    }
}

/// Whether one event can match both names; S3 refuses such configurations.
pub(crate) fn overlap(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    let covers = |group: &str, name: &str| {
        group.strip_suffix('*').is_some_and(|prefix| name.starts_with(prefix))
    };
    a == b || covers(a, b) || covers(b, a)
}

fn bare(name: &str) -> &str {
    name.strip_prefix("s3:").unwrap_or(name)
}

fn unknown(bare: &str) -> String {
    let all: Vec<String> = GROUPS
        .into_iter()
        .flat_map(|(group, events)| {
            let whole = if events.is_empty() { group.to_owned() } else { format!("{group}:*") };
            let each = events.iter().map(move |event| format!("{group}:{event}"));
            each.chain([whole])
        })
        .collect();
    let hint = did_you_mean(bare, all.iter().map(String::as_str));
    if hint.is_empty() {
        let groups = GROUPS.map(|(group, _)| group);
        return format!("unknown S3 event `{bare}`; events begin with {}", one_of(groups));
    }
    format!("unknown S3 event `{bare}`{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(name: &str, because: &str) {
        let message = check(name).expect_err("the name was accepted");
        assert!(message.contains(because), "{name:?} was refused with {message:?}");
    }

    #[test]
    fn accepts_every_documented_name_with_and_without_prefix() {
        for (group, events) in GROUPS {
            let mut names: Vec<String> =
                events.iter().map(|event| format!("{group}:{event}")).collect();
            match events.len() {
                0 => names.push(group.to_owned()),
                1 => {}
                _ => names.push(format!("{group}:*")),
            }
            for name in names {
                assert_eq!(check(&name), Ok(()), "{name}");
                assert_eq!(check(&format!("s3:{name}")), Ok(()), "s3:{name}");
            }
        }
    }

    #[test]
    fn suggests_the_nearest_name() {
        refused("ObjectCreate:*", "did you mean `ObjectCreated:*`?");
        refused("objectcreated:put", "did you mean `ObjectCreated:Put`?");
        refused("ObjectRemoved:Deleted", "did you mean `ObjectRemoved:Delete`?");
        refused("s3:ObjectTagging:Putt", "did you mean `ObjectTagging:Put`?");
    }

    #[test]
    fn lists_names_where_none_is_near() {
        refused("Uploaded", "`ObjectCreated`");
        refused("ObjectCreated:Upload", "`ObjectCreated:Put`");
        refused("", "`ObjectCreated`");
    }

    #[test]
    fn tells_groups_from_events() {
        refused("ObjectCreated", "write `ObjectCreated:*`");
        refused("LifecycleTransition:*", "`LifecycleTransition` alone");
        refused("ObjectAcl:*", "`ObjectAcl:Put`");
        refused("s3:TestEvent", "never asked for");
    }

    #[test]
    fn sees_overlaps() {
        assert!(overlap("ObjectCreated:*", "s3:ObjectCreated:Put"));
        assert!(overlap("ObjectCreated:Put", "s3:ObjectCreated:Put"));
        assert!(!overlap("ObjectCreated:Put", "ObjectCreated:Post"));
        assert!(!overlap("ObjectCreated:*", "ObjectRemoved:*"));
    }
}
