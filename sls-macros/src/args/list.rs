//! Comma-separated items, of which one that is refused hides none behind it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Token, parenthesized};

use crate::refusals::Refusals;

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

/// The same for what stands in parentheses inside.
pub(crate) fn list(
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

/// Leaves what has been spoken of.
pub(super) fn skip_all(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}

fn skip_item(input: ParseStream<'_>) {
    while let Ok(token) = input.parse::<TokenTree>() {
        if matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            return;
        }
    }
}
