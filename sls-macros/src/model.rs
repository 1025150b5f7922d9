//! The annotated function, as the other passes see it.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, FnArg, Ident, Path, ReturnType, Signature, Type, Visibility, parse_quote_spanned,
};

use crate::grammar::Reply;
use crate::item::Item;
use crate::types::find_type;

/// The function, with the tokens that it is emitted from again.
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// The body is never parsed: it is none of the macro's business.
    pub(crate) body: TokenStream,
    /// All of it, untouched.
    pub(crate) tokens: TokenStream,
}

/// A valid handler: all that the expansion needs.
pub(crate) struct Handler<'a> {
    pub(crate) function: &'a Function,
    /// The types of the arguments.
    pub(crate) arguments: Vec<&'a Type>,
    /// `::sls_core`, or what `crate = ..` says.
    pub(crate) krate: TokenStream,
    pub(crate) claims: Vec<Claim>,
    pub(crate) idempotent: Option<Idempotent>,
}

/// What makes two units of work the same.
pub(crate) struct Idempotent {
    /// The call that builds it.
    pub(crate) settings: TokenStream,
    /// Where it stands in the attribute.
    pub(crate) at: Span,
}

/// What one source delivers to the function.
pub(crate) struct Claim {
    /// The method of `sls_core::Handler`.
    pub(crate) method: &'static str,
    /// The route key, or the call that builds the topic, bucket or stream; nothing for `direct`.
    pub(crate) subject: Option<TokenStream>,
    pub(crate) reply: Reply,
    /// What no other handler may claim, as far as it is in view.
    pub(crate) identity: Option<Identity>,
}

/// What makes two claims the same.
pub(crate) struct Identity {
    /// Equal for claims that are the same.
    pub(crate) key: String,
    /// What is said of the second one.
    pub(crate) refusal: String,
}

/// A valid resource: all that the expansion needs.
pub(crate) struct Resource<'a> {
    pub(crate) function: &'a Function,
    /// `::sls_core`, or what `crate = ..` says.
    pub(crate) krate: TokenStream,
    /// What the function returns, or the `Ok` of it.
    pub(crate) ty: &'a Type,
    pub(crate) returned: &'a Type,
    /// The settings, as calls of the builder.
    pub(crate) calls: TokenStream,
}

impl Function {
    /// Reads the item below the attribute; the error underlines the keyword of what it is instead.
    pub(crate) fn parse(tokens: &TokenStream, item: Item) -> syn::Result<Self> {
        let read = |input: ParseStream<'_>| {
            let attrs = input.call(Attribute::parse_outer)?;
            let vis: Visibility = input.parse()?;
            if let Some(keyword) = other_item(input) {
                let (attribute, other) = (item.attribute(), article(&keyword));
                let message = format!("`{attribute}` belongs on an `async fn`, not on {other}");
                return Err(syn::Error::new(keyword.span(), message));
            }
            let sig: Signature = input.parse()?;
            Ok(Self { attrs, vis, sig, body: input.parse()?, tokens: TokenStream::new() })
        };
        let function = read.parse2(tokens.clone())?;
        Ok(Self { tokens: tokens.clone(), ..function })
    }

    pub(crate) fn ident(&self) -> &Ident {
        &self.sig.ident
    }

    /// Takes the attributes of this crate away that stand below the one which is read.
    pub(crate) fn take_ours(&mut self, krate: &TokenStream) -> Vec<(Item, Attribute)> {
        let krate = krate.to_token_stream().into_iter().last().map(|last| last.to_string());
        let is_krate =
            |name: &Ident| name == "sls_core" || krate.as_ref().is_some_and(|it| name == it);
        let is_ours = |path: &Path| {
            path.segments.len() == 1 || path.segments.first().is_some_and(|it| is_krate(&it.ident))
        };
        let item = |attribute: &Attribute| {
            let path = attribute.path();
            let last = path.segments.last().filter(|_| is_ours(path))?;
            [Item::Handler, Item::Resource].into_iter().find(|item| last.ident == item.name())
        };
        let mut ours = Vec::new();
        self.attrs.retain(|attribute| match item(attribute) {
            Some(item) => {
                ours.push((item, attribute.clone()));
                false
            }
            None => true,
        });
        if !ours.is_empty() {
            let Self { attrs, vis, sig, body, .. } = &*self;
            self.tokens = quote!(#(#attrs)* #vis #sig #body);
        }
        ours
    }

    /// Whether it ends where its body should stand, as methods of traits do.
    pub(crate) fn semicolon(&self) -> Option<TokenTree> {
        let first = self.body.clone().into_iter().next()?;
        matches!(&first, TokenTree::Punct(punct) if punct.as_char() == ';').then_some(first)
    }

    /// The name in messages and logs.
    pub(crate) fn name(&self) -> String {
        self.sig.ident.unraw().to_string()
    }

    /// The `#[cfg(..)]` attributes, which have to be on everything that names the function.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"))
    }

    /// The types of the arguments; a `self` has none.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &Type> {
        self.sig.inputs.iter().filter_map(|argument| match argument {
            FnArg::Receiver(_) => None,
            FnArg::Typed(argument) => Some(&*argument.ty),
        })
    }

    /// The return type, `_` where it cannot be named.
    pub(crate) fn return_type(&self) -> Type {
        match &self.sig.output {
            ReturnType::Default => parse_quote_spanned!(self.ident().span()=> ()),
            ReturnType::Type(_, ty) if is_nameable(ty) => Type::clone(ty),
            ReturnType::Type(_, ty) => parse_quote_spanned!(ty.span()=> _),
        }
    }

    /// Whether the body or the signature shows that this is part of an `impl` block.
    pub(crate) fn is_method(&self) -> bool {
        self.sig.receiver().is_some() || mentions_self(self.sig.to_token_stream())
    }
}

