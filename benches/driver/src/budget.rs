//! What ours may cost at most.

use std::fmt;

use crate::workload::Work;

/// The crates that an app of ours may pull in.
pub(crate) const CRATES: u64 = 90;

/// User-space instructions per invocation.
pub(crate) fn instructions(work: Work) -> Option<u64> {
    match work {
        Work::HttpApi => Some(105_000),
        Work::Json => Some(78_000),
        Work::Kinesis => Some(900_000),
        Work::RestApi => Some(115_000),
        // Judged by how they grow.
        Work::Kinesis1 | Work::Kinesis10 | Work::Kinesis1000 | Work::Kinesis10000 => None,
    }
}

/// The most by which records of one batch may cost more than those of another, in percent.
pub(crate) const GROWTH: u64 = 10;

/// A tenth more than the hand-written function, for its binary and its start.
pub(crate) fn beside_hand_written(peer: u64) -> u64 {
    peer + peer / 10
}

/// Whether a budget holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Over { percent: u64 },
    Within,
}

/// Compares a figure with its budget.
pub(crate) fn judge(figure: u64, budget: u64) -> Verdict {
    if figure <= budget {
        Verdict::Within
    } else {
        Verdict::Over { percent: ((figure - budget) * 100).div_ceil(budget.max(1)) }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over { percent } => write!(f, "**over by {percent} %**"),
            Self::Within => f.write_str("met"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_holds_up_to_its_last_unit() {
        assert_eq!(judge(78_000, 78_000), Verdict::Within);
        assert_eq!(judge(78_001, 78_000), Verdict::Over { percent: 1 });
        assert_eq!(judge(beside_hand_written(1000), 1100), Verdict::Within);
    }
}
