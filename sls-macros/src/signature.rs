//! Refuses functions that the runtime could not call; the same for everything that is annotated.

use quote::ToTokens;
use syn::{FnArg, GenericArgument, PathArguments, Safety, Type};

use crate::item::Item;
use crate::model::Function;
use crate::refusals::Refusals;
use crate::types::{display, find_type};

/// Refuses what is wrong with the function in itself, whatever its attribute says.
pub(crate) fn check(function: &Function, item: Item, refusals: &mut Refusals) {
    let sig = &function.sig;
    if function.is_method() {
        let at = match sig.receiver() {
            Some(receiver) => receiver.to_token_stream(),
            None => sig.ident.to_token_stream(),
        };
        let is = item.is_by();
        refusals.refuse(at, format!("{is} a free function; take what it needs as `State<T>`"));
        return;
    }
    if function.name() == "main" {
        refusals.refuse(&sig.ident, item.main());
        return;
    }
    if let Some(semicolon) = function.semicolon() {
        let is = item.is_by();
        refusals.refuse(semicolon, format!("{is} a free function with a body: write `{{ .. }}`"));
        return;
    }
    qualifiers(function, item, refusals);
    let noun = item.noun();
    if !sig.generics.params.is_empty() {
        refusals.refuse(
            &sig.generics,
            format!(
                "{noun} has no generic parameters: nobody calls it with a type; \
                 write the types themselves"
            ),
        );
        return;
    }
    let (count, most) = (sig.inputs.len(), item.most_arguments());
    if let Some(extra) = sig.inputs.iter().nth(most) {
        refusals.refuse(extra, format!("{noun} has at most {most} arguments, not {count}"));
    }
    for argument in &sig.inputs {
        check_argument(argument, item, refusals);
    }
}

fn qualifiers(function: &Function, item: Item, refusals: &mut Refusals) {
    let (sig, noun) = (&function.sig, item.noun());
    let remove = format!(
        "{noun} is {} by the runtime, which only calls plain functions: remove",
        item.participle()
    );
    if let Some(token) = &sig.constness {
        refusals.refuse(token, format!("{remove} `const`"));
    }
    if let Safety::Unsafe(token) = &sig.safety {
        refusals.refuse(token, format!("{remove} `unsafe`"));
    }
    if let Some(abi) = &sig.abi {
        refusals.refuse(abi, format!("{remove} `{}`", abi.to_token_stream()));
    }
    if let Some(variadic) = &sig.variadic {
        refusals.refuse(variadic, format!("{noun} has a fixed number of arguments: remove `...`"));
    }
    if sig.asyncness.is_none() {
        let message = format!("{} an `async fn`: write `async fn {}`", item.is_by(), sig.ident);
        refusals.refuse(sig.fn_token, message);
    }
}

fn check_argument(argument: &FnArg, item: Item, refusals: &mut Refusals) {
    let FnArg::Typed(argument) = argument else { return };
    let conditional = argument
        .attrs
        .iter()
        .find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"));
    if let Some(attribute) = conditional {
        refusals
            .refuse(attribute, "an argument cannot be conditional: put `#[cfg]` on the function");
        return;
    }
    let ty = &*argument.ty;
    let origin = item.origin_of_arguments();
    if let Some(part) = find_type(ty, &|ty| matches!(ty, Type::ImplTrait(_))) {
        refusals.refuse(
            part,
            format!(
                "an argument {origin}, so its type has to be named: write a type in place of `impl`"
            ),
        );
    } else if let Some(part) = find_type(ty, &|ty| matches!(ty, Type::Infer(_))) {
        refusals.refuse(part, format!("an argument {origin}, so its type has to be named"));
    } else if let Some(part) = always_borrowed(ty).or_else(|| find_type(ty, &is_borrowed)) {
        let owned = owned(part);
        refusals.refuse(part, format!("{} owns its arguments: take `{owned}`", item.noun()));
    } else if item == Item::Resource && !is_state(ty) {
        refusals.refuse(
            ty,
            format!(
                "a resource is built before any event, from what the app has: take `State<T>` in \
                 place of `{}`",
                display(ty)
            ),
        );
    }
}

/// What is made of a payload cannot borrow from the program: references that live for ever are for
/// states, and for types of one's own.
const OF_PAYLOADS: [&str; 10] =
    ["Base64", "Batch", "Change", "Json", "Option", "Path", "Query", "S3", "Slots", "Sns"];

fn always_borrowed(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Group(ty) => always_borrowed(&ty.elem),
        Type::Paren(ty) => always_borrowed(&ty.elem),
        Type::Reference(_) => Some(ty),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            match arguments.args.first() {
                Some(GenericArgument::Type(ty))
                    if OF_PAYLOADS.iter().any(|name| last.ident == name) =>
                {
                    always_borrowed(ty)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_borrowed(ty: &Type) -> bool {
    match ty {
        Type::Reference(ty) => {
            ty.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static")
        }
        _ => false,
    }
}

/// What to take in place of a reference.
fn owned(ty: &Type) -> String {
    let Type::Reference(reference) = ty else { return display(ty) };
    match &*reference.elem {
        Type::Path(ty) if ty.path.is_ident("str") => "String".into(),
        Type::Slice(slice) if display(&slice.elem) == "u8" => "Bytes".into(),
        Type::Slice(slice) => format!("Vec<{}>", display(&slice.elem)),
        ty => display(ty),
    }
}

/// Whether it is called `State`; which one that is, is for the compiler to say.
fn is_state(ty: &Type) -> bool {
    match ty {
        Type::Group(ty) => is_state(&ty.elem),
        Type::Paren(ty) => is_state(&ty.elem),
        Type::Path(ty) => ty.path.segments.last().is_some_and(|last| last.ident == "State"),
        _ => false,
    }
}