/// The keyword of an item that is no function.
fn other_item(input: ParseStream<'_>) -> Option<Ident> {
    let input = input.fork();
    let mut first = None;
    while let Ok(word) = input.call(Ident::parse_any) {
        match word.to_string().as_str() {
            "fn" => return None,
            "async" | "auto" | "const" | "default" | "extern" | "gen" | "safe" | "unsafe" => {}
            _ => return Some(first.filter(|first| *first == "const").unwrap_or(word)),
        }
        first.get_or_insert(word);
        // The ABI of `extern "C"`.
        input.parse::<Option<syn::LitStr>>().ok()?;
    }
    first
}

fn article(keyword: &Ident) -> String {
    match keyword.to_string().as_str() {
        "const" => "a constant".into(),
        "enum" => "an enum".into(),
        "extern" => "a foreign item".into(),
        "impl" => "an impl block".into(),
        "let" => "a variable".into(),
        "macro_rules" => "a macro".into(),
        "mod" => "a module".into(),
        "type" => "a type alias".into(),
        "use" => "an import".into(),
        keyword @ ("static" | "struct" | "trait" | "union") => format!("a {keyword}"),
        other => format!("`{other}`"),
    }
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions_self(group.stream()),
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Literal(_) | TokenTree::Punct(_) => false,
    })
}

fn is_nameable(ty: &Type) -> bool {
    let unnameable = |ty: &Type| matches!(ty, Type::ImplTrait(_) | Type::Never(_));
    find_type(ty, &unnameable).is_none()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::types::display;

    #[track_caller]
    fn refused(tokens: TokenStream, because: &str) {
        for item in [Item::Handler, Item::Resource] {
            let error = Function::parse(&tokens, item).err().expect("the item was accepted");
            assert!(error.to_string().contains(because), "refused with {error}");
            assert!(error.to_string().contains(item.attribute()), "refused with {error}");
        }
    }

    #[test]
    fn keeps_the_function_as_it_is() {
        let item = quote! {
            /// Doc.
            #[cfg(unix)]
            pub(crate) async fn r#type(Json(new): Json<Vec<u8>>) -> u8 { @ not rust at all }
        };
        let function = Function::parse(&item, Item::Handler).unwrap();
        assert_eq!(function.tokens.to_string(), item.to_string());
        assert_eq!(function.name(), "type");
        assert_eq!(function.cfgs().count(), 1);
        assert_eq!(function.arguments().map(display).collect::<Vec<_>>(), ["Json<Vec<u8>>"]);
    }

    #[test]
    fn refuses_items_that_are_no_functions() {
        refused(
            quote!(
                struct Order;
            ),
            "not on a struct",
        );
        refused(
            quote!(
                pub(crate) enum Order {}
            ),
            "not on an enum",
        );
        refused(quote!(impl Order {}), "not on an impl block");
        refused(
            quote!(
                unsafe impl Send for Order {}
            ),
            "not on an impl block",
        );
        refused(
            quote!(
                trait Order {}
            ),
            "not on a trait",
        );
        refused(
            quote!(
                mod orders {}
            ),
            "not on a module",
        );
        refused(
            quote!(
                const ORDERS: u8 = 1;
            ),
            "not on a constant",
        );
        refused(
            quote!(
                static ORDERS: u8 = 1;
            ),
            "not on a static",
        );
        refused(
            quote!(
                type Orders = u8;
            ),
            "not on a type alias",
        );
        refused(
            quote!(
                extern "C" {}
            ),
            "not on a foreign item",
        );
        refused(
            quote!(
                macro_rules! orders {
                    () => {};
                }
            ),
            "not on a macro",
        );
    }

    #[test]
    fn reads_qualified_functions() {
        for item in [
            quote!(
                const async fn f() {}
            ),
            quote!(
                async unsafe extern "C" fn f() {}
            ),
            quote!(
                fn f();
            ),
        ] {
            assert!(Function::parse(&item, Item::Handler).is_ok(), "{item}");
        }
    }
}
