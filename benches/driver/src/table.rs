//! The survey as one Markdown table: ours, its budget, the peers.

use std::{fmt::Write as _, time::Duration};

use crate::{
    budget,
    catalogue::{HAND_WRITTEN, HAND_WRITTEN_LOGGING, Side},
    survey::{Cost, Measured, Survey},
    workload::Work,
};

const WORKS: [Work; 4] = [Work::Json, Work::HttpApi, Work::RestApi, Work::Kinesis];

const BATCHES: [(Work, u64); 4] = [
    (Work::Kinesis10, 10),
    (Work::Kinesis, 100),
    (Work::Kinesis1000, 1_000),
    (Work::Kinesis10000, 10_000),
];

/// A row: one figure for ours and for every peer that does the same work.
struct Row<'a> {
    title: String,
    figures: Vec<(&'a Measured, u64)>,
    budget: Option<u64>,
    unit: fn(u64) -> String,
}

/// Renders the table and the note on how far the counts can be repeated.
pub(crate) fn render(survey: &Survey) -> String {
    let mut text = String::from(
        "| per invocation, or once | sls | budget | | peers |\n|---|--:|--:|---|---|\n",
    );
    for row in rows(survey) {
        text.push_str(&row.render());
    }
    text.push_str(&growth(survey));
    text.push_str(&repeatability(survey));
    text
}

fn rows(survey: &Survey) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for work in WORKS {
        rows.push(Row {
            title: format!("{}: instructions", title(work)),
            figures: costs(survey, work, |cost| cost.count.per_invocation),
            budget: budget::instructions(work),
            unit: thousands,
        });
    }
    for work in WORKS {
        rows.push(Row {
            title: format!("{}: processor time", title(work)),
            figures: costs(survey, work, |cost| nanoseconds(cost.processor)),
            budget: None,
            unit: microseconds,
        });
        rows.push(Row {
            title: format!("{}: event to answer", title(work)),
            figures: costs(survey, work, |cost| nanoseconds(cost.answer)),
            budget: None,
            unit: microseconds,
        });
    }
    for work in [Work::Json, Work::HttpApi, Work::Kinesis] {
        let json = work == Work::Json;
        let relative = |package, figures: &[(&Measured, u64)]| {
            let peer = figures.iter().find(|(measured, _)| measured.function.package == package);
            peer.filter(|_| json).map(|&(_, figure)| budget::beside_hand_written(figure))
        };
        let size = figures(survey, work, |measured| measured.size);
        let start = figures(survey, work, |measured| nanoseconds(measured.first_poll));
        rows.push(Row {
            title: format!("{} function: stripped binary", title(work)),
            budget: relative(HAND_WRITTEN_LOGGING, &size),
            figures: size,
            unit: megabytes,
        });
        rows.push(Row {
            title: format!("{} function: start to first poll", title(work)),
            budget: relative(HAND_WRITTEN, &start),
            figures: start,
            unit: microseconds,
        });
        rows.push(Row {
            title: format!("{} function: instructions to the first poll", title(work)),
            figures: costs(survey, work, |cost| cost.count.start),
            budget: None,
            unit: thousands,
        });
        rows.push(Row {
            title: format!("{} function: crates", title(work)),
            figures: figures(survey, work, |measured| measured.crates as u64),
            budget: Some(budget::CRATES),
            unit: |crates| crates.to_string(),
        });
    }
    rows
}

impl Row<'_> {
    fn render(&self) -> String {
        let ours = self.figures.iter().find(|(measured, _)| measured.function.side == Side::Ours);
        let ours_text = ours.map_or_else(|| "–".to_owned(), |&(_, figure)| (self.unit)(figure));
        let budget_text =
            self.budget.map_or_else(String::new, |budget| format!("≤ {}", (self.unit)(budget)));
        let verdict = match (ours, self.budget) {
            (Some(&(_, figure)), Some(budget)) => budget::judge(figure, budget).to_string(),
            _ => String::new(),
        };
        let peers: Vec<_> = self
            .figures
            .iter()
            .filter(|(measured, _)| measured.function.side == Side::Peer)
            .map(|&(measured, figure)| {
                format!("{} {}", measured.function.label, (self.unit)(figure))
            })
            .collect();
        format!(
            "| {} | {ours_text} | {budget_text} | {verdict} | {} |\n",
            self.title,
            peers.join(" · ")
        )
    }
}

/// A figure of each function that does this work.
fn figures(
    survey: &Survey,
    work: Work,
    figure: impl Fn(&Measured) -> u64,
) -> Vec<(&Measured, u64)> {
    survey
        .functions
        .iter()
        .filter(|measured| measured.function.works.contains(&work))
        .map(|measured| (measured, figure(measured)))
        .collect()
}

/// A figure of each function at this work.
fn costs(survey: &Survey, work: Work, figure: impl Fn(&Cost) -> u64) -> Vec<(&Measured, u64)> {
    survey
        .functions
        .iter()
        .flat_map(|measured| measured.costs.iter().map(move |cost| (measured, cost)))
        .filter(|(_, cost)| cost.work == work)
        .map(|(measured, cost)| (measured, figure(cost)))
        .collect()
}

/// What a record costs in batches of different sizes; the first one pays for the invocation.
fn growth(survey: &Survey) -> String {
    let count = |work| {
        let (_, count) = *costs(survey, work, |cost| cost.count.per_invocation).first()?;
        Some(count)
    };
    let Some(first) = count(Work::Kinesis1) else { return String::new() };
    let each: Vec<_> = BATCHES
        .iter()
        .filter_map(|&(work, records)| {
            let all = count(work)?;
            Some((records, all, all.saturating_sub(first) / (records - 1)))
        })
        .collect();
    let mut text = format!(
        "\n| Kinesis records in a batch | instructions | per record behind the first | ± {} % |\n\
         |--:|--:|--:|---|\n| 1 | {} | | |\n",
        budget::GROWTH,
        thousands(first),
    );
    let least = each.iter().map(|&(.., each)| each).min().unwrap_or_default();
    for (records, all, each) in each {
        let verdict = budget::judge(each, least + least * budget::GROWTH / 100);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {records} | {} | {each} | {verdict} |", thousands(all));
    }
    text
}

fn repeatability(survey: &Survey) -> String {
    let mut text = String::from("\nLargest difference between repetitions of a count:");
    for measured in &survey.functions {
        for cost in &measured.costs {
            let share = cost.count.spread as f64 / cost.count.per_invocation.max(1) as f64;
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                " {} with {} {:.2} %;",
                measured.function.package,
                cost.work,
                share * 100.0
            );
        }
    }
    text.pop();
    text + ".\n"
}

fn title(work: Work) -> &'static str {
    match work {
        Work::HttpApi => "HTTP API",
        Work::Json => "JSON",
        Work::Kinesis => "Kinesis, 100 records",
        Work::Kinesis1 => "Kinesis, 1 record",
        Work::Kinesis10 => "Kinesis, 10 records",
        Work::Kinesis1000 => "Kinesis, 1000 records",
        Work::Kinesis10000 => "Kinesis, 10000 records",
        Work::RestApi => "REST API",
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn thousands(figure: u64) -> String {
    format!("{:.1} k", figure as f64 / 1e3)
}

fn microseconds(figure: u64) -> String {
    format!("{:.0} µs", figure as f64 / 1e3)
}

fn megabytes(figure: u64) -> String {
    format!("{:.2} MB", figure as f64 / 1e6)
}
