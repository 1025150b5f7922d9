//! The arguments of `#[handler]`: from tokens to named values.

mod idempotent;
mod list;
mod options;
mod setting;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Token, parenthesized, token};

pub(crate) use self::idempotent::IdempotentArgs;
use self::list::skip_all;
pub(crate) use self::list::{list, parse_list};
pub(crate) use self::options::{OPTIONS, Options, option};
pub(crate) use self::setting::{Owner, SettingArg};
use self::setting::{has_equals, identifier, value};
use crate::grammar::{self, Builder, SOURCES, Shape, Source};
use crate::refusals::Refusals;
use crate::route::METHODS;
use crate::suggest::{nearest, one_of};

/// All arguments that could be understood.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) options: Options,
    pub(crate) sources: Vec<SourceArgs>,
    pub(crate) idempotent: Option<IdempotentArgs>,
    /// Whether something was refused: what is missing may be there.
    pub(crate) is_partial: bool,
}

/// One source: `http = ".."`, `kinesis(stream = "..", ..)`.
pub(crate) struct SourceArgs {
    pub(crate) name: Ident,
    pub(crate) source: &'static Source,
    pub(crate) values: Values,
    /// Whether something in its parentheses was refused: what is missing may be there.
    pub(crate) is_partial: bool,
}

/// What was given to a source.
pub(crate) enum Values {
    Keys(Vec<Expr>),
    Settings(&'static Builder, Vec<SettingArg>),
}

/// Reads the arguments; what cannot be understood is refused and left out.
pub(crate) fn parse(attribute: TokenStream, refusals: &mut Refusals) -> Args {
    let mut args = Args::default();
    let before = refusals.count();
    parse_list(attribute, refusals, |input, refusals| argument(input, &mut args, refusals));
    args.is_partial = refusals.count() > before;
    args
}

fn argument(input: ParseStream<'_>, args: &mut Args, refusals: &mut Refusals) -> syn::Result<()> {
    if let Some(read) = option(input, &mut args.options) {
        return read;
    }
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        return Err(syn::Error::new(text.span(), bare_text(&text, args.sources.last())));
    }
    let example = "a source, such as `http = \"GET /orders/{id}\"`";
    let name = identifier(input, example)?;
    if name == idempotent::NAME {
        return idempotent::read(input, name, &mut args.idempotent, refusals);
    }
    let Some(source) = Source::named(&name.to_string()) else {
        return Err(unknown_source(&name));
    };
    let before = refusals.count();
    let values = match &source.shape {
        Shape::Keys { term, .. } => Values::Keys(keys(input, &name, source, term, refusals)?),
        Shape::Settings(builder) => {
            Values::Settings(builder, settings(input, &name, source, builder, refusals)?)
        }
    };
    let is_partial = refusals.count() > before;
    args.sources.push(SourceArgs { name, source, values, is_partial });
    Ok(())
}

/// `= "key"` or `("key", "key")`.
fn keys(
    input: ParseStream<'_>,
    name: &Ident,
    source: &Source,
    term: &str,
    refusals: &mut Refusals,
) -> syn::Result<Vec<Expr>> {
    if has_equals(input) {
        return Ok(vec![value(input, name)?]);
    }
    if !input.peek(token::Paren) {
        return Err(needs_value(input, name, source));
    }
    let content;
    parenthesized!(content in input);
    if content.is_empty() {
        return Err(needs_value(input, name, source));
    }
    let mut keys = Vec::new();
    list(&content, refusals, |input, _| {
        if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            let setting: Ident = input.parse()?;
            let message = format!(
                "`{name}` has no setting `{setting}`, it takes each {term} as a string: `{}`",
                source.example
            );
            return Err(syn::Error::new(setting.span(), message));
        }
        keys.push(input.parse()?);
        Ok(())
    });
    Ok(keys)
}

