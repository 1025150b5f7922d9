//! Which requests a custom resource's handlers claim, and how each is answered.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use tower::ServiceExt;

use crate::context::Context;
use crate::dispatch::{Call, Claimed, EventSource, Rest, Target, Targets, attempt};
use crate::error::Error;
use crate::event::custom_resource::request::PROPERTIES;
use crate::event::custom_resource::{Answer, CustomResource, Request, sent, wire};
use crate::event::{Source, part};
use crate::extract::{Demand, Rejection, Work};
use crate::failure::Failure;
use crate::reply::Reply;
use crate::runtime::panic::catch;

/// The time that is kept for sending an answer, but at most half of what there is.
const MARGIN: Duration = Duration::from_secs(2);

impl EventSource for CustomResource {
    type Output = Result<Answer, Error>;

    const NAME: &'static str = "custom_resource";
    const SENDERS: &'static [Source] = &[Source::CloudFormation];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.resource_type().is_none()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let claiming = targets.find(|resource| resource.matches(&event.resource_type));
        let Some(target) = claiming else { return Ok(None) };
        let handling = handle(target, call, &event);
        // Inside the handler's layers the answer is a reply like any other. It is sent outside of
        // them, so that one is sent whatever they do.
        if call.rest == Rest::Ignored {
            return handling.await?.into_reply().map(Some);
        }
        let context = call.invocation.context();
        let result = in_time(context, catch(handling)).await.flatten();
        let body = body(&event, result, &context.function().log_stream);
        send(target, &event.response_url, body).await?;
        Ok(Some(Reply::json("null")))
    }
}

async fn handle(
    target: &Target<CustomResource>,
    call: Call<'_>,
    event: &wire::Event<'_>,
) -> Result<Answer, Failure> {
    if let Some(layered) = &target.layered {
        return Answer::from_reply(layered.clone().oneshot(call.invocation.clone()).await?).await;
    }
    let unit = Unit { raw: call.raw(), event };
    let answer = attempt(&target.endpoint, call, &unit).await?.transpose()?;
    Ok(answer.unwrap_or_default())
}

/// Gives up on the handler while there is time left to say so.
async fn in_time<T>(
    context: &Context,
    handling: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let remaining = context.remaining();
    if remaining == Duration::MAX {
        return handling.await;
    }
    let limit = remaining - MARGIN.min(remaining / 2);
    tokio::time::timeout(limit, handling).await.unwrap_or_else(|_| {
        let problem = "the function's time was nearly over, and the handler had not ended";
        Err(Failure::new("Sls.Deadline", problem))
    })
}

/// What CloudFormation is told; failures are logged, since nobody else hears of them in full.
fn body(event: &wire::Event<'_>, result: Result<Answer, Failure>, log_stream: &str) -> String {
    let (result, physical_id) = match result {
        Ok(answer) => (sent::success(event, &answer), answer.physical_id),
        Err(failure) => (Err(failure), None),
    };
    result.unwrap_or_else(|failure| {
        tracing::error!(
            error_type = failure.error_type(),
            error = failure.message(),
            request_type = &*event.request_type,
            logical_id = &*event.logical_resource_id,
            "a custom resource failed; CloudFormation is told so"
        );
        let mut reason = failure.to_string();
        if !log_stream.is_empty() {
            reason = format!("(log stream {log_stream}) {reason}");
        }
        sent::failure(event, physical_id.as_deref(), &reason)
    })
}

async fn send(target: &Target<CustomResource>, url: &str, body: String) -> Result<(), Failure> {
    let sender = target.spec.answers_by().ok_or_else(|| unsent("nothing sends answers"))?;
    let sending = async { sender.put(url, body).await.map_err(Failure::from) };
    catch(sending).await.flatten().map_err(|failure| unsent(&redacted(failure.message(), url)))
}

#[cold]
fn unsent(problem: &str) -> Failure {
    let problem = format!("the answer to CloudFormation could not be sent: {problem}");
    Failure::new("Sls.AnswerNotSent", problem)
}

/// Clients like to quote the address, which is a secret for its signature.
fn redacted(message: &str, url: &str) -> String {
    let message = message.replace(url, "ResponseURL");
    match url.split_once('?') {
        Some((_, query)) if !query.is_empty() => message.replace(query, "…"),
        _ => message,
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        let json = self.event.resource_properties.ok_or_else(|| part::missing(PROPERTIES))?;
        Ok(Cow::Borrowed(json.get().as_bytes()))
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Request::shared(self.raw, self.event));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_signature_out_of_messages() {
        let url = "https://bucket.s3.test/answer?Signature=secret";
        for message in [
            "error sending request for url (https://bucket.s3.test/answer?Signature=secret)",
            "bad query Signature=secret",
        ] {
            assert!(!redacted(message, url).contains("secret"), "{message}");
        }
        assert_eq!(redacted("timed out", url), "timed out");
        assert_eq!(redacted("timed out", "https://bucket.s3.test/?"), "timed out");
    }
}
