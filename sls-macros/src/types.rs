//! Types as the author wrote them: what they contain, and how they read.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Path, Type};

/// The first part of a type, itself included, that `wanted` holds for.
pub(crate) fn find_type<'a>(ty: &'a Type, wanted: &dyn Fn(&Type) -> bool) -> Option<&'a Type> {
    if wanted(ty) {
        return Some(ty);
    }
    match ty {
        Type::Array(ty) => find_type(&ty.elem, wanted),
        Type::Group(ty) => find_type(&ty.elem, wanted),
        Type::Paren(ty) => find_type(&ty.elem, wanted),
        Type::Path(ty) => type_arguments(&ty.path).find_map(|ty| find_type(ty, wanted)),
        Type::Reference(ty) => find_type(&ty.elem, wanted),
        Type::Slice(ty) => find_type(&ty.elem, wanted),
        Type::Tuple(ty) => ty.elems.iter().find_map(|ty| find_type(ty, wanted)),
        _ => None,
    }
}

fn type_arguments(path: &Path) -> impl Iterator<Item = &Type> {
    path.segments
        .iter()
        .filter_map(|segment| match &segment.arguments {
            syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
            _ => None,
        })
        .flatten()
        .filter_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// A type as a person would write it: without the spaces between tokens.
pub(crate) fn display(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write_tokens(tokens.into_token_stream(), &mut text);
    text
}

fn write_tokens(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                    Delimiter::Parenthesis => ("(", ")"),
                };
                if open == "[" && text.ends_with(char::is_alphanumeric) {
                    text.push(' ');
                }
                text.push_str(open);
                write_tokens(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' | ';' => text.extend([punct.as_char(), ' ']),
                '=' | '+' => text.extend([' ', punct.as_char(), ' ']),
                other => text.push(other),
            },
            TokenTree::Ident(word) if text.ends_with(char::is_alphanumeric) => {
                text.push(' ');
                text.push_str(&word.to_string());
            }
            other => text.push_str(&other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_types_without_spaces() {
        let ty: Type =
            syn::parse_quote!(Result<&'static [u8; 4], Box<dyn std::error::Error + Send>>);
        assert_eq!(display(&ty), "Result<&'static [u8; 4], Box<dyn std::error::Error + Send>>");
    }
}
