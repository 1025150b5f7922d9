//! What an attribute says that is no source and no setting of one.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Path, Token};

use crate::args::setting::has_equals;

/// All of it.
#[derive(Default)]
pub(crate) struct Options {
    /// Another name for `::sls_core`: `crate = renamed`.
    krate: Option<Path>,
}

/// An argument that every attribute accepts.
pub(crate) struct AttributeOption {
    pub(crate) name: &'static str,
    /// What to write, and what it is, for the reference page.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test of the reference page"))]
    pub(crate) about: [&'static str; 2],
    read: fn(ParseStream<'_>, &mut Options) -> syn::Result<()>,
}

pub(crate) const OPTIONS: &[AttributeOption] = &[AttributeOption {
    name: "crate",
    about: ["`crate = renamed`", "the path of `sls-core` where it has another name"],
    read: crate_path,
}];

/// Reads an option, if there is one.
pub(crate) fn option(input: ParseStream<'_>, options: &mut Options) -> Option<syn::Result<()>> {
    let name = input.fork().call(Ident::parse_any).ok()?;
    let option = OPTIONS.iter().find(|option| name == option.name)?;
    Some((option.read)(input, options))
}

fn crate_path(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
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
    if options.krate.is_some() {
        return Err(syn::Error::new(name.span, "`crate` is given twice"));
    }
    options.krate = Some(path);
    Ok(())
}

impl Options {
    /// `::sls_core`, or what `crate = ..` says.
    pub(crate) fn krate(&self) -> TokenStream {
        self.krate.as_ref().map_or_else(|| quote!(::sls_core), ToTokens::to_token_stream)
    }
}
