//! Every refusal of what could be parsed, and nothing else.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, ReturnType, Safety, Type};

use crate::args::{Args, SourceArgs, Values};
use crate::arguments;
use crate::grammar::{Builder, Reply, Shape, Source};
use crate::model::{Claim, Function, Handler};
use crate::refusals::Refusals;
use crate::types::{display, find_type};
use crate::values;

/// As many arguments as `sls_core` implements its traits for.
const MOST_ARGUMENTS: usize = 12;

/// A handler if nothing is wrong with it.
pub(crate) fn validate<'a>(
    args: &Args,
    function: &'a Function,
    refusals: &mut Refusals,
) -> Option<Handler<'a>> {
    signature(function, refusals);
    let krate = args.krate.as_ref().map_or_else(|| quote!(::sls_core), ToTokens::to_token_stream);
    let claims = claims(args, &krate, refusals);
    if !function.is_method() {
        arguments::check(args, function, refusals);
        missing_reply(args, function, refusals);
    }
    let arguments = function.arguments().collect();
    refusals.is_empty().then_some(Handler { function, arguments, krate, claims })
}

fn signature(function: &Function, refusals: &mut Refusals) {
    let sig = &function.sig;
    if function.is_method() {
        let at = match sig.receiver() {
            Some(receiver) => receiver.to_token_stream(),
            None => sig.ident.to_token_stream(),
        };
        refusals.refuse(at, "a handler is a free function; take what it needs as `State<T>`");
        return;
    }
    if function.name() == "main" {
        refusals.refuse(
            &sig.ident,
            "`main` starts the handlers and is none: name this function otherwise and write \
             `fn main() -> sls_core::Result<()> { sls_core::run(name) }`",
        );
        return;
    }
    qualifiers(function, refusals);
    if !sig.generics.params.is_empty() {
        refusals.refuse(
            &sig.generics,
            "a handler has no generic parameters: nobody calls it with a type; \
             write the types themselves",
        );
        return;
    }
    let count = sig.inputs.len();
    if let Some(extra) = sig.inputs.iter().nth(MOST_ARGUMENTS) {
        refusals.refuse(
            extra,
            format!("a handler has at most {MOST_ARGUMENTS} arguments, not {count}"),
        );
    }
    for argument in &sig.inputs {
        check_argument(argument, refusals);
    }
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

fn qualifiers(function: &Function, refusals: &mut Refusals) {
    let sig = &function.sig;
    let remove = "is called by the runtime, which only calls plain functions: remove";
    if let Some(token) = &sig.constness {
        refusals.refuse(token, format!("a handler {remove} `const`"));
    }
    if let Safety::Unsafe(token) = &sig.safety {
        refusals.refuse(token, format!("a handler {remove} `unsafe`"));
    }
    if let Some(abi) = &sig.abi {
        refusals.refuse(abi, format!("a handler {remove} `{}`", abi.to_token_stream()));
    }
    if let Some(variadic) = &sig.variadic {
        refusals.refuse(variadic, "a handler has a fixed number of arguments: remove `...`");
    }
    if sig.asyncness.is_none() {
        refusals.refuse(
            sig.fn_token,
            format!("a handler is an `async fn`: write `async fn {}`", sig.ident),
        );
    }
}

fn check_argument(argument: &FnArg, refusals: &mut Refusals) {
    let FnArg::Typed(argument) = argument else { return };
    let conditional = argument
        .attrs
        .iter()
        .find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"));
    if let Some(attribute) = conditional {
        refusals
            .refuse(attribute, "an argument cannot be conditional: put `#[cfg]` on the function");
        return;
    }
    let ty = &*argument.ty;
    if let Some(part) = find_type(ty, &|ty| matches!(ty, Type::ImplTrait(_))) {
        refusals.refuse(
            part,
            "an argument is made from the event, so its type has to be named: \
                               write a type in place of `impl`",
        );
    } else if let Some(part) = find_type(ty, &|ty| matches!(ty, Type::Infer(_))) {
        refusals.refuse(part, "an argument is made from the event, so its type has to be named");
    } else if let Some(part) = find_type(ty, &is_borrowed) {
        let owned = owned(part);
        refusals.refuse(part, format!("a handler owns its arguments: take `{owned}`"));
    }
}

fn is_borrowed(ty: &Type) -> bool {
    match ty {
        Type::Reference(ty) => {
            ty.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static")
        }
        _ => false,
    }
}

/// What to take in place of a reference.
fn owned(ty: &Type) -> String {
    let Type::Reference(reference) = ty else { return display(ty) };
    match &*reference.elem {
        Type::Path(ty) if ty.path.is_ident("str") => "String".into(),
        Type::Slice(slice) if display(&slice.elem) == "u8" => "Bytes".into(),
        Type::Slice(slice) => format!("Vec<{}>", display(&slice.elem)),
        ty => display(ty),
    }
}

fn claims(args: &Args, krate: &TokenStream, refusals: &mut Refusals) -> Vec<Claim> {
    let mut claims = Vec::new();
    // What was claimed so far: the same twice is a mistake.
    let mut known: Vec<(&str, String)> = Vec::new();
    for source in &args.sources {
        for (identity, at, claim) in source_claims(source, krate, refusals) {
            let identity = (source.source.name, identity);
            if known.contains(&identity) {
                refusals.refuse(at, "this function claims the same events above already");
                continue;
            }
            known.push(identity);
            claims.push(claim);
        }
    }
    if args.sources.is_empty() {
        claims.push(Claim { method: "direct", subject: None, reply: Reply::Direct });
    }
    claims
}

fn claim(source: &'static Source, subject: TokenStream) -> Claim {
    let method = match source.shape {
        Shape::Keys { .. } => source.name,
        Shape::Settings(_) => "on",
    };
    Claim { method, subject: Some(subject), reply: source.reply }
}

/// The claims of one source, each with what makes it distinct and where it stands.
fn source_claims(
    args: &SourceArgs,
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Vec<(String, TokenStream, Claim)> {
    let source = args.source;
    match (&args.values, &source.shape) {
        (Values::Keys(keys), Shape::Keys { term, check, identity }) => keys
            .iter()
            .map(|value| {
                let text = values::key(value, term, *check, refusals);
                let tokens = value.to_token_stream();
                let identity = text.map_or_else(|| tokens.to_string(), |text| identity(&text));
                (identity, tokens.clone(), claim(source, tokens))
            })
            .collect(),
        (Values::Settings(builder, _), _) => {
            let Some(subject) = build(args, builder, krate, refusals) else { return Vec::new() };
            vec![(subject.to_string(), args.name.to_token_stream(), claim(source, subject))]
        }
        (Values::Keys(_), Shape::Settings(_)) => Vec::new(),
    }
}

/// `::sls_core::event::kinesis::Stream::new("clicks").batch_size(500)`.
fn build(
    args: &SourceArgs,
    builder: &Builder,
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Option<TokenStream> {
    let Values::Settings(_, settings) = &args.values else { return None };
    let at = args.name.span();
    let [module, ty] = builder.path.map(|segment| Ident::new(segment, at));
    let subject_name = builder.subject.as_ref().map(|(setting, _)| setting.name);
    let mut subject = None;
    let mut calls = TokenStream::new();
    for arg in settings {
        let value = values::check(arg, refusals);
        if Some(arg.setting.name) == subject_name {
            subject = Some(value);
        } else if let Some(value) = value {
            let method = Ident::new(arg.setting.name, arg.name.span());
            calls.extend(quote!(.#method(#value)));
        }
    }
    (builder.check_together)(settings, refusals);
    let start = match (subject, &builder.subject, builder.any) {
        (Some(subject), Some((_, constructor)), _) => {
            let (subject, constructor) = (subject?, Ident::new(constructor, at));
            quote!(#constructor(#subject))
        }
        (_, _, Some(any)) => {
            let any = Ident::new(any, at);
            quote!(#any())
        }
        _ if args.is_partial => return None,
        _ => {
            let name = subject_name.unwrap_or_default();
            refusals.refuse(
                &args.name,
                format!("`{}` needs its `{name}`: `{}({name} = \"..\")`", args.name, args.name),
            );
            return None;
        }
    };
    Some(quote!(#krate::event::#module::#ty::#start #calls))
}

#[cfg(test)]
mod tests;
