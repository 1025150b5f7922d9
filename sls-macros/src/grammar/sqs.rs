//! Messages of Amazon SQS queues, standard and FIFO.

use super::{Builder, Given, Kind, Repeats, Reply, Setting, Shape, Source};
use crate::grammar::mapping;
use crate::literal::Literal;
use crate::names;
use crate::refusals::Refusals;

pub(super) const SOURCE: Source = Source {
    name: "sqs",
    example: r#"sqs = "orders""#,
    page: "AWS Lambda developer guide, \"Using Lambda with Amazon SQS\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: true,
    repeats: Repeats::Identified,
    arguments: &["Attempt", "Message"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["sqs", "Queue"],
    subject: Some((
        Setting::new("queue", "EventSourceArn", Kind::Text(names::check_queue))
            .default("")
            .about("the queue, by name or ARN; `.fifo` at its end makes it a FIFO queue"),
        "new",
    )),
    any: None,
    settings: &[&[
        mapping::batch_size(10_000, "10"),
        mapping::batching_window("0"),
        Setting::new("concurrency", "", Kind::Integer(1..=1_000))
            .default("10, of a FIFO queue 1")
            .about("how many messages of one batch are handled at the same time, or groups"),
        mapping::FILTER,
        Setting::new(
            "maximum_concurrency",
            "ScalingConfig.MaximumConcurrency",
            Kind::Integer(2..=1_000),
        )
        .default("without limit")
        .about("how many batches are handled at the same time"),
        mapping::maximum_pollers(2),
        mapping::minimum_pollers(2),
        Setting::new("on_failure", "", Kind::Choice(&["skip_group", "stop"]))
            .default("`stop`")
            .about("what a failed message of a FIFO queue holds up: its group, or the batch"),
    ]],
    identity: &["queue"],
    overlap: None,
    check_together: check,
};

/// The most messages of a batch without a window, and of any batch of a FIFO queue.
const MOST_AT_ONCE: i128 = 10;

/// What the two kinds of queues do not have in common (AWS Lambda API reference,
/// "CreateEventSourceMapping").
fn check(given: &Given<'_>, refusals: &mut Refusals) {
    mapping::check_pollers(given, refusals);
    let pollers = ["minimum_pollers", "maximum_pollers"];
    if let Some((pollers, _)) = pollers.into_iter().find_map(|name| given.literal(name))
        && given.literal("maximum_concurrency").is_some()
    {
        refusals.refuse(
            &pollers.name,
            "a queue has pollers of its own or a `maximum_concurrency`, and not both: leave one of \
             them out",
        );
    }
    let Some((_, Literal::Text(queue))) = given.literal("queue") else { return };
    if queue.ends_with(".fifo") {
        check_fifo(given, refusals);
        return;
    }
    if let Some((on_failure, _)) = given.literal("on_failure") {
        refusals.refuse(
            &on_failure.name,
            "the messages of a standard queue do not wait for each other: `on_failure` is for \
             queues whose name ends in `.fifo`",
        );
    }
    if let Some((size, Literal::Integer(count))) = given.literal("batch_size")
        && count > MOST_AT_ONCE
        && (given.literal("batching_window").is_none()
            || given.seconds("batching_window") == Some(0))
    {
        refusals.refuse(
            &size.value,
            "a `batch_size` over 10 needs a `batching_window` of at least 1 second",
        );
    }
}

fn check_fifo(given: &Given<'_>, refusals: &mut Refusals) {
    if let Some((size, Literal::Integer(count))) = given.literal("batch_size")
        && count > MOST_AT_ONCE
    {
        refusals.refuse(&size.value, "the `batch_size` of a FIFO queue is 1 to 10");
    }
    if let Some((window, _)) = given.literal("batching_window") {
        refusals.refuse(&window.name, "a FIFO queue has no `batching_window`: leave it out");
    }
}
