//! One invocation: from the event to the answer that the Runtime API accepted.

use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode};
use lambda_runtime::LambdaInvocation;
use tower::Service;
use tracing::Instrument;

use super::answer::Address;
use super::client::{Client, Verdict};
use crate::app::AppService;
use crate::context::{Context, FunctionConfig};
use crate::error::{BoxError, chain};
use crate::invocation::Invocation;

/// The service that `lambda_runtime` calls with each event.
///
/// It stands in the place of that crate's own ones, which would parse the event and write the
/// answer. Its error ends the loop it runs in.
#[derive(Clone)]
pub(super) struct Serve {
    pub(super) app: AppService,
    pub(super) client: Client,
    pub(super) function: Arc<FunctionConfig>,
    /// Whether other invocations run in this process at the same time.
    pub(super) concurrent: bool,
}

impl Service<LambdaInvocation> for Serve {
    type Response = ();
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<(), BoxError>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), BoxError>> {
        self.app.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, event: LambdaInvocation) -> Self::Future {
        let LambdaInvocation { parts, body, context } = event;
        let address = Address::new(&context.request_id, &parts.headers);
        let context = self.context(context, &parts.headers);
        // At ERROR, because a span below the level of the log would leave its lines without the id.
        let span = tracing::error_span!(
            "invocation",
            requestId = context.request_id(),
            tenantId = context.tenant_id(),
        );
        let after_response = self.app.after_response(&context);
        let outcome = span.in_scope(|| self.app.call(Invocation::new(body, context)));
        let (client, concurrent) = (self.client.clone(), self.concurrent);
        let answered = {
            let span = span.clone();
            async move {
                let posted = match address.answer(outcome.await, &span) {
                    Ok(request) => client.send(request).await.map(|verdict| judge(&verdict)),
                    Err(error) => Err(error),
                };
                // Whatever became of the reply: what was put off is done.
                after_response.await;
                match posted {
                    Ok(judged) => judged,
                    // This invocation will time out, which is no reason to end the others.
                    Err(error) if concurrent => {
                        tracing::error!(error = chain(&*error), "the answer was not delivered");
                        Ok(())
                    }
                    Err(error) => Err(error),
                }
            }
        };
        Box::pin(answered.instrument(span))
    }
}

impl Serve {
    fn context(&self, from: lambda_runtime::Context, headers: &HeaderMap) -> Context {
        let deadline = from.deadline();
        let mut context = Context::builder(from.request_id)
            .deadline(deadline)
            .invoked_function_arn(from.invoked_function_arn)
            .function(Arc::clone(&self.function));
        if let Some(trace_id) = from.xray_trace_id {
            context = context.trace_id(trace_id);
        }
        if let Some(tenant_id) = from.tenant_id {
            context = context.tenant_id(tenant_id);
        }
        if let Some(json) = text(headers, "lambda-runtime-client-context") {
            context = context.client_context(json);
        }
        if let Some(json) = text(headers, "lambda-runtime-cognito-identity") {
            context = context.identity(json);
        }
        context.build()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().filter(|text| !text.is_empty())
}

/// Decides whether the function can go on after the Runtime API's reply to an answer.
///
/// It cannot after its status 500 (AWS Lambda developer guide, "Using the Lambda runtime API for
/// custom runtimes"). An answer that comes too late or is too large concerns only itself.
fn judge(verdict: &Verdict) -> Result<(), BoxError> {
    let Verdict { status, text, .. } = verdict;
    if status.is_success() {
        return Ok(());
    }
    if status.is_server_error() {
        return Err(format!("the Runtime API failed to take an answer: {status} {text}").into());
    }
    match *status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            tracing::error!(status = status.as_u16(), reason = %text, "the answer was too large");
        }
        _ => {
            tracing::warn!(status = status.as_u16(), reason = %text, "the answer was not accepted")
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16) -> Result<(), String> {
        let status = StatusCode::from_u16(status).unwrap();
        let headers = HeaderMap::new();
        let verdict = Verdict { status, headers, text: "because".to_owned() };
        judge(&verdict).map_err(|error| error.to_string())
    }

    #[test]
    fn goes_on_after_answers_that_are_late_or_too_large() {
        for status in [202, 400, 403, 410, 413] {
            assert_eq!(judged(status), Ok(()), "{status}");
        }
    }

    #[test]
    fn ends_when_the_platform_is_in_trouble() {
        let error = judged(500).unwrap_err();
        assert!(error.contains("500") && error.contains("because"), "{error}");
    }

    #[test]
    fn keeps_json_headers_as_they_are() {
        let mut headers = HeaderMap::new();
        headers.insert("lambda-runtime-client-context", r#"{ "custom": {} }"#.parse().unwrap());
        headers.insert("lambda-runtime-cognito-identity", "".parse().unwrap());
        let client_context = text(&headers, "lambda-runtime-client-context");
        assert_eq!(client_context, Some(r#"{ "custom": {} }"#));
        assert_eq!(text(&headers, "lambda-runtime-cognito-identity"), None);
    }
}