/// Nothing, `= subject` or `(subject = .., setting = ..)`.
fn settings(
    input: ParseStream<'_>,
    name: &Ident,
    source: &'static Source,
    builder: &'static Builder,
    refusals: &mut Refusals,
) -> syn::Result<Vec<SettingArg>> {
    if has_equals(input) {
        let Some((setting, _)) = &builder.subject else {
            let message = format!("`{name}` has no value, only settings: `{}`", source.example);
            return Err(syn::Error::new(name.span(), message));
        };
        let value = value(input, name)?;
        return Ok(vec![SettingArg { name: name.clone(), setting, value }]);
    }
    if !input.peek(token::Paren) {
        if builder.any.is_some() && (input.is_empty() || input.peek(Token![,])) {
            return Ok(Vec::new());
        }
        return Err(needs_value(input, name, source));
    }
    let content;
    parenthesized!(content in input);
    if let Some(error) = several(&content, name, builder) {
        skip_all(&content);
        return Err(error);
    }
    let owner = Owner::source(source, builder);
    let mut settings = Vec::new();
    list(&content, refusals, |input, _| owner.setting(input, &mut settings));
    Ok(settings)
}

/// `sns("a", "b")`, which only routes are written as.
fn several(input: ParseStream<'_>, name: &Ident, builder: &Builder) -> Option<syn::Error> {
    builder.subject.as_ref()?;
    let ahead = input.fork();
    let literals = Punctuated::<LitStr, Token![,]>::parse_terminated(&ahead).ok()?;
    let second = literals.iter().nth(1)?;
    let each: Vec<_> = literals.iter().map(|it| format!("{name} = {}", it.token())).collect();
    let message = format!("several are written one by one: `{}`", each.join(", "));
    Some(syn::Error::new(second.span(), message))
}

fn needs_value(input: ParseStream<'_>, name: &Ident, source: &Source) -> syn::Error {
    let has_other_sign = input.peek(Token![:]) || input.peek(Token![=>]) || input.peek(Token![==]);
    let problem = if has_other_sign { "and its value are joined by `=`" } else { "needs a value" };
    let message = format!("`{name}` {problem}: `{}`", source.example);
    syn::Error::new(name.span(), message)
}

fn bare_text(text: &LitStr, before: Option<&SourceArgs>) -> String {
    let value = text.value();
    match before.map(|args| (&args.values, args.name.to_string())) {
        Some((Values::Keys(_), name)) => {
            format!("several of one source stand in parentheses: `{name}(.., \"{value}\")`")
        }
        _ if value.contains('/') && !value.contains("://") => {
            format!("which source? for an HTTP route write `http = \"{value}\"`")
        }
        _ => format!("which source? write its name first, one of {}", sources()),
    }
}

fn sources() -> String {
    one_of(SOURCES.iter().map(|source| source.name))
}

fn unknown_source(name: &Ident) -> syn::Error {
    let text = name.to_string();
    let others = OPTIONS.iter().map(|option| option.name).chain([idempotent::NAME]);
    let names = SOURCES.iter().map(|source| source.name).chain(others);
    let examples = Source::with_setting(&text).map(|source| match &source.shape {
        Shape::Keys { .. } => source.example.to_owned(),
        Shape::Settings(_) => format!("{}({text} = ..)", source.name),
    });
    let examples: Vec<_> = examples.collect();
    let message = if !examples.is_empty() {
        let examples = one_of(examples.iter().map(String::as_str));
        format!("`{text}` belongs to its source: {examples}")
    } else if grammar::IDEMPOTENT.iter().any(|setting| setting.name == text) {
        format!("`{text}` belongs to `idempotent`: `idempotent({text} = ..)`")
    } else if grammar::RESOURCE.iter().any(|setting| setting.name == text) {
        format!("`{text}` is a setting of `#[resource]`, not of `#[handler]`")
    } else if matches!(text.as_str(), "at" | "cron" | "rate") {
        format!("a schedule is written `schedule = \"{text}(..)\"`")
    } else if METHODS.contains(&text.to_ascii_uppercase().as_str()) || text == "path" {
        "an HTTP route is written `http = \"GET /orders/{id}\"`".to_owned()
    } else if let Some(known) = nearest(&text, names) {
        format!("unknown argument `{text}`, did you mean `{known}`?")
    } else {
        format!("unknown argument `{text}`; `#[handler]` accepts {}", sources())
    };
    syn::Error::new(name.span(), message)
}
