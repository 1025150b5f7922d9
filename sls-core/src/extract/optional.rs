//! Arguments that may be absent or refused.

use http::StatusCode;

use crate::extract::{FromInput, Input, Location, OfNested, Rejection, Requirements};

/// `None` where the argument is not there; one that is there and broken is still refused.
#[diagnostic::do_not_recommend]
impl<T: FromInput> FromInput for Option<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        if_there(input, T::from_input(input))
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.optional(T::requirements);
    }
}

/// The same around what is made from nested events.
#[diagnostic::do_not_recommend]
impl<T: FromInput<OfNested<M>>, M> FromInput<OfNested<M>> for Option<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        if_there(input, T::from_input(input))
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.optional(T::requirements);
    }
}

fn if_there<T>(input: &Input<'_>, made: Result<T, Rejection>) -> Result<Option<T>, Rejection> {
    match made {
        Ok(argument) => Ok(Some(argument)),
        Err(rejection) if is_absent(input, &rejection) => Ok(None),
        Err(rejection) => Err(rejection),
    }
}

fn is_absent(input: &Input<'_>, rejection: &Rejection) -> bool {
    match rejection.location() {
        Location::Body => input.payload().is_ok_and(|payload| payload.is_empty()),
        Location::Path => input.http().is_none_or(|http| http.parameters.is_empty()),
        Location::Query => input.query().is_none_or(|query| query.is_empty()),
        Location::Header if rejection.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            input.payload().is_ok_and(|payload| payload.is_empty())
        }
        _ => rejection.problem() == Rejection::MISSING || rejection.is_of_another_source(),
    }
}

/// The argument, or why it could not be made, for the function to decide.
#[diagnostic::do_not_recommend]
impl<T: FromInput> FromInput for Result<T, Rejection> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        Ok(T::from_input(input))
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.optional(T::requirements);
    }
}

/// The same around what is made from nested events; what is nothing to handle still is not handled.
#[diagnostic::do_not_recommend]
impl<T: FromInput<OfNested<M>>, M> FromInput<OfNested<M>> for Result<T, Rejection> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        match T::from_input(input) {
            Err(rejection) if rejection.is_nothing() => Err(rejection),
            decided => Ok(decided),
        }
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.optional(T::requirements);
    }
}
