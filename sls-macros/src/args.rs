//! The attribute's arguments: from tokens to named values.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, Ident, LitStr, Path, Token, parenthesized, token};

use crate::grammar::{Builder, SOURCES, Setting, Shape, Source};
use crate::refusals::Refusals;
use crate::route::METHODS;
use crate::suggest::{nearest, one_of};

/// All arguments that could be understood.
#[derive(Default)]
pub(crate) struct Args {
    /// Another name for `::sls_core`: `crate = renamed`.
    pub(crate) krate: Option<Path>,
    pub(crate) sources: Vec<SourceArgs>,
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

/// One setting of a source; the shorthand `sns = ".."` is the subject under the source's name.
pub(crate) struct SettingArg {
    pub(crate) name: Ident,
    pub(crate) setting: &'static Setting,
    pub(crate) value: Expr,
}

/// Reads the arguments; what cannot be understood is refused and left out.
pub(crate) fn parse(attribute: TokenStream, refusals: &mut Refusals) -> Args {
    let mut args = Args::default();
    let before = refusals.count();
    parse_list(attribute, refusals, |input, refusals| argument(input, &mut args, refusals));
    args.is_partial = refusals.count() > before;
    args
}

/// Reads comma-separated items; after a refused item it goes on behind the next comma.
pub(crate) fn parse_list(
    tokens: TokenStream,
    refusals: &mut Refusals,
    item: impl FnMut(ParseStream<'_>, &mut Refusals) -> syn::Result<()>,
) {
    // What is missing at the end is reported at the last token. Without the group it would be
    // reported at the whole attribute.
    let Some(last) = tokens.clone().into_iter().last() else { return };
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(match last {
        TokenTree::Group(last) => last.span_close(),
        other => other.span(),
    });
    let read = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        list(&content, refusals, item);
        Ok(())
    };
    let result = read.parse2(TokenTree::Group(group).into_token_stream());
    // syn remembers tokens that a refused item left behind; they have been spoken of.
    if refusals.is_empty() {
        refusals.keep(result);
    }
}

fn list(
    input: ParseStream<'_>,
    refusals: &mut Refusals,
    mut item: impl FnMut(ParseStream<'_>, &mut Refusals) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let parsed = item(input, refusals).and_then(|()| separator(input));
        if let Err(error) = parsed {
            refusals.push(error);
            skip_item(input);
        }
    }
}

fn separator(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    match input.parse::<Option<Token![,]>>()? {
        Some(_) => Ok(()),
        None => Err(input.error("expected `,` between arguments")),
    }
}

fn skip_item(input: ParseStream<'_>) {
    while let Ok(token) = input.parse::<TokenTree>() {
        if matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            return;
        }
    }
}

fn argument(input: ParseStream<'_>, args: &mut Args, refusals: &mut Refusals) -> syn::Result<()> {
    if input.peek(Token![crate]) {
        return crate_path(input, &mut args.krate);
    }
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        return Err(syn::Error::new(text.span(), bare_text(&text, args.sources.last())));
    }
    let name = identifier(input, "a source")?;
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

fn crate_path(input: ParseStream<'_>, known: &mut Option<Path>) -> syn::Result<()> {
    let name: Token![crate] = input.parse()?;
    if !has_equals(input) {
        return Err(syn::Error::new(name.span, "`crate` needs a path: `crate = renamed_sls_core`"));
    }
    input.parse::<Token![=]>()?;
    if let Ok(text) = input.fork().parse::<LitStr>() {
        let message = format!("`crate` takes a path without quotes: `crate = {}`", text.value());
        return Err(syn::Error::new(text.span(), message));
    }
    let path = input.call(Path::parse_mod_style)?;
    if known.is_some() {
        return Err(syn::Error::new(name.span, "`crate` is given twice"));
    }
    *known = Some(path);
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
    source: &Source,
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
    let mut settings: Vec<SettingArg> = Vec::new();
    list(&content, refusals, |input, _| {
        if input.peek(syn::Lit) {
            let literal: syn::Lit = input.parse()?;
            let setting = builder.all().next().map_or("setting", |setting| setting.name);
            let message =
                format!("which setting? write `{setting} = {}`", literal.to_token_stream());
            return Err(syn::Error::new(literal.span(), message));
        }
        let setting_name = identifier(input, "a setting")?;
        let Some(setting) = builder.setting(&setting_name.to_string()) else {
            return Err(unknown_setting(&setting_name, source, builder));
        };
        if !has_equals(input) {
            let message = format!("`{setting_name}` needs a value: `{setting_name} = ..`");
            return Err(syn::Error::new(setting_name.span(), message));
        }
        let value = value(input, &setting_name)?;
        if settings.iter().any(|known| known.setting.name == setting.name) {
            let message = format!("`{setting_name}` is given twice");
            return Err(syn::Error::new(setting_name.span(), message));
        }
        settings.push(SettingArg { name: setting_name, setting, value });
        Ok(())
    });
    Ok(settings)
}

/// `=` alone: `==` and `=>` begin with it too.
fn has_equals(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>])
}

fn value(input: ParseStream<'_>, name: &Ident) -> syn::Result<Expr> {
    let equals: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new(equals.span, format!("`{name} =` needs a value")));
    }
    Expr::parse(input)
}

fn identifier(input: ParseStream<'_>, what: &str) -> syn::Result<Ident> {
    if let Ok(name) = input.call(Ident::parse_any) {
        return Ok(name);
    }
    let span = input.cursor().token_tree().map_or_else(|| input.span(), |(token, _)| token.span());
    Err(syn::Error::new(span, format!("expected the name of {what}")))
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
    let names = SOURCES.iter().map(|source| source.name).chain(["crate"]);
    let examples = Source::with_setting(&text).map(|source| match &source.shape {
        Shape::Keys { .. } => source.example.to_owned(),
        Shape::Settings(_) => format!("{}({text} = ..)", source.name),
    });
    let examples: Vec<_> = examples.collect();
    let message = if !examples.is_empty() {
        let examples = one_of(examples.iter().map(String::as_str));
        format!("`{text}` belongs to its source: {examples}")
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

fn unknown_setting(name: &Ident, source: &Source, builder: &'static Builder) -> syn::Error {
    let text = name.to_string();
    let near = builder
        .all()
        .find(|setting| is_term(&text, setting.term))
        .map(|setting| setting.name)
        .or_else(|| nearest(&text, builder.all().map(|setting| setting.name)));
    let others: Vec<_> = Source::with_setting(&text).map(|other| other.name).collect();
    let message = match near {
        Some(known) => {
            format!("unknown setting `{text}` of `{}`, did you mean `{known}`?", source.name)
        }
        None if !others.is_empty() => {
            format!("`{text}` is a setting of {}, not of `{}`", one_of(others), source.name)
        }
        None if builder.all().next().is_none() => {
            format!("`{}` has no settings: write `{}` alone", source.name, source.name)
        }
        None => {
            let mut names: Vec<_> = builder.all().map(|setting| setting.name).collect();
            names.sort_unstable();
            format!("unknown setting `{text}`; `{}` accepts {}", source.name, one_of(names))
        }
    };
    syn::Error::new(name.span(), message)
}

/// Whether the name is AWS's own, in whatever case.
fn is_term(name: &str, term: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    plain(name) == plain(term)
}

#[cfg(test)]
mod tests;
