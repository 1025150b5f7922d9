//! Checks one setting's value, and writes what the builder receives.

use std::ops::RangeInclusive;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprArray, ExprLit, Lit};

use crate::args::SettingArg;
use crate::duration;
use crate::grammar::{Check, Kind, Setting, Source};
use crate::literal::Literal;
use crate::refusals::Refusals;
use crate::spans;
use crate::suggest::{nearest, one_of};
use crate::types::display;

/// The arguments of the builder's method; nothing where the value is refused or is the default.
///
/// An expression whose value is not in view is handed on: the builder checks it at start.
pub(crate) fn check(
    arg: &SettingArg,
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Option<TokenStream> {
    let SettingArg { name, setting, value } = arg;
    let checked = match (&setting.kind, Literal::of(value)) {
        (Kind::Flag, Literal::Bool(true)) => return Some(TokenStream::new()),
        (Kind::Flag, Literal::Bool(false)) => return None,
        (Kind::Function, _) => function(name, value),
        (kind, Literal::Expression) if !matches!(kind, Kind::Flag) => {
            return Some(converted(kind, value, krate));
        }
        (Kind::Choice(choices), Literal::Text(text)) => choice(setting, choices, &text),
        (Kind::Duration { seconds, unlimited }, literal) => {
            match duration(setting, seconds, *unlimited, literal) {
                Ok(Some(seconds)) => {
                    return Some(quote!(::core::time::Duration::from_secs(#seconds)));
                }
                Ok(None) => return None,
                Err(message) => Err(message),
            }
        }
        (Kind::Integer(range), Literal::Integer(number)) => integer(setting, range, number),
        (Kind::Switch, Literal::Bool(_)) => Ok(()),
        (Kind::Text(check) | Kind::Texts { check, .. }, Literal::Text(text)) => check(&text),
        (Kind::Texts { check, overlap, most }, Literal::List(list)) => {
            texts(setting, *check, *overlap, list, refusals);
            if let Some(extra) = list.elems.iter().nth(*most) {
                let count = list.elems.len();
                refusals.refuse(extra, format!("`{name}` has at most {most} of them, not {count}"));
            }
            return Some(value.to_token_stream());
        }
        (Kind::Choice(_) | Kind::Text(_), Literal::List(_)) => {
            Err(format!("`{name}` is one string: write the whole source once for each"))
        }
        (kind, _) => Err(format!("`{name}` is {}", expectation(kind))),
    };
    match checked {
        // Where the builder takes a list, one string is a list of one.
        Ok(()) if matches!(setting.kind, Kind::Texts { .. }) => Some(quote!([#value])),
        Ok(()) => Some(value.to_token_stream()),
        Err(message) => {
            refusals.refuse(value, message);
            None
        }
    }
}

/// An expression whose type is not in view either: the compiler says what is wrong with it.
fn converted(kind: &Kind, value: &Expr, krate: &TokenStream) -> TokenStream {
    match kind {
        Kind::Choice(_) | Kind::Text(_) => called("text", value, krate),
        Kind::Texts { .. } => called("texts", value, krate),
        _ => value.to_token_stream(),
    }
}

/// A string from an expression.
pub(crate) fn text(value: &Expr, krate: &TokenStream) -> TokenStream {
    called("text", value, krate)
}

fn called(function: &str, value: &Expr, krate: &TokenStream) -> TokenStream {
    let at = spans::at(value);
    let (krate, function) = (spans::located(krate, at), Ident::new(function, at));
    let convert = quote_spanned!(at=> #krate::__private::#function);
    quote!(#convert(#value))
}

/// Checks a key; the text is returned if it is in view.
pub(crate) fn key(
    source: &Source,
    value: &Expr,
    term: &str,
    check: Check,
    refusals: &mut Refusals,
) -> Option<String> {
    let name = source.name;
    match Literal::of(value) {
        Literal::Expression => {}
        Literal::Text(text) => match check(&text) {
            Ok(()) => return Some(text),
            Err(message) => refusals.refuse(value, message),
        },
        Literal::List(list) => {
            let list = display(&list.elems);
            refusals.refuse(
                value,
                format!("several stand in parentheses, without brackets: `{name}({list})`"),
            );
        }
        _ => refusals.refuse(value, format!("a {term} is a string: `{}`", source.example)),
    }
    None
}

/// The setting with what AWS calls it.
fn named(setting: &Setting) -> String {
    match setting.term {
        "" => format!("`{}`", setting.name),
        term => format!("`{}` (AWS: {term})", setting.name),
    }
}

/// A function is named, not called, and not written in place.
fn function(name: &Ident, value: &Expr) -> Result<(), String> {
    match value {
        Expr::Group(group) => function(name, &group.expr),
        Expr::Path(_) => Ok(()),
        Expr::Call(call) if matches!(*call.func, Expr::Path(_)) => {
            let called = call.func.to_token_stream().to_string().replace(' ', "");
            Err(format!("`{name}` is a function, not what it returns: `{name} = {called}`"))
        }
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            Err(format!("`{name}` takes a path without quotes: `{name} = {}`", text.value()))
        }
        _ => Err(format!("`{name}` is {}", expectation(&Kind::Function))),
    }
}

fn choice(setting: &Setting, choices: &[&'static str], text: &str) -> Result<(), String> {
    if choices.contains(&text) {
        return Ok(());
    }
    let choices = || choices.iter().copied();
    Err(match nearest(text, choices()) {
        Some(known) => format!("{} is not `{text}`, did you mean `{known}`?", named(setting)),
        None => format!("{} is {}", named(setting), one_of(choices())),
    })
}

fn integer(setting: &Setting, range: &RangeInclusive<i64>, number: i128) -> Result<(), String> {
    let (start, end) = (*range.start(), *range.end());
    if (i128::from(start)..=i128::from(end)).contains(&number) {
        return Ok(());
    }
    let note = if start < 0 { ", where -1 means without limit" } else { "" };
    Err(format!("{} is {start} to {end}{note}", named(setting)))
}

/// The seconds, or nothing for −1, which is AWS's default wherever it is allowed.
fn duration(
    setting: &Setting,
    range: &RangeInclusive<u64>,
    unlimited: bool,
    literal: Literal<'_>,
) -> Result<Option<u64>, String> {
    let seconds = match literal {
        Literal::Integer(-1) if unlimited => return Ok(None),
        Literal::Integer(number) => u64::try_from(number).ok(),
        Literal::Text(text) => Some(duration::seconds(&text)?),
        _ => {
            let kind = Kind::Duration { seconds: range.clone(), unlimited };
            return Err(format!("`{}` is {}", setting.name, expectation(&kind)));
        }
    };
    match seconds.filter(|seconds| range.contains(seconds)) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(format!(
            "{} is {} to {} seconds{}",
            named(setting),
            duration::display(*range.start()),
            duration::display(*range.end()),
            if unlimited { ", or -1 for without limit" } else { "" }
        )),
    }
}

fn texts(
    setting: &Setting,
    check: Check,
    overlap: fn(&str, &str) -> bool,
    list: &ExprArray,
    refusals: &mut Refusals,
) {
    if list.elems.is_empty() {
        refusals.refuse(list, format!("`{}` is an empty list: leave it out", setting.name));
    }
    let mut known: Vec<String> = Vec::new();
    for value in &list.elems {
        let text = match Literal::of(value) {
            Literal::Expression => continue,
            Literal::Text(text) => text,
            _ => {
                refusals.refuse(value, format!("`{}` is a list of strings", setting.name));
                continue;
            }
        };
        if let Err(message) = check(&text) {
            refusals.refuse(value, message);
        } else if let Some(other) = known.iter().find(|other| overlap(other, &text)) {
            let message = match *other == text {
                true => format!("`{text}` is in this list already: leave it out"),
                false => format!("`{text}` overlaps with `{other}`: keep one of them"),
            };
            refusals.refuse(value, message);
        } else {
            known.push(text);
        }
    }
}

fn expectation(kind: &Kind) -> String {
    match kind {
        Kind::Choice(choices) => format!("one of the strings {}", one_of(choices.iter().copied())),
        Kind::Duration { .. } => {
            "a length of time: seconds as a number, or text such as `\"5s\"`, `\"10m\"`, `\"1h\"`"
                .into()
        }
        Kind::Flag => "`true` or `false`, or stands alone".into(),
        Kind::Function => "the path of a function, such as `is_open`".into(),
        Kind::Integer(_) => "a whole number".into(),
        Kind::Switch => "`true` or `false`".into(),
        Kind::Text(_) => "a string".into(),
        Kind::Texts { .. } => "a string or a list of strings".into(),
    }
}
