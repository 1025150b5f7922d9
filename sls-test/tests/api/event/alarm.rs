//! Golden shapes: Amazon CloudWatch user guide, "Invoke a Lambda function from an alarm" and
//! "Notifying users on alarm changes".

use std::time::{Duration, SystemTime};

use aws_lambda_events::cloudwatch_alarms::{CloudWatchCompositeAlarm, CloudWatchMetricAlarm};
use aws_lambda_events::sns::CloudWatchAlarmPayload;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{
    AlarmEvent, AlarmMetric, AlarmState, CompositeAlarmEvent, Origin, SqsMessage, SuppressedBy,
};

const ARN: &str = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu";
const NOW: &str = "2026-03-01T10:00:00.123+0000";
const BEFORE: &str = "2026-03-01T09:00:00.123+0000";

fn cpu() -> AlarmEvent {
    let metric = AlarmMetric::new("AWS/EC2", "CPUUtilization")
        .dimension("InstanceId", "i-0123")
        .unit("Percent");
    AlarmEvent::new("cpu").description("cpu high").metric(metric)
}

/// Replaces the JSON text in the reason data of both states by what it says.
fn with_reason_data(mut event: Value) -> Value {
    for state in ["state", "previousState"] {
        if let Some(data) = event["alarmData"][state].get_mut("reasonData") {
            *data = serde_json::from_str(data.as_str().unwrap()).unwrap();
        }
    }
    event
}

#[test]
fn a_metric_alarm_has_the_documented_shape() {
    assert_eq!(
        with_reason_data(cpu().build()),
        json!({
            "source": "aws.cloudwatch",
            "alarmArn": ARN,
            "accountId": "111122223333",
            "time": NOW,
            "region": "eu-west-1",
            "alarmData": {
                "alarmName": "cpu",
                "state": {
                    "value": "ALARM",
                    "reason": "Threshold Crossed: 1 out of the last 1 datapoints \
                               [90.0 (01/03/26 09:59:00)] was greater than the threshold (80.0) \
                               (minimum 1 datapoint for OK -> ALARM transition).",
                    "reasonData": {
                        "version": "1.0",
                        "queryDate": NOW,
                        "startDate": "2026-03-01T09:59:00.000+0000",
                        "unit": "Percent",
                        "statistic": "Average",
                        "period": 60,
                        "recentDatapoints": [90.0],
                        "threshold": 80.0,
                        "evaluatedDatapoints": [{
                            "timestamp": "2026-03-01T09:59:00.000+0000",
                            "sampleCount": 1.0,
                            "value": 90.0,
                        }],
                    },
                    "timestamp": NOW,
                },
                "previousState": {
                    "value": "OK",
                    "reason": "Threshold Crossed: 1 out of the last 1 datapoints \
                               [70.0 (01/03/26 08:59:00)] was not greater than the threshold \
                               (80.0) (minimum 1 datapoint for ALARM -> OK transition).",
                    "reasonData": {
                        "version": "1.0",
                        "queryDate": BEFORE,
                        "startDate": "2026-03-01T08:59:00.000+0000",
                        "unit": "Percent",
                        "statistic": "Average",
                        "period": 60,
                        "recentDatapoints": [70.0],
                        "threshold": 80.0,
                        "evaluatedDatapoints": [{
                            "timestamp": "2026-03-01T08:59:00.000+0000",
                            "sampleCount": 1.0,
                            "value": 70.0,
                        }],
                    },
                    "timestamp": BEFORE,
                },
                "configuration": {
                    "description": "cpu high",
                    "metrics": [{
                        "id": "m1",
                        "metricStat": {
                            "metric": {
                                "namespace": "AWS/EC2",
                                "name": "CPUUtilization",
                                "dimensions": {"InstanceId": "i-0123"},
                            },
                            "period": 60,
                            "stat": "Average",
                            "unit": "Percent",
                        },
                        "returnData": true,
                    }],
                },
            },
        })
    );
}

#[test]
fn a_new_alarm_was_never_checked_before() {
    let event = cpu().previous_state(AlarmState::InsufficientData).build();
    assert_eq!(
        event["alarmData"]["previousState"],
        json!({
            "value": "INSUFFICIENT_DATA",
            "reason": "Unchecked: Initial alarm creation",
            "timestamp": BEFORE,
        })
    );
}

