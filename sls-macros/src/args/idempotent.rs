//! `idempotent = "/order/id"` and `idempotent(by = "/order/id", and = "/line", ..)`.

use syn::parse::ParseStream;
use syn::{Ident, Token, parenthesized, token};

use crate::args::list::list;
use crate::args::setting::{Owner, SettingArg, has_equals, value};
use crate::grammar::IDEMPOTENT;
use crate::refusals::Refusals;

pub(super) const NAME: &str = "idempotent";

/// What makes two units of work the same, as far as it could be understood.
pub(crate) struct IdempotentArgs {
    pub(crate) name: Ident,
    pub(crate) settings: Vec<SettingArg>,
    /// Whether something in its parentheses was refused: what is missing may be there.
    pub(crate) is_partial: bool,
}

/// Reads what stands behind the name.
pub(super) fn read(
    input: ParseStream<'_>,
    name: Ident,
    known: &mut Option<IdempotentArgs>,
    refusals: &mut Refusals,
) -> syn::Result<()> {
    if known.is_some() {
        return Err(syn::Error::new(name.span(), format!("`{NAME}` is given twice")));
    }
    let before = refusals.count();
    let mut settings = Vec::new();
    if has_equals(input) {
        let value = value(input, &name)?;
        settings.push(SettingArg { name: name.clone(), setting: &IDEMPOTENT[0], value });
    } else if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        let owner = Owner::idempotent();
        list(&content, refusals, |input, _| owner.setting(input, &mut settings));
    } else if !input.is_empty() && !input.peek(Token![,]) {
        let message = format!("`{NAME}` and its value are joined by `=`: `{NAME} = \"/order/id\"`");
        return Err(syn::Error::new(name.span(), message));
    }
    *known = Some(IdempotentArgs { name, settings, is_partial: refusals.count() > before });
    Ok(())
}
