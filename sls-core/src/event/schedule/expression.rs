//! The expressions by which schedules run
//! (Amazon EventBridge user guide, "Using cron and rate expressions to schedule rules";
//! EventBridge Scheduler user guide, "Schedule types in EventBridge Scheduler").

use std::ops::RangeInclusive;

/// What AWS would refuse about an expression.
pub(super) fn check(expression: &str) -> Result<(), String> {
    let parts = expression.strip_suffix(')').and_then(|open| open.split_once('('));
    match parts {
        Some(("rate", rate)) => check_rate(rate),
        Some(("cron", fields)) => check_cron(fields),
        Some(("at", time)) => check_time(time),
        _ => Err("write `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` or \
             `at(2026-03-01T09:00:00)`"
            .to_owned()),
    }
}

/// `5 minutes`
fn check_rate(rate: &str) -> Result<(), String> {
    let parts = rate.split_once(' ').and_then(|(value, unit)| Some((number(value)?, unit)));
    match parts {
        Some((0, _)) => Err("the rate is 0".to_owned()),
        Some((1, "minute" | "hour" | "day")) => Ok(()),
        Some((2.., "minutes" | "hours" | "days")) => Ok(()),
        Some((1, _)) => Err("a rate of 1 is per `minute`, `hour` or `day`".to_owned()),
        Some(_) => Err("a rate is in `minutes`, `hours` or `days`".to_owned()),
        None => Err("a rate is a whole number and a unit, as in `rate(5 minutes)`".to_owned()),
    }
}

/// `2026-03-01T09:00:00`
fn check_time(time: &str) -> Result<(), String> {
    let wrong = || format!("`{time}` is no time such as `2026-03-01T09:00:00`");
    let pattern = b"dddd-dd-ddTdd:dd:dd";
    let fits = |(byte, expected): (u8, &u8)| match expected {
        b'd' => byte.is_ascii_digit(),
        separator => byte == *separator,
    };
    if time.len() != pattern.len() || !time.bytes().zip(pattern).all(fits) {
        return Err(wrong());
    }
    let parts: Vec<_> = time.split(['-', 'T', ':']).filter_map(number).collect();
    let [year, month, day, hour, minute, second] = parts[..] else { return Err(wrong()) };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    };
    let exists = (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60;
    if exists { Ok(()) } else { Err(wrong()) }
}

fn check_cron(fields: &str) -> Result<(), String> {
    let fields: Vec<_> = fields.split_ascii_whitespace().collect();
    let [_, _, day_of_month, _, day_of_week, _] = fields[..] else {
        return Err(format!(
            "cron has six fields, minutes, hours, day of month, month, day of week and year, \
             not {}",
            fields.len()
        ));
    };
    for (field, text) in FIELDS.iter().zip(&fields) {
        if !text.split(',').all(|item| field.takes(item)) {
            return Err(format!("`{text}` is no {} of cron", field.name));
        }
    }
    match (day_of_month, day_of_week) {
        ("?", "?") => Err("only one of day of month and day of week may be `?`".to_owned()),
        ("?", _) | (_, "?") => Ok(()),
        _ => Err("one of day of month and day of week has to be `?`".to_owned()),
    }
}

/// A field of a cron expression.
struct Field {
    name: &'static str,
    range: RangeInclusive<u32>,
    /// Names of the values from the first of the range on.
    names: &'static [&'static str],
    /// Which days it can name in other ways, if it is about days.
    days: Option<Days>,
}

#[derive(Clone, Copy)]
enum Days {
    OfMonth,
    OfWeek,
}

const FIELDS: [Field; 6] = [
    Field { name: "minutes field", range: 0..=59, names: &[], days: None },
    Field { name: "hours field", range: 0..=23, names: &[], days: None },
    Field { name: "day of month field", range: 1..=31, names: &[], days: Some(Days::OfMonth) },
    Field { name: "month field", range: 1..=12, names: &MONTHS, days: None },
    Field { name: "day of week field", range: 1..=7, names: &WEEKDAYS, days: Some(Days::OfWeek) },
    Field { name: "year field", range: 1970..=2199, names: &[], days: None },
];

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Field {
    /// Takes one of the items that commas separate, such as `5`, `1-5`, `*`, `0/15` or `L`.
    fn takes(&self, item: &str) -> bool {
        let (values, step) = match item.split_once('/') {
            Some((values, step)) => (values, Some(step)),
            None => (item, None),
        };
        let largest = *self.range.end();
        let is_step = |step| number(step).is_some_and(|step| (1..=largest).contains(&step));
        if step.is_some_and(|step| !is_step(step)) {
            return false;
        }
        let is_range = || values.split_once('-').is_some_and(|(a, b)| self.has(a) && self.has(b));
        values == "*"
            || self.has(values)
            || is_range()
            || step.is_none() && self.days.is_some_and(|days| self.takes_day(days, values))
    }

    fn takes_day(&self, days: Days, day: &str) -> bool {
        match days {
            _ if day == "?" || day == "L" => true,
            Days::OfMonth => {
                let weekday = day.strip_suffix('W').is_some_and(|near| self.has(near));
                let before_last = day.strip_prefix("L-").is_some_and(|offset| self.has(offset));
                day == "LW" || weekday || before_last
            }
            Days::OfWeek => {
                let last = day.strip_suffix('L').is_some_and(|last| self.has(last));
                let nth = day.split_once('#').is_some_and(|(day, nth)| {
                    self.has(day) && number(nth).is_some_and(|nth| (1..=5).contains(&nth))
                });
                last || nth
            }
        }
    }

    fn has(&self, value: &str) -> bool {
        number(value).is_some_and(|value| self.range.contains(&value))
            || self.names.iter().any(|name| name.eq_ignore_ascii_case(value))
    }
}

