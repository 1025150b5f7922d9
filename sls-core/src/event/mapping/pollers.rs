//! Pollers that a mapping has for itself.

use std::ops::RangeInclusive;

use crate::event::mapping::out_of;

/// What Lambda would refuse of `ProvisionedPollerConfig`, in its own terms.
pub(crate) fn bad_pollers(
    minimum: Option<u32>,
    maximum: Option<u32>,
    minimums: RangeInclusive<u32>,
) -> impl Iterator<Item = String> {
    let maximums = *minimums.start()..=MOST;
    let crossed = match (minimum, maximum) {
        (Some(minimum), Some(maximum)) if minimum > maximum => Some(format!(
            "`MinimumPollers` has to be at most `MaximumPollers`, and {minimum} is over {maximum}"
        )),
        _ => None,
    };
    let minimum = minimum.and_then(|minimum| out_of("MinimumPollers", minimum, minimums));
    let maximum = maximum.and_then(|maximum| out_of("MaximumPollers", maximum, maximums));
    [minimum, maximum, crossed].into_iter().flatten()
}

const MOST: u32 = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_lambda_would_refuse() {
        let problems = |minimum, maximum| {
            let problems: Vec<_> = bad_pollers(minimum, maximum, 2..=200).collect();
            problems.join("; ")
        };
        assert_eq!(problems(None, None), "");
        assert_eq!(problems(Some(2), Some(2)), "");
        assert_eq!(problems(Some(200), Some(2_000)), "");
        let refused = "`MinimumPollers` has to be from 2 to 200, and is 1";
        assert_eq!(problems(Some(1), None), refused);
        let refused = "`MaximumPollers` has to be from 2 to 2000, and is 2001";
        assert_eq!(problems(None, Some(2_001)), refused);
        let refused = "`MinimumPollers` has to be at most `MaximumPollers`, and 5 is over 4";
        assert_eq!(problems(Some(5), Some(4)), refused);
    }
}
