//! Refuses what is wrong with a resource that could be parsed.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericArgument, PathArguments, ReturnType, Type};

use crate::grammar::Kind;
use crate::item::Item;
use crate::model::{Function, Resource};
use crate::refusals::Refusals;
use crate::resource::args::ResourceArgs;
use crate::types::find_type;
use crate::{signature, spans, values};

/// A resource if nothing is wrong with it.
pub(crate) fn validate<'a>(
    args: &ResourceArgs,
    function: &'a Function,
    refusals: &mut Refusals,
) -> Option<Resource<'a>> {
    signature::check(function, Item::Resource, refusals);
    let krate = args.options.krate();
    let made = if function.is_method() { None } else { made(function, refusals) };
    let calls = calls(args, &krate, made.map(|(ty, _)| ty), refusals);
    let (ty, returned) = made.filter(|_| refusals.is_empty())?;
    Some(Resource { function, krate, ty, returned, calls })
}

/// `.lazy().max_idle(..)`.
fn calls(
    args: &ResourceArgs,
    krate: &TokenStream,
    ty: Option<&Type>,
    refusals: &mut Refusals,
) -> TokenStream {
    let mut calls = TokenStream::new();
    for arg in &args.settings {
        let Some(value) = values::check(arg, krate, refusals) else { continue };
        let setting = arg.setting;
        let method = Ident::new(setting.name, arg.name.span());
        calls.extend(match setting.kind {
            Kind::Function => {
                let at = spans::at(&arg.value);
                let (krate, function) = (spans::located(krate, at), Ident::new(setting.name, at));
                let convert = quote_spanned!(at=> #krate::__private::#function::<#ty, _>);
                quote!(.#method(#convert(#value)))
            }
            _ => quote!(.#method(#value)),
        });
    }
    calls
}

/// The type of the resource, and what the function returns: the same, or a `Result` of it.
fn made<'a>(function: &'a Function, refusals: &mut Refusals) -> Option<(&'a Type, &'a Type)> {
    let ReturnType::Type(_, returned) = &function.sig.output else {
        refusals.refuse(
            function.ident(),
            "a resource is what its function returns: write `-> T`, or `-> Result<T, E>`",
        );
        return None;
    };
    let Some(made) = ok_type(returned) else {
        refusals.refuse(
            &**returned,
            "the type of the resource has to be in view: write `Result<T, E>`",
        );
        return None;
    };
    if let Some(part) = find_type(made, &|ty| matches!(ty, Type::ImplTrait(_) | Type::Never(_))) {
        refusals.refuse(
            part,
            "a resource is found by its type, so the type has to be named: \
             write what the function returns",
        );
        return None;
    }
    if matches!(made, Type::Tuple(tuple) if tuple.elems.is_empty()) {
        refusals.refuse(
            made,
            "a resource is what its function returns, and this is nothing: write `-> T`, or \
             `-> Result<T, E>`",
        );
        return None;
    }
    Some((made, &**returned))
}

/// What is in a `Result`; other types are what they are. Nothing for a `Result` that hides it.
fn ok_type(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Group(ty) => ok_type(&ty.elem),
        Type::Paren(ty) => ok_type(&ty.elem),
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Result" => {
                let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
            }
            _ => Some(ty),
        },
        _ => Some(ty),
    }
}
