//! Which questions an authorizer's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::authorizer::authorization::Asked;
use crate::event::authorizer::{Authorization, Authorizer, Request, Resource, wire};
use crate::extract::{Demand, Rejection, Work};

impl EventSource for Authorizer {
    type Output = Result<Authorization, Error>;

    const NAME: &'static str = "authorizer";
    const SENDERS: &'static [Source] = &[Source::ApiGatewayAuthorizer];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.api_id().is_none()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let (event, resource) = wire::decode(call.text()?)?;
        let specs = targets.iter().map(|target| &target.spec);
        let claiming = specs.filter(|spec| spec.matches(resource.api_id(), &event.kind));
        let Some(spec) = claiming.max_by_key(|spec| spec.specificity()) else { return Ok(None) };
        let asked = Asked {
            resource: resource.clone(),
            takes_simple_answers: event.takes_simple_answers(),
            is_web_socket: event.is_web_socket(),
        };
        let unit = Unit { raw: call.raw(), event: &event, resource: &resource };
        let encode = |authorization: Authorization| authorization.encode(&asked);
        one(targets, call, |other| std::ptr::eq(other, spec), &unit, encode).await
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
    pub(super) resource: &'a Resource,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.raw))
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Request::shared(self.raw, self.event, self.resource)));
    }
}
