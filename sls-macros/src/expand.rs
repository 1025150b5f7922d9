//! Code for a valid handler.
//!
//! The function comes first, untouched. Beside it stands a type of the same name, which is no
//! clash: types and functions live in different namespaces. The type travels with the function
//! through `use` and is what `handlers![..]` asks for the registration.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::check;
use crate::model::{Claim, Function, Handler};

/// The function and everything beside it.
pub(crate) fn expand(handler: &Handler<'_>) -> TokenStream {
    let function = handler.function;
    let tokens = &function.tokens;
    let marker = marker(function);
    let annotated = annotated(function, &handler.krate, &registration(handler));
    quote!(#tokens #marker #annotated)
}

/// The type that stands for the function.
pub(crate) fn marker(function: &Function) -> TokenStream {
    let (cfgs, vis, ident) = (function.cfgs(), &function.vis, function.ident());
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
        #vis struct #ident {}
    }
}

/// The implementation that `handlers![..]` calls.
pub(crate) fn annotated(
    function: &Function,
    krate: &TokenStream,
    handler: &TokenStream,
) -> TokenStream {
    let (cfgs, ident) = (function.cfgs(), function.ident());
    quote! {
        #(#cfgs)*
        const _: () = {
            #[automatically_derived]
            #[allow(deprecated)]
            impl #krate::__private::Annotated for #ident {
                fn handler() -> #krate::Handler {
                    #handler
                }
            }
        };
    }
}

/// `Handler::new("crate::create").http("POST /orders", ..)`.
fn registration(handler: &Handler<'_>) -> TokenStream {
    let krate = &handler.krate;
    let name = handler.function.name();
    let name = quote!(::core::concat!(::core::module_path!(), "::", #name));
    let ident = handler.function.ident();
    let arguments = handler.arguments.iter().map(|ty| check::argument(ty, krate));
    let arguments = quote!((#(#arguments,)*));
    let bind = |claim: &Claim, answered: TokenStream| {
        let method = Ident::new(claim.method, Span::mixed_site());
        let subject = claim.subject.iter();
        quote!(.#method(#(#subject,)* #answered))
    };
    // Of one source, the future of the function and its reply go into one box.
    if let [claim] = &handler.claims[..] {
        let reply = check::reply(handler, claim.reply);
        let endpoint = quote!(#krate::__private::endpoint(#arguments, #ident, #reply));
        let bound = bind(claim, endpoint);
        return quote!(#krate::Handler::new(#name) #bound);
    }
    // Of several, arguments and function are checked once, so that a mistake is one message.
    let claims = handler.claims.iter().map(|claim| {
        let reply = check::reply(handler, claim.reply);
        bind(claim, quote!(#krate::__private::answered(&__sls_call, #reply)))
    });
    quote! {
        let __sls_call = #krate::__private::call(#arguments, #ident);
        #krate::Handler::new(#name) #(#claims)*
    }
}
