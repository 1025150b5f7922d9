//! The invocation's context as an argument.

use crate::context::Context;
use crate::extract::{FromInput, Input, Rejection};

#[diagnostic::do_not_recommend]
impl FromInput for Context {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        Ok(input.context().clone())
    }
}