#[test]
fn each_state_has_its_reason_and_its_usual_predecessor() {
    #[track_caller]
    fn check(state: AlarmState, previous: &str, reason: &str) {
        let event = with_reason_data(cpu().state(state).threshold(5.0).build());
        let data = &event["alarmData"];
        assert_eq!(data["state"]["value"], state.as_str());
        assert_eq!(data["previousState"]["value"], previous);
        assert!(data["state"]["reason"].as_str().unwrap().contains(reason), "{data}");
        let known = data["state"]["reasonData"]["recentDatapoints"].as_array().unwrap().len();
        assert_eq!(known, usize::from(state != AlarmState::InsufficientData));
    }
    check(AlarmState::Alarm, "OK", "[15.0 (01/03/26 09:59:00)] was greater than");
    check(AlarmState::Ok, "ALARM", "[-5.0 (01/03/26 09:59:00)] was not greater than");
    check(AlarmState::InsufficientData, "OK", "Insufficient Data: 1 datapoint was unknown.");
}

#[test]
fn reason_and_datapoint_can_be_given() {
    let event = with_reason_data(cpu().datapoint(99.5).build());
    assert_eq!(event["alarmData"]["state"]["reasonData"]["recentDatapoints"], json!([99.5]));
    let event = cpu().reason("because").build();
    assert_eq!(event["alarmData"]["state"]["reason"], "because");
}

/// An alarm on what an expression makes of two metrics.
fn average() -> AlarmEvent {
    AlarmEvent::new("cpu")
        .metric(AlarmMetric::new("AWS/Lambda", "Invocations").statistic("Sum"))
        .metric(AlarmMetric::new("AWS/Lambda", "Duration").period(Duration::from_secs(300)))
        .expression("m2/m1")
}

#[test]
fn an_expression_is_what_an_alarm_with_several_metrics_watches() {
    let metric = |id: &str, name: &str, period: u32, stat: &str| {
        json!({
            "id": id,
            "metricStat": {
                "metric": {"namespace": "AWS/Lambda", "name": name, "dimensions": {}},
                "period": period,
                "stat": stat,
            },
            "returnData": false,
        })
    };
    assert_eq!(
        average().build()["alarmData"]["configuration"],
        json!({"metrics": [
            {"id": "e1", "expression": "m2/m1", "label": "e1", "returnData": true},
            metric("m1", "Invocations", 60, "Sum"),
            metric("m2", "Duration", 300, "Average"),
        ]})
    );
}

#[test]
#[should_panic(expected = "the period of a metric is at least a second")]
fn a_period_shorter_than_a_second_is_refused() {
    let _ = AlarmMetric::new("AWS/EC2", "CPUUtilization").period(Duration::from_millis(999));
}

#[test]
fn a_composite_alarm_has_the_documented_shape() {
    let event = CompositeAlarmEvent::new("cpu", "first")
        .child("second")
        .suppressor("deploying")
        .suppressed_by(SuppressedBy::WaitPeriod)
        .build();
    let child = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:first";
    let data = |state: &str, time: &str| {
        json!({"triggeringAlarms": [{
            "arn": child,
            "state": {"value": state, "timestamp": time},
        }]})
    };
    assert_eq!(
        with_reason_data(event),
        json!({
            "source": "aws.cloudwatch",
            "alarmArn": ARN,
            "accountId": "111122223333",
            "time": NOW,
            "region": "eu-west-1",
            "alarmData": {
                "alarmName": "cpu",
                "state": {
                    "value": "ALARM",
                    "reason": format!(
                        "{child} transitioned to ALARM at Sunday 01 March, 2026 10:00:00 UTC"
                    ),
                    "reasonData": data("ALARM", NOW),
                    "timestamp": NOW,
                },
                "previousState": {
                    "value": "OK",
                    "reason": format!(
                        "{child} transitioned to OK at Sunday 01 March, 2026 09:00:00 UTC"
                    ),
                    "reasonData": data("OK", BEFORE),
                    "timestamp": BEFORE,
                    "actionsSuppressedBy": "WaitPeriod",
                    "actionsSuppressedReason": "Actions suppressed by WaitPeriod",
                },
                "configuration": {
                    "alarmRule": "ALARM(first) OR ALARM(second)",
                    "actionsSuppressor": "deploying",
                    "actionsSuppressorWaitPeriod": 120,
                    "actionsSuppressorExtensionPeriod": 180,
                },
            },
        })
    );
}

#[test]
fn a_composite_alarm_without_a_suppressor_has_a_rule_only() {
    let event = CompositeAlarmEvent::new("cpu", "first").rule("NOT OK(first)").build();
    assert_eq!(event["alarmData"]["configuration"], json!({"alarmRule": "NOT OK(first)"}));
}

