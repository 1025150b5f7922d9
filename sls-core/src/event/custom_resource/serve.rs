//! Which requests a custom resource's handlers claim, and how each is answered.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;

use crate::context::Context;
use crate::dispatch::{Call, Claimed, EventSource, Rest, Served, Targets, one};
use crate::error::Error;
use crate::event::custom_resource::request::PROPERTIES;
use crate::event::custom_resource::{Answer, CustomResource, Request, Sender, sent, wire};
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
    /// CloudFormation waits, whatever becomes of the handler and of the layers around it.
    const SETTLES: bool = true;

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
        let unit = Unit { raw: call.raw(), event: &event };
        let claims = |resource: &Self| resource.matches(&event.resource_type);
        one(targets, call, claims, &unit, Answer::into_reply).await
    }

    async fn settle<'a>(
        targets: &'a Targets<Self>,
        call: Call<'a>,
        served: Served<'a>,
    ) -> Result<Reply, Failure> {
        let Ok(event) = call.text().and_then(wire::decode) else { return served.await };
        let claiming = targets.find(|resource| resource.matches(&event.resource_type));
        if claiming.is_none() && call.rest == Rest::Ignored {
            return served.await;
        }
        let handling = async { Answer::from_reply(served.await?).await };
        let context = call.invocation.context();
        let result = in_time(context, catch(handling)).await.flatten();
        let body = body(&event, result, &context.function().log_stream);
        // Who would answer for another type can say that nobody makes this one.
        let target = claiming.or_else(|| targets.iter().next());
        let sender = target.and_then(|target| target.spec.answers_by());
        send(sender, &event.response_url, body).await?;
        Ok(Reply::json("null"))
    }
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

async fn send(sender: Option<&dyn Sender>, url: &str, body: String) -> Result<(), Failure> {
    let sender = sender.ok_or_else(|| unsent("nothing sends answers"))?;
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

    /// Each attempt at a request has the same id.
    fn identity(&self) -> Option<Cow<'_, str>> {
        let wire::Event { stack_id, logical_resource_id, request_id, .. } = self.event;
        Some(format!("{stack_id}/{logical_resource_id}/{request_id}").into())
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
