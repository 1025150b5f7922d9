//! The crate as its users meet it: an app in front of events, through public interfaces only.

// All of this is test code anyway: the attribute says so to clippy, which looks no further.
#[cfg(test)]
mod arguments;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod http;
#[cfg(feature = "idempotency")]
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod manifest;
#[cfg(test)]
mod mounts;
#[cfg(test)]
mod one_place;
#[cfg(test)]
mod regressions;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod resources;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod support;
