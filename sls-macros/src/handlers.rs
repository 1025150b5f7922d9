//! `handlers![..]` and `resources![..]`: from names to a list.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::ParseStream;
use syn::{Attribute, Path, PathArguments, Token, token};

use crate::args::parse_list;
use crate::item::Item;
use crate::refusals::Refusals;

/// One entry, with its `#[cfg(..)]` attributes.
struct Entry {
    attrs: Vec<Attribute>,
    path: Path,
    /// The path without spaces.
    text: String,
}

/// The array, or `compile_error!`s and the entries that could be read.
pub(crate) fn expand(input: TokenStream, item: Item) -> TokenStream {
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
        let entry = entry(input, item)?;
        if is_known(&entry, &entries) {
            let message = format!("`{}` is in this list already", entry.text);
            refusals.refuse(&entry.path, message);
        } else {
            entries.push(entry);
        }
        Ok(())
    });
    let errors = refusals.to_compile_errors();
    let distinct = match item {
        Item::Handler => distinct(&entries, &krate),
        Item::Resource => TokenStream::new(),
    };
    let [annotated, method, ty] = item.registration();
    let list = entries.iter().map(|Entry { attrs, path, .. }| {
        quote!(#(#attrs)* <#path as #krate::__private::#annotated>::#method())
    });
    // Without the function, a list whose entries are all configured away has no type.
    quote!({
        #errors
        #distinct
        fn __sls_list<const N: usize>(list: [#krate::#ty; N]) -> [#krate::#ty; N] {
            list
        }
        __sls_list([#(#list),*])
    })
}

/// Refuses each entry that claims what one above it claims; a conditional one may not be there.
fn distinct(entries: &[Entry], krate: &TokenStream) -> TokenStream {
    let entries = entries.iter().filter(|entry| entry.attrs.is_empty());
    let (paths, names): (Vec<_>, Vec<_>) = entries.map(|entry| (&entry.path, &entry.text)).unzip();
    if paths.len() < 2 {
        return TokenStream::new();
    }
    let checks = paths.iter().enumerate().skip(1).map(|(index, path)| {
        let (first, last) = ends(path);
        let call = quote_spanned!(first=> __sls_distinct);
        let mut arguments =
            Group::new(Delimiter::Parenthesis, quote!(__SLS_REFUSALS, __SLS_NAMES, #index));
        arguments.set_span(last);
        quote!(const _: () = #call #arguments;)
    });
    let count = paths.len();
    quote! {
        use #krate::__private::distinct as __sls_distinct;
        const __SLS_NAMES: &[&::core::primitive::str] = &[#(#names),*];
        const __SLS_CLAIMS: &[#krate::__private::Claims] =
            &[#(<#paths as #krate::__private::Annotated>::CLAIMS),*];
        const __SLS_REFUSALS: &[#krate::__private::Refusal] = &#krate::__private::refusals::<
            #count,
            { #krate::__private::slots(__SLS_CLAIMS) },
        >(__SLS_CLAIMS);
        #(#checks)*
    }
}

/// Where a path begins and ends: what the compiler underlines reaches from one to the other.
fn ends(path: &Path) -> (Span, Span) {
    let mut spans = path.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    let last = spans.last().unwrap_or(first);
    let at = |span| Span::mixed_site().located_at(span);
    (at(first), at(last))
}

fn entry(input: ParseStream<'_>, item: Item) -> syn::Result<Entry> {
    let attrs = input.call(Attribute::parse_outer)?;
    if let Some(other) = attrs.iter().find(|attribute| !attribute.path().is_ident("cfg")) {
        return Err(syn::Error::new_spanned(
            other,
            "an entry may have `#[cfg(..)]` and no other attribute",
        ));
    }
    let path: Path = input.parse().map_err(|error| {
        let attribute = item.attribute();
        let message = format!("expected the name of a function that has `{attribute}`");
        syn::Error::new(error.span(), message)
    })?;
    if let Some(segment) =
        path.segments.iter().find(|segment| !matches!(segment.arguments, PathArguments::None))
    {
        return Err(syn::Error::new_spanned(
            &segment.arguments,
            format!("{} has no generic parameters: write its name alone", item.noun()),
        ));
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        let message = if input.peek(token::Paren) || input.peek(Token![.]) {
            "expected the name of a function, not a call: the list calls nothing"
        } else if input.peek(Token![as]) {
            "an entry is the name of a function and nothing else"
        } else {
            "expected `,` between two names"
        };
        return Err(input.error(message));
    }
    let text = path.to_token_stream().to_string().replace(' ', "");
    Ok(Entry { attrs, path, text })
}

/// Conditional entries may repeat: at most one of them is there.
fn is_known(entry: &Entry, entries: &[Entry]) -> bool {
    entry.attrs.is_empty()
        && entries.iter().any(|other| other.attrs.is_empty() && other.text == entry.text)
}
