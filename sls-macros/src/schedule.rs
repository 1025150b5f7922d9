//! The expressions by which schedules run
//! (Amazon EventBridge user guide, "Setting a schedule pattern for scheduled rules (legacy)";
//! EventBridge Scheduler user guide, "Schedule types in EventBridge Scheduler").

use std::ops::RangeInclusive;

/// Checks `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` or `at(2026-03-01T09:00:00)`.
pub(crate) fn check(expression: &str) -> Result<(), String> {
    let parts = expression.strip_suffix(')').and_then(|open| open.split_once('('));
    match parts {
        Some(("rate", rate)) => check_rate(rate),
        Some(("cron", fields)) => check_cron(fields),
        Some(("at", time)) => check_time(time),
        _ => Err("a schedule is `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` or \
             `at(2026-03-01T09:00:00)`"
            .into()),
    }
}

fn check_rate(rate: &str) -> Result<(), String> {
    let parts = rate.split_once(' ').and_then(|(value, unit)| Some((number(value)?, unit)));
    let Some((value, unit)) = parts else {
        return Err("a rate is a whole number and a unit: `rate(5 minutes)`".into());
    };
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    if !["minute", "hour", "day"].contains(&singular) {
        return Err(format!("a rate is in minutes, hours or days, not in `{unit}`"));
    }
    match value {
        0 => Err("a rate of 0 never runs: the smallest is `rate(1 minute)`".into()),
        1 if unit != singular => Err(format!("one is singular: `rate(1 {singular})`")),
        2.. if unit == singular => {
            Err(format!("more than one are plural: `rate({value} {unit}s)`"))
        }
        _ => Ok(()),
    }
}

fn check_time(time: &str) -> Result<(), String> {
    let wrong = || format!("`{time}` is no time such as `2026-03-01T09:00:00`");
    let fits = |(byte, expected): (u8, &u8)| match expected {
        b'd' => byte.is_ascii_digit(),
        separator => byte == *separator,
    };
    let pattern = b"dddd-dd-ddTdd:dd:dd";
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
             not {}: `cron(0 9 ? * MON-FRI *)`",
            fields.len()
        ));
    };
    for (field, text) in FIELDS.iter().zip(&fields) {
        if !text.split(',').all(|item| field.takes(item)) {
            return Err(format!("`{text}` is no {}: {}", field.name, field.range()));
        }
    }
    match (day_of_month, day_of_week) {
        ("?", "?") => Err("only one of day of month and day of week may be `?`".into()),
        ("?", _) | (_, "?") => Ok(()),
        _ => Err("one of day of month and day of week has to be `?`: they would contradict".into()),
    }
}

/// A field of a cron expression.
struct Field {
    name: &'static str,
    values: RangeInclusive<u32>,
    /// Names of the values from the first on.
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
    Field { name: "field of minutes", values: 0..=59, names: &[], days: None },
    Field { name: "field of hours", values: 0..=23, names: &[], days: None },
    Field { name: "day of month", values: 1..=31, names: &[], days: Some(Days::OfMonth) },
    Field { name: "field of months", values: 1..=12, names: &MONTHS, days: None },
    Field { name: "day of week", values: 1..=7, names: &WEEKDAYS, days: Some(Days::OfWeek) },
    Field { name: "field of years", values: 1970..=2199, names: &[], days: None },
];

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Field {
    /// What may stand there, for messages.
    fn range(&self) -> String {
        let (first, last) = (self.values.start(), self.values.end());
        let names = match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => format!(" or {first} to {last}"),
            _ => String::new(),
        };
        let days = match self.days {
            Some(Days::OfMonth) => ", `?`, `L` or `15W`",
            Some(Days::OfWeek) => ", `?`, `6L` or `2#1`",
            None => "",
        };
        format!("write {first} to {last}{names}, `*`, a range, a list or a step{days}")
    }

    /// Takes one of the items that commas separate, such as `5`, `1-5`, `*`, `0/15` or `L`.
    fn takes(&self, item: &str) -> bool {
        let (values, step) = match item.split_once('/') {
            Some((values, step)) => (values, Some(step)),
            None => (item, None),
        };
        let is_step =
            |step| number(step).is_some_and(|step| (1..=*self.values.end()).contains(&step));
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
                let near = day.strip_suffix('W').is_some_and(|near| self.has(near));
                let before_last = day.strip_prefix("L-").is_some_and(|offset| self.has(offset));
                day == "LW" || near || before_last
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
        number(value).is_some_and(|value| self.values.contains(&value))
            || self.names.iter().any(|name| name.eq_ignore_ascii_case(value))
    }
}

fn number(digits: &str) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    only_digits.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_the_documentation_shows() {
        for expression in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(7 days)",
            "cron(0 10 * * ? *)",
            "cron(0 18 ? * MON-FRI *)",
            "cron(0/15 * * * ? *)",
            "cron(15 10 ? * 6L 2026-2030)",
            "cron(0 9 ? * 2#1 *)",
            "cron(0 9 L JAN,jun,Dec ? *)",
            "cron(0 9 LW * ? 2026,2028)",
            "cron(0 9 3W,15,L-2 * ? *)",
            "at(2028-02-29T23:59:59)",
        ] {
            assert_eq!(check(expression), Ok(()), "{expression}");
        }
    }

    #[track_caller]
    fn refused(expression: &str, because: &str) {
        let refusal = check(expression).unwrap_err();
        assert!(refusal.contains(because), "{expression}: {refusal}");
    }

    #[test]
    fn refuses_other_rates_and_says_what_to_write() {
        refused("rate(1 minutes)", "`rate(1 minute)`");
        refused("rate(5 minute)", "`rate(5 minutes)`");
        refused("rate(0 minutes)", "never runs");
        refused("rate(30 seconds)", "not in `seconds`");
        refused("rate(five minutes)", "whole number");
        refused("every(5 minutes)", "a schedule is");
        refused("rate(5 minutes", "a schedule is");
    }

    #[test]
    fn refuses_cron_by_field() {
        refused("cron(0 9 * * *)", "not 5");
        refused("cron(60 9 * * ? *)", "no field of minutes: write 0 to 59");
        refused("cron(0 24 * * ? *)", "no field of hours");
        refused("cron(0 9 32 * ? *)", "no day of month");
        refused("cron(0 9 * 13 ? *)", "no field of months");
        refused("cron(0 9 ? * 8 *)", "no day of week: write 1 to 7 or SUN to SAT");
        refused("cron(0 9 ? * MON 1969)", "no field of years");
        refused("cron(0/0 9 ? * MON *)", "no field of minutes");
        refused("cron(0 9 * * * *)", "has to be `?`");
        refused("cron(0 9 ? * ? *)", "only one");
    }

    #[test]
    fn refuses_times_that_do_not_exist() {
        refused("at(2026-02-29T09:00:00)", "no time");
        refused("at(tomorrow)", "no time");
    }
}