#[test]
fn a_metric_alarm_tells_a_topic_in_its_own_words() {
    let notification = cpu().notification("operators");
    let topic = "arn:aws:sns:eu-west-1:111122223333:operators";
    assert_eq!(
        notification.build(),
        json!({
            "AlarmName": "cpu",
            "AlarmDescription": "cpu high",
            "AWSAccountId": "111122223333",
            "AlarmConfigurationUpdatedTimestamp": BEFORE,
            "NewStateValue": "ALARM",
            "NewStateReason": cpu().build()["alarmData"]["state"]["reason"],
            "StateChangeTime": NOW,
            "Region": "EU (Ireland)",
            "AlarmArn": ARN,
            "OldStateValue": "OK",
            "OKActions": [],
            "AlarmActions": [topic],
            "InsufficientDataActions": [],
            "Trigger": {
                "MetricName": "CPUUtilization",
                "Namespace": "AWS/EC2",
                "StatisticType": "Statistic",
                "Statistic": "AVERAGE",
                "Unit": "Percent",
                "Dimensions": [{"value": "i-0123", "name": "InstanceId"}],
                "Period": 60,
                "EvaluationPeriods": 1,
                "DatapointsToAlarm": 1,
                "ComparisonOperator": "GreaterThanThreshold",
                "Threshold": 80.0,
                "TreatMissingData": "missing",
                "EvaluateLowSampleCountPercentile": "",
            },
        })
    );

    let sns = notification.to_sns().build();
    let sns = &sns["Records"][0]["Sns"];
    assert_eq!(sns["TopicArn"], topic);
    assert_eq!(sns["Subject"], r#"ALARM: "cpu" in EU (Ireland)"#);
    let text: Value = serde_json::from_str(sns["Message"].as_str().unwrap()).unwrap();
    assert_eq!(text, notification.build());
}

#[test]
fn the_trigger_of_an_expression_lists_its_metrics() {
    let trigger = &average().notification("operators").build()["Trigger"];
    let metric = |id: &str, name: &str, period: u32, stat: &str| {
        json!({
            "Id": id,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": []},
                "Period": period,
                "Stat": stat,
            },
            "ReturnData": false,
        })
    };
    assert_eq!(
        trigger["Metrics"],
        json!([
            {"Id": "e1", "Expression": "m2/m1", "Label": "e1", "ReturnData": true},
            metric("m1", "Invocations", 60, "Sum"),
            metric("m2", "Duration", 300, "Average"),
        ])
    );
    assert_eq!(trigger.get("MetricName"), None);
}

#[test]
fn a_percentile_is_an_extended_statistic() {
    let metric = AlarmMetric::new("AWS/Lambda", "Duration").statistic("p99");
    let notification = AlarmEvent::new("slow").metric(metric).notification("operators").build();
    assert_eq!(notification["Trigger"]["StatisticType"], "ExtendedStatistic");
    assert_eq!(notification["Trigger"]["ExtendedStatistic"], "p99");
    assert_eq!(notification["Trigger"].get("Statistic"), None);
    assert_eq!(notification["AlarmDescription"], Value::Null);
}

#[test]
fn a_composite_alarm_tells_a_topic_of_its_children() {
    let alarm = CompositeAlarmEvent::new("cpu", "first").state(AlarmState::Ok).description("d");
    let child = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:first";
    assert_eq!(
        alarm.notification("operators").build(),
        json!({
            "AlarmName": "cpu",
            "AlarmDescription": "d",
            "AWSAccountId": "111122223333",
            "NewStateValue": "OK",
            "NewStateReason":
                format!("{child} transitioned to OK at Sunday 01 March, 2026 10:00:00 UTC"),
            "StateChangeTime": NOW,
            "Region": "EU (Ireland)",
            "AlarmArn": ARN,
            "OldStateValue": "ALARM",
            "OKActions": ["arn:aws:sns:eu-west-1:111122223333:operators"],
            "AlarmActions": [],
            "InsufficientDataActions": [],
            "AlarmRule": "ALARM(first)",
            "TriggeringChildren": [{"Arn": child, "State": {"Value": "OK", "Timestamp": NOW}}],
        })
    );
}

#[test]
fn a_notification_can_be_changed_and_put_into_a_queue() {
    let notification = cpu().notification("operators").with("/Region", "Elsewhere");
    assert_eq!(notification.build()["Region"], "Elsewhere");
    // Compiles and builds: a notification is a message like any other.
    let message = SqsMessage::notification(notification.to_sns());
    let event = sls_test::event::SqsEvent::new("alarms").message(message).build();
    let body: Value = serde_json::from_str(event["Records"][0]["body"].as_str().unwrap()).unwrap();
    assert!(body["Message"].as_str().unwrap().contains("Elsewhere"));
}

