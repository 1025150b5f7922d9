//! Where generated code stands, so that the compiler underlines what the author wrote.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;

/// The place of what the author wrote, for names that they do not see.
pub(crate) fn at(tokens: impl ToTokens) -> Span {
    Span::mixed_site().located_at(tokens.to_token_stream().span())
}

/// The tokens in another place; what they name stays the same.
pub(crate) fn located(tokens: &TokenStream, at: Span) -> TokenStream {
    let located = |mut token: TokenTree| {
        token.set_span(token.span().located_at(at));
        token
    };
    tokens.clone().into_iter().map(located).collect()
}
