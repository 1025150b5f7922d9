//! Events of services without types here, by those of `aws_lambda_events`: S3 Batch Operations.
//!
//! A handler without a source takes every event that no other handler takes, as any type that
//! implements `serde::Deserialize`.
//!
//! Run it with `cargo sls dev typed-event`, then `cargo sls invoke --file job.json`.

use aws_lambda_events::s3::batch_job::{
    S3BatchJobEvent, S3BatchJobResponse, S3BatchJobResult, S3BatchJobTask,
};
use sls_core::{App, handler, handlers};

#[handler]
async fn rename(event: S3BatchJobEvent) -> S3BatchJobResponse {
    let mut response = S3BatchJobResponse::default();
    response.invocation_schema_version = event.invocation_schema_version;
    response.invocation_id = event.invocation_id;
    response.treat_missing_keys_as = Some("PermanentFailure".to_owned());
    response.results = event.tasks.into_iter().map(renamed).collect();
    response
}

fn renamed(task: S3BatchJobTask) -> S3BatchJobResult {
    let mut result = S3BatchJobResult::default();
    result.task_id = task.task_id;
    let (code, text) = match task.s3_key {
        Some(key) => ("Succeeded", key.to_lowercase()),
        None => ("PermanentFailure", "there is no key".to_owned()),
    };
    (result.result_code, result.result_string) = (Some(code.to_owned()), Some(text));
    result
}

fn app() -> App {
    App::new().handlers(handlers![rename])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;

    use super::*;

    #[tokio::test]
    async fn every_task_of_a_job_is_answered() {
        let cloud = Cloud::new(app()).await;
        let job = json!({
            "invocationSchemaVersion": "1.0",
            "invocationId": "invocation-1",
            "job": {"id": "job-1"},
            "tasks": [{
                "taskId": "task-1",
                "s3Key": "Receipts/July.PDF",
                "s3VersionId": null,
                "s3BucketArn": "arn:aws:s3:::receipts",
            }],
        });
        let expected = json!({
            "invocationSchemaVersion": "1.0",
            "treatMissingKeysAs": "PermanentFailure",
            "invocationId": "invocation-1",
            "results": [{
                "taskId": "task-1",
                "resultCode": "Succeeded",
                "resultString": "receipts/july.pdf",
            }],
        });
        assert_eq!(cloud.invoke(&job).await.json::<serde_json::Value>(), expected);
    }
}
