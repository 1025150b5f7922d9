//! Refuses arguments that the sources of a function do not have.
//!
//! A macro sees names, not types: what is refused here is written in a way that leaves no doubt.
//! The rest is found by the compiler, or at start.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

use crate::args::{Args, SourceArgs, Values};
use crate::grammar::{Reply, SOURCES};
use crate::literal::Literal;
use crate::model::Function;
use crate::refusals::Refusals;
use crate::route;
use crate::suggest::{all_of, one_of};
use crate::types::display;

/// Arguments that are taken from an HTTP request, in the form in which they are unmistakable.
const OF_REQUESTS: [(&str, bool); 4] =
    [("Cookies", false), ("HeaderMap", false), ("Path", true), ("Query", true)];

/// The same where the crate `http` stands in front.
const OF_HTTP: [&str; 4] = ["HeaderMap", "Method", "Request", "Uri"];

/// Arguments that are the payload.
const OF_PAYLOADS: [&str; 3] = ["Bytes", "Json", "Text"];

/// Types of which a single value is made of a single parameter.
const SCALARS: [&str; 17] = [
    "String", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128",
    "u16", "u32", "u64", "u8", "usize",
];

/// Refuses each argument that none of the sources, or not all of them, can deliver.
pub(crate) fn check(args: &Args, function: &Function, refusals: &mut Refusals) {
    let mut payloads: Vec<String> = Vec::new();
    for ty in function.arguments() {
        let Some(segments) = segments(ty) else { continue };
        let Some(last) = segments.last() else { continue };
        let name = last.ident.to_string();
        let is_generic = !matches!(last.arguments, PathArguments::None);
        let is_of_http = matches!(segments[..], [.., module, _] if module.ident == "http");
        if OF_REQUESTS.contains(&(name.as_str(), is_generic))
            || is_of_http && OF_HTTP.contains(&name.as_str())
        {
            of_request(args, ty, &name, refusals);
        }
        if name == "Path" && is_generic {
            path(args, ty, last, refusals);
        }
        if name == "Batch" && is_generic {
            batch(args, ty, refusals);
        }
        if let [.., module, _] = segments[..] {
            of_source(args, ty, &module.ident.to_string(), &name, refusals);
        }
        if OF_PAYLOADS.contains(&name.as_str()) {
            if payloads.contains(&name) {
                refusals.refuse(
                    ty,
                    format!("the payload is taken as `{name}` above already: take it once"),
                );
            }
            payloads.push(name);
        }
    }
}

fn is_optional(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "Option"))
}

/// The segments of a type's path, of what is optional those inside.
fn segments(ty: &Type) -> Option<Vec<&PathSegment>> {
    let Type::Path(path) = ty else { return None };
    let segments: Vec<_> = path.path.segments.iter().collect();
    match segments.last() {
        Some(last) if last.ident == "Option" => segments_of_only_argument(last),
        _ => Some(segments),
    }
}

fn segments_of_only_argument(segment: &PathSegment) -> Option<Vec<&PathSegment>> {
    segments(only_argument(segment)?)
}

fn only_argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}

fn of_request(args: &Args, ty: &Type, name: &str, refusals: &mut Refusals) {
    if args.is_partial {
        return;
    }
    let has_one = |args: &&SourceArgs| match name {
        "Path" => args.source.name == "http",
        _ => args.source.reply == Reply::Http,
    };
    let (with, without): (Vec<_>, Vec<_>) = args.sources.iter().partition(has_one);
    let instead = match with[..] {
        [] => "leave it out, or add `http = ..`",
        _ if without.is_empty() || is_optional(ty) => return,
        _ => "take it as an `Option`, or in a function of its own",
    };
    let found = match without[..] {
        [] => "direct invocations".to_owned(),
        _ => all_of(without.iter().map(|args| args.source.name)),
    };
    refusals.refuse(
        ty,
        format!(
            "`{name}` is taken from an HTTP request, and this function serves {found}: {instead}"
        ),
    );
}

