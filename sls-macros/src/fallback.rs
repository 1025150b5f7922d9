//! What is emitted when something was refused.
//!
//! The function stays, so that everything that uses it still compiles and an editor still
//! completes inside it; the only errors are those that were found.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::expand;
use crate::item::Item;
use crate::model::Function;

/// The function, and an entry for the list that registers nothing.
pub(crate) fn fallback(function: &Function, item: Item, krate: &TokenStream) -> TokenStream {
    let repaired = repaired(function);
    let silent = quote!(#[allow(dead_code, unused)]);
    // A function without a body is a trait's.
    if function.is_method() || function.semicolon().is_some() {
        return quote!(#silent #repaired);
    }
    if function.name() == "main" {
        let ident = function.ident();
        return quote!(#silent fn #ident() { #repaired });
    }
    let marker = expand::marker(function);
    let nothing = match item {
        Item::Handler => quote!(#krate::Handler::new("")),
        Item::Resource => quote!(::core::unreachable!()),
    };
    let annotated = expand::annotated(function, item, krate, &quote!(), &nothing);
    quote!(#silent #repaired #marker #annotated)
}

/// Without what the compiler would refuse once more.
fn repaired(function: &Function) -> TokenStream {
    let mut sig = function.sig.clone();
    let (attrs, vis, mut body) = (&function.attrs, &function.vis, function.body.clone());
    if function.semicolon().is_some() {
        body = quote!({ ::core::unimplemented!() });
    } else if sig.constness.is_none() && sig.variadic.is_none() {
        return function.tokens.clone();
    }
    sig.constness = None;
    sig.variadic = None;
    let mut tokens = TokenStream::new();
    tokens.extend(attrs.iter().map(ToTokens::to_token_stream));
    quote!(#tokens #vis #sig #body)
}
