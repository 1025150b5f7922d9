//! Code for a valid resource: the function, and beside it what `resources![..]` asks.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::{annotated, marker};
use crate::item::Item;
use crate::model::Resource;

/// The function and everything beside it.
pub(crate) fn expand(resource: &Resource<'_>) -> TokenStream {
    let Resource { function, krate, ty, returned, calls } = resource;
    let (tokens, ident, name) = (&function.tokens, function.ident(), function.name());
    let name = quote!(::core::concat!(::core::module_path!(), "::", #name));
    // What the types lack is said where they stand.
    let new = quote!(#krate::__private::resource::<#ty, #returned, _, _>);
    let resource = quote!(::core::convert::Into::into(#new(#name, #ident) #calls));
    let marker = marker(function);
    let annotated = annotated(function, Item::Resource, krate, &quote!(), &resource);
    quote!(#tokens #marker #annotated)
}
