//! Which requests a skill's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::alexa::{Request, Response, Skill, encode, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::failure::Failure;

const SESSION_ENDED: &str = "SessionEndedRequest";

impl EventSource for Skill {
    type Output = Result<Response, Error>;

    const NAME: &'static str = "alexa";
    const SENDERS: &'static [Source] = &[Source::Alexa];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let skill_id = event.application_id().unwrap_or_default();
        let skills = || targets.iter().map(|target| &target.spec);
        if !skills().any(|skill| skill.id() == skill_id) {
            return Err(other_skill(skill_id));
        }
        let kind = &*event.request.kind;
        let ended = kind == SESSION_ENDED;
        let claiming = skills().filter(|skill| skill.matches(skill_id, kind, event.intent()));
        let Some(skill) = claiming.max_by_key(|skill| skill.specificity()) else {
            // Every session ends, and the answer is the same whoever hears of it.
            return Ok(ended.then(encode::silence));
        };
        skill.verify(event.request.timestamp(), call.invocation.context().now())?;
        let attributes = event.session.as_ref().and_then(|session| session.attributes);
        let encode = |response: Response| match ended {
            true => Ok(encode::silence()),
            false => response.encode(attributes),
        };
        let unit = Unit { raw: call.raw(), event: &event };
        let claims = |other: &Self| std::ptr::eq(other, skill);
        one(targets, call, claims, &unit, encode).await
    }
}

/// Whoever may invoke the function may send requests for any skill: none else shall answer them.
#[cold]
fn other_skill(skill_id: &str) -> Failure {
    let problem = match skill_id {
        "" => "a request to an Alexa skill arrived that does not name the skill".to_owned(),
        id => format!("a request to the Alexa skill `{id}` arrived, which no handler serves"),
    };
    Failure::new("Sls.UnroutedEvent", problem)
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
        Ok(Cow::Borrowed(self.event.json.as_bytes()))
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Request::shared(self.raw, self.event)));
    }
}