#[test]
fn the_region_of_a_notification_is_the_one_that_people_read() {
    let mut origin = Origin::seeded(1);
    let mut region = |code: &str| {
        origin.region = code.to_owned();
        let sns = cpu().notification("operators").to_sns_in(&origin).build_in(&origin);
        sns["Records"][0]["Sns"]["Subject"].as_str().unwrap().to_owned()
    };
    assert_eq!(region("us-east-1"), r#"ALARM: "cpu" in US East (N. Virginia)"#);
    assert_eq!(region("xx-new-9"), r#"ALARM: "cpu" in xx-new-9"#);
}

#[test]
fn region_account_and_time_reach_an_alarm() {
    let mut origin = Origin::seeded(1);
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let event = cpu().build_in(&origin);
    assert_eq!(event["alarmArn"], "arn:aws-cn:cloudwatch:cn-north-1:444455556666:alarm:cpu");
    assert_eq!(event["region"], "cn-north-1");
    assert_eq!(event["accountId"], "444455556666");
    assert_eq!(event["time"], "1970-01-01T00:00:01.500+0000");
}

#[test]
fn aws_lambda_events_reads_what_a_metric_alarm_tells_a_topic() {
    for alarm in [cpu(), average()] {
        let message = alarm.description("high").notification("operators").build();
        let decoded: CloudWatchAlarmPayload = serde_json::from_value(message).unwrap();
        assert_eq!((&*decoded.new_state_value, &*decoded.alarm_description), ("ALARM", "high"));
    }
    // An alarm need not have a description, and a composite one has no trigger.
    let bare = AlarmEvent::new("cpu").notification("operators").build();
    assert!(serde_json::from_value::<CloudWatchAlarmPayload>(bare).is_err());
    let composite = CompositeAlarmEvent::new("all", "cpu").description("all").notification("t");
    let refused = serde_json::from_value::<CloudWatchAlarmPayload>(composite.build());
    assert!(refused.unwrap_err().to_string().contains("Trigger"));
}

#[test]
fn aws_lambda_events_cannot_decode_all_that_cloudwatch_sends() {
    // An expression has no `metricStat`, and a composite alarm need not have a suppressor.
    let expression = serde_json::from_value::<CloudWatchMetricAlarm>(average().build());
    assert!(expression.unwrap_err().to_string().contains("metricStat"));
    let composite = CompositeAlarmEvent::new("cpu", "first").build();
    let composite = serde_json::from_value::<CloudWatchCompositeAlarm>(composite);
    assert!(composite.unwrap_err().to_string().contains("actionsSuppressor"));
}

fn state() -> impl Strategy<Value = AlarmState> {
    prop::sample::select(vec![AlarmState::Alarm, AlarmState::InsufficientData, AlarmState::Ok])
}

proptest! {
    #[test]
    fn every_metric_alarm_is_classified_and_decodes(
        name in any::<String>(),
        description in any::<String>(),
        metric in any::<String>(),
        (now, before) in (state(), state()),
        threshold in -1e9..1e9,
        period in 1_u64..65_535,
    ) {
        let metric_stat = AlarmMetric::new("ns", &metric).period(Duration::from_secs(period));
        let event = AlarmEvent::new(&name)
            .description(&description)
            .metric(metric_stat)
            .state(now)
            .previous_state(before)
            .threshold(threshold)
            .to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::CloudWatchAlarm);

        let decoded: CloudWatchMetricAlarm = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(decoded.time.timestamp_millis(), 1_772_359_200_123);
        let data = decoded.alarm_data;
        prop_assert_eq!(data.alarm_name, name);
        prop_assert_eq!(data.configuration.description, Some(description));
        prop_assert_eq!(&data.configuration.metrics[0].metric_stat.metric.name, &metric);
        let value = |state: AlarmState| json!(state.as_str());
        prop_assert_eq!(json!(data.state.unwrap().value), value(now));
        prop_assert_eq!(json!(data.previous_state.unwrap().value), value(before));
    }

    #[test]
    fn every_composite_alarm_is_classified_and_decodes(
        name in any::<String>(),
        child in any::<String>(),
        now in state(),
    ) {
        let event = CompositeAlarmEvent::new(&name, &child).state(now).suppressor("s").to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::CloudWatchAlarm);
        let decoded: CloudWatchCompositeAlarm = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(decoded.alarm_data.alarm_name, name);
        let rule = format!("ALARM({child})");
        prop_assert_eq!(decoded.alarm_data.configuration.alarm_rule, rule);
    }
}
