//! The two figures that a series of measurements is reduced to.

/// The middle value; of an even number of values, the upper of the two in the middle.
///
/// # Panics
///
/// On an empty series, which would mean that nothing was measured.
pub(crate) fn median<T: Copy + Ord>(values: &[T]) -> T {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// The distance from the smallest value to the largest.
pub(crate) fn spread(values: &[u64]) -> u64 {
    let (least, most) = values
        .iter()
        .fold((u64::MAX, 0), |(least, most), &value| (least.min(value), most.max(value)));
    most.saturating_sub(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_moves_the_spread_and_not_the_median() {
        let values = [7, 900, 5, 6, 6];
        assert_eq!(median(&values), 6);
        assert_eq!(spread(&values), 895);
    }
}