fn number(digits: &str) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    only_digits.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_what_the_documentation_shows() {
        for expression in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(1 hour)",
            "rate(7 days)",
            "cron(0 10 * * ? *)",
            "cron(15 12 * * ? *)",
            "cron(0 18 ? * MON-FRI *)",
            "cron(0 8 1 * ? *)",
            "cron(0/15 * * * ? *)",
            "cron(0/10 * ? * MON-FRI *)",
            "cron(0/5 8-17 ? * MON-FRI *)",
            "cron(15 10 ? * 6L 2026-2030)",
            "cron(0 9 ? * 2#1 *)",
            "cron(0 9 L JAN,jun,Dec ? *)",
            "cron(0 9 LW * ? 2026,2028)",
            "cron(0 9 3W,15,L-2 * ? *)",
            "cron(0 22-2 ? * FRI-MON *)",
            "at(2026-11-20T13:00:00)",
            "at(2028-02-29T23:59:59)",
        ] {
            assert_eq!(check(expression), Ok(()), "{expression}");
        }
    }

    #[track_caller]
    fn check_refused(expressions: &[&str], problem: &str) {
        for expression in expressions {
            assert_eq!(check(expression), Err(problem.to_owned()), "{expression}");
        }
    }

    #[test]
    fn refuses_other_rates() {
        check_refused(&["rate(0 minutes)"], "the rate is 0");
        let problem = "a rate of 1 is per `minute`, `hour` or `day`";
        check_refused(&["rate(1 minutes)", "rate(1 week)"], problem);
        let problem = "a rate is in `minutes`, `hours` or `days`";
        check_refused(&["rate(5 minute)", "rate(30 seconds)", "rate(5  minutes)"], problem);
        let problem = "a rate is a whole number and a unit, as in `rate(5 minutes)`";
        check_refused(&["rate(5)", "rate(-5 minutes)", "rate(1.5 hours)", "rate()"], problem);
    }

    #[test]
    fn refuses_other_forms() {
        let problem =
            "write `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` or `at(2026-03-01T09:00:00)`";
        check_refused(&["", "5 minutes", "rate(5 minutes", "Rate(5 minutes)", ")("], problem);
        let fields = "cron has six fields, minutes, hours, day of month, month, day of week and \
             year, not 5";
        check_refused(&["cron(0 9 * * ?)"], fields);
    }

    #[test]
    fn refuses_days_that_are_said_twice_or_not_at_all() {
        let problem = "one of day of month and day of week has to be `?`";
        check_refused(&["cron(0 9 * * * *)", "cron(0 9 1 * MON *)"], problem);
        let problem = "only one of day of month and day of week may be `?`";
        check_refused(&["cron(0 9 ? * ? *)"], problem);
    }

    #[test]
    fn refuses_values_out_of_their_range() {
        check_refused(&["cron(60 9 * * ? *)"], "`60` is no minutes field of cron");
        check_refused(&["cron(0 24 * * ? *)"], "`24` is no hours field of cron");
        check_refused(&["cron(0 9 32 * ? *)"], "`32` is no day of month field of cron");
        check_refused(&["cron(0 9 ? 13 MON *)"], "`13` is no month field of cron");
        check_refused(&["cron(0 9 ? * 0 *)"], "`0` is no day of week field of cron");
        check_refused(&["cron(0 9 * * ? 2200)"], "`2200` is no year field of cron");
        check_refused(&["cron(? 9 * * ? *)"], "`?` is no minutes field of cron");
        check_refused(&["cron(0/0 9 * * ? *)"], "`0/0` is no minutes field of cron");
        check_refused(&["cron(1, 9 * * ? *)"], "`1,` is no minutes field of cron");
        check_refused(&["cron(0 9 ? * 2#6 *)"], "`2#6` is no day of week field of cron");
        check_refused(&["cron(0 9 ? * W *)"], "`W` is no day of week field of cron");
        check_refused(&["cron(0 9 ? * MON/L *)"], "`MON/L` is no day of week field of cron");
    }

    #[test]
    fn refuses_times_that_do_not_exist() {
        for time in [
            "2026-02-29T09:00:00",
            "2100-02-29T09:00:00",
            "2026-04-31T09:00:00",
            "2026-13-01T09:00:00",
            "2026-03-00T09:00:00",
            "2026-03-01T24:00:00",
            "2026-03-01T09:60:00",
            "2026-03-01 09:00:00",
            "2026-03-01T09:00:00Z",
            "2026-03-01T09:00",
        ] {
            let problem = format!("`{time}` is no time such as `2026-03-01T09:00:00`");
            check_refused(&[&format!("at({time})")], &problem);
        }
    }

    proptest! {
        #[test]
        fn takes_every_list_of_values_and_ranges(
            minutes in prop::collection::vec((0u32..60, 0u32..60), 1..4),
            hour in 0u32..24,
            weekday in prop::sample::select(&WEEKDAYS[..]),
            year in 1970u32..2200,
        ) {
            let minutes: Vec<_> = minutes.iter().map(|(a, b)| format!("{a}-{b}")).collect();
            let minutes = minutes.join(",");
            let expression = format!("cron({minutes} {hour} ? * {weekday} {year})");
            prop_assert_eq!(check(&expression), Ok(()));
        }

        #[test]
        fn takes_any_text_as_an_expression(text in "(rate|cron|at)?\\(?.*\\)?") {
            let _ = check(&text);
        }

        #[test]
        fn takes_anything_in_a_field(text in "[0-9A-Z*?/#,LW-]{0,6}", position in 0usize..6) {
            let mut fields = ["0", "9", "?", "*", "MON", "*"];
            fields[position] = &text;
            let _ = check(&format!("cron({})", fields.join(" ")));
        }
    }
}
