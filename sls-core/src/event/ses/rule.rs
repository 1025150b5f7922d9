//! Which mails a handler serves.

use std::fmt;

use serde::Serialize;

/// The mails that a handler takes, by whom they are for.
///
/// What it asks for should be what the receipt rule asks for
/// (Amazon SES developer guide, "Creating receipt rules console walkthrough").
///
/// # Example
/// ```
/// use sls_core::event::ses::Rule;
///
/// let support = Rule::any().recipient("support@example.com").recipient(".example.org");
/// assert_eq!(support.to_string(), "SES rule for `support@example.com` or `.example.org`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Rule {
    /// Every recipient if there is none.
    #[serde(rename = "recipient")]
    recipients: Vec<String>,
}

impl Rule {
    /// Every mail that no other handler names.
    pub const fn any() -> Self {
        Self { recipients: Vec::new() }
    }

    /// Default: any. Takes only mails for this address or domain.
    ///
    /// `user@example.com` is also `user+label@example.com`, `example.com` every address in the
    /// domain, `.example.com` every address in its subdomains. Further calls add to the earlier
    /// ones; one recipient that fits is enough. Case does not matter.
    pub fn recipient(mut self, address_or_domain: impl Into<String>) -> Self {
        self.recipients.push(address_or_domain.into());
        self
    }

    /// The same for several addresses or domains.
    pub fn recipients(
        mut self,
        addresses_or_domains: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.recipients.extend(addresses_or_domains.into_iter().map(Into::into));
        self
    }

    pub(super) fn takes_everything(&self) -> bool {
        self.recipients.is_empty()
    }

    pub(crate) fn matches<'m>(&self, mut recipients: impl Iterator<Item = &'m str>) -> bool {
        self.takes_everything()
            || recipients.any(|address| self.recipients.iter().any(|own| covers(own, address)))
    }

    /// Whether two handlers would claim the same mails.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let common =
            |one: &String| other.recipients.iter().any(|two| covers(one, two) || covers(two, one));
        self.takes_everything() && other.takes_everything() || self.recipients.iter().any(common)
    }

    /// What AWS would refuse.
    pub(crate) fn problems(&self) -> Vec<String> {
        let refused = self.recipients.iter().filter(|recipient| !is_recipient(recipient));
        refused.map(|it| format!("`{it}` is neither an address nor a domain")).collect()
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, rest @ ..] = &self.recipients[..] else { return f.write_str("any SES rule") };
        write!(f, "SES rule for `{first}`")?;
        rest.iter().try_for_each(|recipient| write!(f, " or `{recipient}`"))
    }
}

/// Whether a condition covers an address, or every address of another condition.
fn covers(condition: &str, address: &str) -> bool {
    let (user, domain) = address.rsplit_once('@').unwrap_or(("", address));
    match condition.rsplit_once('@') {
        Some((own_user, own_domain)) => {
            let base = user.split_once('+').map_or(user, |(base, _label)| base);
            own_domain.eq_ignore_ascii_case(domain)
                && (own_user.eq_ignore_ascii_case(user) || own_user.eq_ignore_ascii_case(base))
        }
        None if condition.starts_with('.') => {
            let parent = domain.len().checked_sub(condition.len()).and_then(|at| domain.get(at..));
            parent.is_some_and(|parent| parent.eq_ignore_ascii_case(condition))
        }
        None => condition.eq_ignore_ascii_case(domain),
    }
}

fn is_recipient(condition: &str) -> bool {
    let (user, domain) = match condition.rsplit_once('@') {
        Some((user, domain)) => (Some(user), domain),
        None => (None, condition.strip_prefix('.').unwrap_or(condition)),
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    user.is_none_or(|user| !user.is_empty() && !user.contains(char::is_whitespace))
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(condition: &str, address: &str, expected: bool) {
        let rule = Rule::any().recipient(condition);
        assert_eq!(rule.matches([address].into_iter()), expected, "{rule}: {address}");
    }

    #[test]
    fn matches_addresses_with_and_without_a_label() {
        check("user@example.com", "user@example.com", true);
        check("user@example.com", "User@Example.COM", true);
        check("user@example.com", "user+shop@example.com", true);
        check("user+shop@example.com", "user+shop@example.com", true);
        check("user+shop@example.com", "user@example.com", false);
        check("user@example.com", "other@example.com", false);
        check("user@example.com", "user@mail.example.com", false);
    }

    #[test]
    fn matches_domains_and_subdomains() {
        check("example.com", "user@example.com", true);
        check("example.com", "user@mail.example.com", false);
        check("example.com", "user@anexample.com", false);
        check(".example.com", "user@mail.example.com", true);
        check(".example.com", "user@a.b.example.com", true);
        check(".example.com", "user@example.com", false);
        check(".example.com", "user@éxample.com", false);
    }

    #[test]
    fn matches_one_recipient_of_many() {
        let rule = Rule::any().recipient("a@example.com").recipient("example.org");
        assert!(rule.matches(["b@example.com", "c@example.org"].into_iter()));
        assert!(!rule.matches(["b@example.com"].into_iter()));
        assert!(!rule.matches([].into_iter()));
        assert!(Rule::any().matches([].into_iter()));
    }

    #[track_caller]
    fn check_overlap(one: &str, two: &str, expected: bool) {
        let (one, two) = (Rule::any().recipient(one), Rule::any().recipient(two));
        assert_eq!(one.overlaps(&two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(&one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_mails() {
        check_overlap("a@example.com", "A@example.com", true);
        check_overlap("a@example.com", "example.com", true);
        check_overlap("a@example.com", "a+b@example.com", true);
        check_overlap(".example.com", "a@mail.example.com", true);
        check_overlap(".example.com", ".mail.example.com", true);
        check_overlap(".example.com", "mail.example.com", true);
        check_overlap(".example.com", "example.com", false);
        check_overlap("a@example.com", "b@example.com", false);
        assert!(Rule::any().overlaps(&Rule::any()));
        assert!(!Rule::any().overlaps(&Rule::any().recipient("example.com")));
    }

    #[test]
    fn lists_what_aws_would_refuse() {
        for recipient in ["", "@example.com", "a b@example.com", "example", "a@", "..com", "*"] {
            let expected = format!("`{recipient}` is neither an address nor a domain");
            assert_eq!(Rule::any().recipient(recipient).problems(), [expected]);
        }
        let rule = Rule::any().recipient("a+b@mail.example.com").recipient(".example.com");
        assert!(rule.problems().is_empty());
    }

    #[test]
    fn is_written_down_in_the_words_of_the_attribute() {
        let rule = Rule::any().recipient("example.com");
        let written = serde_json::to_string(&rule).unwrap();
        assert_eq!(written, r#"{"recipient":["example.com"]}"#);
        assert_eq!(rule.to_string(), "SES rule for `example.com`");
        assert_eq!(Rule::any().to_string(), "any SES rule");
    }

    proptest! {
        #[test]
        fn takes_any_text_as_an_address(condition in any::<String>(), address in any::<String>()) {
            let rule = Rule::any().recipient(condition);
            let _ = (rule.matches([address.as_str()].into_iter()), rule.problems());
        }
    }
}
