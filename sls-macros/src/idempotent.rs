//! Refuses an `idempotent` that could not work, and writes what the handler is told.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{PathArguments, Type};

use crate::args::{Args, IdempotentArgs, SettingArg, SourceArgs};
use crate::grammar::{KEYS, Kind, Repeats, Reply};
use crate::literal::Literal;
use crate::model::{Function, Idempotent};
use crate::refusals::Refusals;
use crate::types::find_type;
use crate::{spans, values};

/// The settings, as the call that builds them; nothing if there are none, or something is wrong.
pub(crate) fn of(
    args: &Args,
    function: &Function,
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Option<Idempotent> {
    let idempotent = args.idempotent.as_ref()?;
    let before = refusals.count();
    check_handler(args, idempotent, function, refusals);
    let settings = settings(args, idempotent, krate, refusals)?;
    let at = spans::at(&idempotent.name);
    (refusals.count() == before).then_some(Idempotent { settings, at })
}

/// What is stored is the answer to one unit of work, which not every handler gives.
fn check_handler(
    args: &Args,
    idempotent: &IdempotentArgs,
    function: &Function,
    refusals: &mut Refusals,
) {
    let mut sources = args.sources.iter();
    if let Some(source) = sources.find(|args| args.source.repeats == Repeats::Never) {
        let message = format!(
            "what answers `{}` cannot be given a second time: leave `idempotent` out",
            source.source.name
        );
        refusals.refuse(&idempotent.name, message);
    }
    let is_batch = |ty: &Type| {
        matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| {
            last.ident == "Batch" && matches!(last.arguments, PathArguments::AngleBracketed(_))
        }))
    };
    // Where there are no batches, that is what is wrong with it.
    let has_batches = !args.sources.is_empty() && args.sources.iter().all(|it| it.source.batches);
    if has_batches && let Some(batch) = function.arguments().find_map(|ty| find_type(ty, &is_batch))
    {
        refusals.refuse(
            batch,
            "whole batches never come twice, and their handler cannot be idempotent: take one \
             record",
        );
    }
}

/// `::sls_core::idempotency::Idempotent::by("/order").and("/line")`.
fn settings(
    args: &Args,
    idempotent: &IdempotentArgs,
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Option<TokenStream> {
    let mut start: Option<(&SettingArg, TokenStream)> = None;
    let mut calls = TokenStream::new();
    let mut is_refused = idempotent.is_partial;
    for arg in &idempotent.settings {
        let before = refusals.count();
        let value = values::check(arg, krate, refusals);
        check_source(args, arg, refusals);
        if refusals.count() > before {
            is_refused |= KEYS.contains(&arg.setting.name);
            continue;
        }
        let Some(value) = value else { continue };
        let name = Ident::new(arg.setting.name, arg.name.span());
        match arg.setting.kind {
            _ if KEYS.contains(&arg.setting.name) => match &start {
                Some((first, _)) => refuse_second(first, arg, refusals),
                None => start = Some((arg, quote!(#name(#value)))),
            },
            Kind::Texts { .. } => calls.extend(each(arg, &name, krate)),
            _ if arg.setting.name == "missing_key" => {
                let value = missing_key(arg, krate);
                calls.extend(quote!(.#name(#value)));
            }
            _ => calls.extend(quote!(.#name(#value))),
        }
    }
    let Some((_, start)) = start else {
        if !is_refused {
            refusals.refuse(
                &idempotent.name,
                "`idempotent` needs a key, by which what comes twice is known: \
                 `idempotent = \"/order/id\"`, or `by_header`, `by_identity` or `key` in parentheses",
            );
        }
        return None;
    };
    Some(quote!(#krate::idempotency::Idempotent::#start #calls))
}

/// One call for each of several values.
fn each(arg: &SettingArg, name: &Ident, krate: &TokenStream) -> TokenStream {
    let one = |value: &syn::Expr| match Literal::of(value) {
        Literal::Expression => {
            let text = values::text(value, krate);
            quote!(.#name(#text))
        }
        _ => quote!(.#name(#value)),
    };
    match Literal::of(&arg.value) {
        Literal::List(list) => list.elems.iter().map(one).collect(),
        _ => one(&arg.value),
    }
}

fn missing_key(arg: &SettingArg, krate: &TokenStream) -> TokenStream {
    let variant = match Literal::of(&arg.value) {
        Literal::Text(text) if text == "refuse" => "Refuse",
        Literal::Text(_) => "RunUnprotected",
        _ => return arg.value.to_token_stream(),
    };
    let variant = Ident::new(variant, Span::mixed_site());
    quote!(#krate::idempotency::MissingKey::#variant)
}

fn refuse_second(first: &SettingArg, second: &SettingArg, refusals: &mut Refusals) {
    let (first, second_name) = (first.setting.name, second.setting.name);
    let instead = match second_name {
        "by" => "write `and = ..`",
        "by_header" => "write `and_header = ..`",
        _ => "leave one of them out",
    };
    let message = format!("the key begins with `{first}` already: {instead}");
    refusals.refuse(&second.name, message);
}

/// Headers come with requests, and what the sender calls a record with everything else.
fn check_source(args: &Args, arg: &SettingArg, refusals: &mut Refusals) {
    let is_http = |reply| reply == Reply::Http;
    let mut sources = args.sources.iter();
    let problem = match arg.setting.name {
        "by_header" | "and_header" => {
            let direct = args.sources.is_empty() && !args.is_partial;
            let other = sources.find(|args| !is_http(args.source.reply));
            let found = match other {
                Some(args) => format!("`{}`", args.source.name),
                None if direct => "direct invocations".to_owned(),
                None => return,
            };
            format!(
                "a header comes with an HTTP request, and this function serves {found}: name a \
                 value of the payload"
            )
        }
        "by_identity" => {
            let anonymous = sources.find(|args| args.source.repeats == Repeats::Anonymous);
            let Some(SourceArgs { source, .. }) = anonymous else { return };
            let header = if is_http(source.reply) { "a header, or " } else { "" };
            format!(
                "what `{}` sends has no identity: name {header}a value of the payload",
                source.name
            )
        }
        _ => return,
    };
    refusals.refuse(&arg.name, problem);
}

#[cfg(test)]
mod tests;
