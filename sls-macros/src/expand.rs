//! Code for a valid handler.
//!
//! The function comes first, untouched. Beside it stands a type of the same name, which is no
//! clash: types and functions live in different namespaces. The type travels with the function
//! through `use` and is what `handlers![..]` asks for the registration.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::check;
use crate::item::Item;
use crate::model::{Claim, Function, Handler, Idempotent, Identity};
use crate::spans;

/// The function and everything beside it.
pub(crate) fn expand(handler: &Handler<'_>) -> TokenStream {
    let function = handler.function;
    let tokens = &function.tokens;
    let marker = marker(function);
    let claims = claims(handler);
    let registration = protected(handler, registration(handler));
    let annotated = annotated(function, Item::Handler, &handler.krate, &claims, &registration);
    quote!(#tokens #marker #annotated)
}

/// The type that stands for the function.
pub(crate) fn marker(function: &Function) -> TokenStream {
    let (cfgs, vis, ident) = (function.cfgs(), &function.vis, function.ident());
    // Its name may be taken: that is said of the name, and not of the whole attribute.
    let at = spans::at(ident);
    let item = quote_spanned!(at=> #vis struct #ident {});
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(
            dead_code,
            missing_copy_implementations,
            missing_debug_implementations,
            non_camel_case_types,
            unnameable_types,
            unreachable_pub,
            clippy::empty_structs_with_brackets,
            clippy::exhaustive_structs
        )]
        #item
    }
}

/// The implementation that `handlers![..]` and `resources![..]` call.
pub(crate) fn annotated(
    function: &Function,
    item: Item,
    krate: &TokenStream,
    claims: &TokenStream,
    registration: &TokenStream,
) -> TokenStream {
    let (cfgs, ident) = (function.cfgs(), function.ident());
    let [annotated, method, ty] = item.registration();
    // In an `impl` block it has no place: that is said of the function's name too.
    let at = spans::at(ident);
    let keyword = quote_spanned!(at=> impl);
    let mut items = Group::new(
        Delimiter::Brace,
        quote! {
            #claims
            fn #method() -> #krate::#ty {
                #registration
            }
        },
    );
    items.set_span(at);
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        #[allow(deprecated)]
        #keyword #krate::__private::#annotated for #ident #items
    }
}

/// What no other handler of a list may claim, as `__private::Claims` has it.
fn claims(handler: &Handler<'_>) -> TokenStream {
    let krate = &handler.krate;
    let identities = handler.claims.iter().filter_map(|claim| claim.identity.as_ref());
    let claims = identities.map(|Identity { key, refusal }| {
        let number = fnv1a(key);
        quote!((#number, #refusal))
    });
    quote!(const CLAIMS: #krate::__private::Claims = &[#(#claims),*];)
}

/// A number for a text, which a constant compares faster: the hash FNV-1a of 64 bits.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The registration with what makes it idempotent, which only a feature of the crate has.
fn protected(handler: &Handler<'_>, registration: TokenStream) -> TokenStream {
    let Some(Idempotent { settings, at }) = &handler.idempotent else { return registration };
    // Where the feature is off, it is said of the argument.
    let krate = spans::located(&handler.krate, *at);
    quote_spanned!(*at=> #krate::__idempotent!({ #registration } #settings))
}

/// `Handler::new("crate::create").http("POST /orders", ..)`.
fn registration(handler: &Handler<'_>) -> TokenStream {
    let krate = &handler.krate;
    let name = handler.function.name();
    let name = quote!(::core::concat!(::core::module_path!(), "::", #name));
    let ident = handler.function.ident();
    let arguments = handler.arguments.iter().map(|ty| check::argument(ty, krate));
    let arguments = quote!(#krate::__private::Arguments::new((#(#arguments,)*)));
    let bind = |claim: &Claim, answered: TokenStream| {
        let method = Ident::new(claim.method, Span::mixed_site());
        let subject = claim.subject.iter();
        quote!(.#method(#(#subject,)* #answered))
    };
    // Of one source, the future of the function and its reply go into one box.
    if let [claim] = &handler.claims[..] {
        let reply = check::reply(handler, claim.reply);
        let endpoint = quote!(#arguments.endpoint(#ident, #reply));
        let bound = bind(claim, endpoint);
        return quote!(#krate::Handler::new(#name) #bound);
    }
    // Of several, arguments and function are checked once, so that a mistake is one message.
    let claims = handler.claims.iter().map(|claim| {
        let reply = check::reply(handler, claim.reply);
        bind(claim, quote!(#krate::__private::answered(&__sls_call, #reply)))
    });
    quote! {
        let __sls_call = #arguments.call(#ident);
        #krate::Handler::new(#name) #(#claims)*
    }
}
