//! Refuses what is wrong with a handler that could be parsed: its function, its claims, and
//! what only both together show.

use syn::ReturnType;

use crate::args::{Args, SourceArgs};
use crate::grammar::Reply;
use crate::item::Item;
use crate::model::{Function, Handler};
use crate::refusals::Refusals;
use crate::{arguments, claims, idempotent, signature};

/// A handler if nothing is wrong with it.
pub(crate) fn validate<'a>(
    args: &Args,
    function: &'a Function,
    refusals: &mut Refusals,
) -> Option<Handler<'a>> {
    signature::check(function, Item::Handler, refusals);
    let krate = args.options.krate();
    let claims = claims::of(args, &krate, refusals);
    if !function.is_method() {
        arguments::check(args, function, refusals);
        missing_reply(args, function, refusals);
    }
    let idempotent = idempotent::of(args, function, &krate, refusals);
    let arguments = function.arguments().collect();
    refusals.is_empty().then_some(Handler { function, arguments, krate, claims, idempotent })
}

/// Sources with an answer of their own need one.
fn missing_reply(args: &Args, function: &Function, refusals: &mut Refusals) {
    if !matches!(function.sig.output, ReturnType::Default) {
        return;
    }
    for SourceArgs { source, .. } in &args.sources {
        if let Reply::Typed([module, answer]) = source.reply {
            refusals.refuse(
                function.ident(),
                format!(
                    "`{}` waits for an answer: write `-> {module}::{answer}`, or a `Result` of it",
                    source.name
                ),
            );
            return;
        }
    }
}

#[cfg(test)]
mod tests;
