//! Trait bounds, each asked for once and on the token that has to satisfy it.
//!
//! What these calls return depends on no bound: if one is not met, the rest of the expansion
//! still type-checks, so that one mistake gives one message.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use crate::grammar::Reply;
use crate::model::Handler;
use crate::spans;

/// How one argument is made: `FromInput`.
pub(crate) fn argument(ty: &Type, krate: &TokenStream) -> TokenStream {
    quote!(#krate::__private::argument::<#ty, _>())
}

/// How the return value is sent: `IntoResponse`, `IntoOutcome` or `IntoReply`.
pub(crate) fn reply(handler: &Handler<'_>, reply: Reply) -> TokenStream {
    let ty = handler.function.return_type();
    let is_nameable = !matches!(ty, Type::Infer(_));
    // What is missing is said where the type stands, and not of the whole attribute.
    let at = spans::at(&ty);
    let krate = spans::located(&handler.krate, at);
    match reply {
        Reply::Record => quote_spanned!(at=> #krate::__private::record_reply::<#ty>()),
        Reply::Typed(path) | Reply::TypedOrNothing(path) => {
            let [module, answer] = path.map(|segment| Ident::new(segment, Span::mixed_site()));
            let answer = quote!(#krate::event::#module::#answer);
            let method = match reply {
                Reply::Typed(_) => "answer",
                _ => "answer_or_nothing",
            };
            let method = Ident::new(method, at);
            if is_nameable {
                quote_spanned!(at=>
                    #krate::__private::Returned::<#ty>::NEW.typed().#method::<#ty, #answer>()
                )
            } else {
                quote_spanned!(at=> #krate::__private::Replies::PLAIN.#method::<_, #answer>())
            }
        }
        // Whether it is a `Result` is found by method lookup, which needs the type.
        Reply::Direct if is_nameable => {
            quote_spanned!(at=> #krate::__private::Returned::<#ty>::NEW.direct().direct::<#ty, _>())
        }
        Reply::Http if is_nameable => {
            quote_spanned!(at=> #krate::__private::Returned::<#ty>::NEW.http().http::<#ty>())
        }
        Reply::Direct => quote_spanned!(at=> #krate::__private::Replies::PLAIN.direct::<_, _>()),
        Reply::Http => quote_spanned!(at=> #krate::__private::Replies::PLAIN.http::<_>()),
    }
}
