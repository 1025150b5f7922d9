//! `handlers![..]`: from names to a list of handlers.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
use syn::{Attribute, Path, PathArguments, Token};

use crate::args::parse_list;
use crate::refusals::Refusals;

/// One entry, with its `#[cfg(..)]` attributes.
struct Entry {
    attrs: Vec<Attribute>,
    path: Path,
}

/// The array of handlers, or `compile_error!`s and the entries that could be read.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut refusals = Refusals::default();
    let mut krate = quote!(::sls_core);
    let mut entries: Vec<Entry> = Vec::new();
    parse_list(input, &mut refusals, |input, refusals| {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            krate = input.call(Path::parse_mod_style)?.to_token_stream();
            return Ok(());
        }
        let entry = entry(input)?;
        if is_known(&entry, &entries) {
            let path = entry.path.to_token_stream();
            let message =
                format!("`{}` is in this list already", path.to_string().replace(' ', ""));
            refusals.refuse(path, message);
        } else {
            entries.push(entry);
        }
        Ok(())
    });
    let errors = refusals.to_compile_errors();
    let list = entries.iter().map(|Entry { attrs, path }| {
        quote!(#(#attrs)* <#path as #krate::__private::Annotated>::handler())
    });
    // Without the function, a list whose entries are all configured away has no type.
    quote!({
        #errors
        fn __sls_list<const N: usize>(list: [#krate::Handler; N]) -> [#krate::Handler; N] {
            list
        }
        __sls_list([#(#list),*])
    })
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    let attrs = input.call(Attribute::parse_outer)?;
    if let Some(other) = attrs.iter().find(|attribute| !attribute.path().is_ident("cfg")) {
        return Err(syn::Error::new_spanned(
            other,
            "an entry may have `#[cfg(..)]` and no other attribute",
        ));
    }
    let path: Path = input.parse().map_err(|error| {
        syn::Error::new(error.span(), "expected the name of a function that has `#[handler]`")
    })?;
    if let Some(segment) =
        path.segments.iter().find(|segment| !matches!(segment.arguments, PathArguments::None))
    {
        return Err(syn::Error::new_spanned(
            &segment.arguments,
            "a handler has no generic parameters: write its name alone",
        ));
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        let message = "expected the name of a function, not a call: the list calls nothing";
        return Err(input.error(message));
    }
    Ok(Entry { attrs, path })
}

/// Conditional entries may repeat: at most one of them is there.
fn is_known(entry: &Entry, entries: &[Entry]) -> bool {
    let text = |entry: &Entry| entry.path.to_token_stream().to_string();
    entry.attrs.is_empty()
        && entries.iter().any(|other| other.attrs.is_empty() && text(other) == text(entry))
}