/// Compares the parameters of every route with what is made of them.
fn path(args: &Args, ty: &Type, segment: &PathSegment, refusals: &mut Refusals) {
    let Some(inner) = only_argument(segment) else { return };
    let wanted = match inner {
        Type::Tuple(tuple) if !tuple.elems.is_empty() => Some(tuple.elems.len()),
        Type::Path(path)
            if path.path.get_ident().is_some_and(|name| SCALARS.iter().any(|s| name == s)) =>
        {
            Some(1)
        }
        _ => None,
    };
    let routes: Vec<_> = routes(args).collect();
    let some_have_parameters = routes.iter().any(|route| !route::parameters(route).is_empty());
    for route in &routes {
        let names = route::parameters(route);
        let problem = match (names.len(), wanted) {
            (0, _) if is_optional(ty) && some_have_parameters => continue,
            (0, _) if some_have_parameters => format!(
                "the route `{route}` has no parameters: take this as an `Option`, or in a \
                     function of its own"
            ),
            (0, _) => format!("the route `{route}` has no parameters: leave this out"),
            (count, Some(wanted)) if count != wanted => format!(
                "`{}` takes {}, and the route `{route}` has {}",
                display(ty),
                parameters(wanted),
                all_of(names),
            ),
            _ => continue,
        };
        refusals.refuse(ty, problem);
        return;
    }
}

/// The routes that are in view and right, without the one that takes everything else.
fn routes(args: &Args) -> impl Iterator<Item = String> {
    let of_http = args.sources.iter().filter(|args| args.source.name == "http");
    let keys = of_http.filter_map(|args| match &args.values {
        Values::Keys(keys) => Some(keys),
        Values::Settings(..) => None,
    });
    let routes = keys.flatten().filter_map(|key| match Literal::of(key) {
        Literal::Text(route) => Some(route),
        _ => None,
    });
    routes.filter(|route| route != "$default" && route::check_http(route).is_ok())
}

fn parameters(count: usize) -> String {
    if count == 1 { "1 parameter".into() } else { format!("{count} parameters") }
}

fn batch(args: &Args, ty: &Type, refusals: &mut Refusals) {
    let without = args.sources.iter().find(|args| !args.source.batches);
    let found = match without {
        Some(args) => format!("`{}` delivers none", args.source.name),
        None if args.sources.is_empty() && !args.is_partial => {
            "a direct invocation has none".to_owned()
        }
        None => return,
    };
    let having = SOURCES.iter().filter(|source| source.batches).map(|source| source.name);
    refusals.refuse(
        ty,
        format!(
            "`Batch` is all records of a batch, and {found}: take one `Json<T>`, or serve {}",
            one_of(having)
        ),
    );
}

/// `kinesis::Record` where there is no `kinesis = ..`.
fn of_source(args: &Args, ty: &Type, module: &str, name: &str, refusals: &mut Refusals) {
    let Some(source) = SOURCES.iter().find(|source| source.name == module) else { return };
    if !source.arguments.contains(&name) || args.is_partial {
        return;
    }
    let serves = |args: &SourceArgs| args.source.name == source.name;
    let instead = match args.sources.iter().any(serves) {
        true if is_optional(ty) => return,
        true => "take it as an `Option`, or in a function of its own",
        false => "leave it out",
    };
    let Some(other) = args.sources.iter().find(|args| !serves(args)) else {
        if args.sources.is_empty() {
            refusals.refuse(
                ty,
                format!(
                    "`{module}::{name}` is made from what `{module}` delivers, and this function \
                     serves direct invocations: write `#[handler({})]`",
                    source.example
                ),
            );
        }
        return;
    };
    refusals.refuse(
        ty,
        format!(
            "`{module}::{name}` is made from what `{module}` delivers, and this function serves \
             `{}`: {instead}",
            other.name
        ),
    );
}

#[cfg(test)]
mod tests;
