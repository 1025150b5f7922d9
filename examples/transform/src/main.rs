//! A transformation for Amazon Data Firehose: each record goes on, is dropped, or is kept apart.
//!
//! Run it with `cargo sls dev transform`, then
//! `cargo sls invoke --event 'firehose --stream clicks --data "{\"page\":\"/tea\",\"customer\":7}"'`.

use serde::{Deserialize, Serialize};
use sls_core::event::firehose::{Record, Transformed};
use sls_core::{App, Error, Json, handler, handlers};

#[derive(Deserialize)]
struct Click {
    page: String,
    customer: u32,
    #[serde(default)]
    is_robot: bool,
}

/// A line of the objects that Firehose writes.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    page: String,
    customer: u32,
    record: String,
}

#[handler(firehose = "clicks")]
async fn flatten(record: Record, Json(click): Json<Click>) -> Result<Transformed, Error> {
    if click.is_robot {
        return Ok(Transformed::dropped());
    }
    let customer = click.customer.to_string();
    let record = record.record_id().to_owned();
    let line = Line { page: click.page.to_lowercase(), customer: click.customer, record };
    // Firehose puts records together as they are, so that each has to end its line.
    Ok(Transformed::json(&line)?.newline().partition_key("customer", customer))
}

fn app() -> App {
    App::new().handlers(handlers![flatten])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;
    use sls_test::event::FirehoseRecord;

    use super::*;

    #[tokio::test]
    async fn each_record_goes_its_own_way() {
        let cloud = Cloud::new(app()).await;
        let answer = cloud
            .firehose("clicks")
            .transform_bytes([
                r#"{"page":"/Tea","customer":7}"#,
                r#"{"page":"/Tea","customer":8,"is_robot":true}"#,
                "no JSON at all",
            ])
            .await;

        assert_eq!(answer.results(), ["Ok", "Dropped", "ProcessingFailed"]);
        assert_eq!(answer.data_json::<Line>(0).page, "/tea");
        assert!(answer.data(0).ends_with(b"}\n"));
        assert_eq!(answer.partition_keys(0), &json!({"customer": "7"}));
        assert_eq!(answer.data(2), "no JSON at all");
    }

    #[tokio::test]
    async fn the_whole_answer_is_as_firehose_documents_it() {
        let cloud = Cloud::new(app()).await;
        let record = |id: &str, page: &str| {
            FirehoseRecord::json(&json!({"page": page, "customer": 7})).record_id(id)
        };
        let records = [record("record-1", "a"), record("record-2", "b")];
        let answer = cloud.firehose("clicks").transform_records(records).await;
        let expected = json!({"records": [
            {
                "recordId": "record-1",
                "result": "Ok",
                "data": "eyJwYWdlIjoiYSIsImN1c3RvbWVyIjo3LCJyZWNvcmQiOiJyZWNvcmQtMSJ9Cg==",
                "metadata": {"partitionKeys": {"customer": "7"}},
            },
            {
                "recordId": "record-2",
                "result": "Ok",
                "data": "eyJwYWdlIjoiYiIsImN1c3RvbWVyIjo3LCJyZWNvcmQiOiJyZWNvcmQtMiJ9Cg==",
                "metadata": {"partitionKeys": {"customer": "7"}},
            },
        ]});
        assert_eq!(*answer.json(), expected);
    }
}
