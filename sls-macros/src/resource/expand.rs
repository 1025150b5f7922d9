//! Code for a valid resource: the function, and beside it what `resources![..]` asks.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::{annotated, marker};
use crate::item::Item;
use crate::model::Resource;

/// The function and everything beside it.
pub(crate) fn expand(resource: &Resource<'_>) -> TokenStream {
    let Resource { function, krate, ty, calls } = resource;
    let (tokens, ident, name) = (&function.tokens, function.ident(), function.name());
    let name = quote!(::core::concat!(::core::module_path!(), "::", #name));
    // What the type lacks is said where it stands.
    let at = Span::mixed_site().located_at(ty.span());
    let new = quote_spanned!(at=> #krate::Resource::<#ty>::new);
    let resource = quote!(::core::convert::Into::into(#new(#name, #ident) #calls));
    let marker = marker(function);
    let annotated = annotated(function, Item::Resource, krate, &quote!(), &resource);
    quote!(#tokens #marker #annotated)
}
