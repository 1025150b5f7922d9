//! What comes alone, with every setting, as the app finds it at start.

use sls_core::event::{alarm, eventbridge, iot, s3, schedule, ses, sns};
use sls_core::{App, Json, handler, handlers};

const RECIPIENT: &str = "refunds@example.com";

#[handler(alarm = "cpu-high", alarm(name = "memory-high", state = "ALARM"))]
async fn one_alarm(_alarm: alarm::Event) {}

#[handler(alarm)]
async fn every_alarm(_alarm: alarm::Event) {}

#[handler(alarm(state = "INSUFFICIENT_DATA"))]
async fn every_alarm_of_a_state(_alarm: alarm::Event) {}

#[handler(eventbridge(source = "shop", detail_type = ["OrderPlaced", "OrderCancelled*"]))]
async fn rule(_event: eventbridge::Event) {}

#[handler(eventbridge(source = ["shop.refunds", "aws.*"]))]
async fn rule_of_sources(_event: eventbridge::Event) {}

#[handler(eventbridge)]
async fn every_rule(_event: eventbridge::Event) {}

#[handler(iot)]
async fn button(Json(_press): Json<Vec<u64>>) -> Option<u64> {
    let _ = iot::Event::any();
    None
}

#[handler(s3 = "receipts", s3(bucket = "archive", on = "ObjectRestore:*", prefix = "2026/"))]
async fn object(_object: s3::Object) {}

#[handler(schedule = "rate(5 minutes)")]
async fn often(_event: schedule::Event) {}

#[handler(schedule(
    expression = "cron(0 9 ? * MON-FRI *)",
    name = "report",
    timezone = "America/Argentina/Buenos_Aires",
))]
async fn each_morning(_event: schedule::Event) {}

#[handler(schedule(expression = "at(2028-02-29T23:59:59)", name = "leap-day"))]
async fn once(_event: schedule::Event) {}

#[handler(ses(recipient = "orders@example.com"), ses(recipient = RECIPIENT))]
async fn mail(_mail: ses::Mail) {}

#[handler(ses)]
async fn every_mail(_mail: ses::Mail) {}

#[handler(sns = "orders", sns(topic = "arn:aws-cn:sns:cn-north-1:111122223333:refunds"))]
async fn message(_message: sns::Message) {}

fn main() {
    let all = handlers![
        one_alarm,
        every_alarm,
        rule,
        rule_of_sources,
        every_rule,
        button,
        object,
        often,
        each_morning,
        once,
        mail,
        every_mail,
        message,
    ];
    App::new().handlers(all).into_service().expect("nothing is wrong with them at start");
    assert_eq!(handlers![every_alarm_of_a_state].len(), 1);
}
