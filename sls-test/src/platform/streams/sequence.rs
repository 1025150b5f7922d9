//! Sequence numbers: decimal digits of any length, ordered as numbers.

use std::cmp::Ordering;

/// Which of two is greater, whatever their lengths and leading zeros.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// The number after this one, in as many digits if they suffice.
pub(super) fn successor(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let nines = digits.len() - kept.len();
    let mut next = match kept.char_indices().next_back() {
        None => "1".to_owned(),
        Some((end, last)) => {
            let last = last.to_digit(10).and_then(|digit| char::from_digit(digit + 1, 10));
            format!("{}{}", &kept[..end], last.unwrap_or('1'))
        }
    };
    next.extend(std::iter::repeat_n('0', nines));
    next
}

/// Whether this is a sequence number at all.
pub(super) fn is_valid(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_different_lengths_compare_as_numbers() {
        assert_eq!(compare("9", "10"), Ordering::Less);
        assert_eq!(compare("0010", "9"), Ordering::Greater);
        assert_eq!(compare("007", "7"), Ordering::Equal);
    }

    #[test]
    fn successor_carries() {
        assert_eq!(successor("199"), "200");
        assert_eq!(successor("999"), "1000");
    }

    proptest! {
        #[test]
        fn order_and_successor_are_those_of_numbers(left: u64, right: u64) {
            prop_assert_eq!(compare(&left.to_string(), &right.to_string()), left.cmp(&right));
            let next = (u128::from(left) + 1).to_string();
            prop_assert_eq!(successor(&left.to_string()), next);
        }
    }
}
