//! Settings by name: `batch_size = 500`, `lazy`.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, ExprLit, Lit, LitBool, Token};

use crate::grammar::{self, Builder, Kind, Setting, Source};
use crate::suggest::{nearest, one_of};

/// One setting; the shorthand `sns = ".."` is the subject under the source's name.
pub(crate) struct SettingArg {
    pub(crate) name: Ident,
    pub(crate) setting: &'static Setting,
    pub(crate) value: Expr,
}

/// What has settings: a source, an attribute, or `idempotent`.
pub(crate) struct Owner {
    name: &'static str,
    /// What a value without a name may have been meant for.
    likely: &'static str,
    settings: Vec<&'static Setting>,
}

impl Owner {
    pub(crate) fn source(source: &'static Source, builder: &'static Builder) -> Self {
        let settings: Vec<_> = builder.all().collect();
        let likely = settings.first().map_or("setting", |setting| setting.name);
        Self { name: source.name, likely, settings }
    }

    pub(crate) fn resource() -> Self {
        let settings = grammar::RESOURCE.iter().collect();
        Self { name: RESOURCE, likely: "max_idle", settings }
    }

    pub(crate) fn idempotent() -> Self {
        let settings = grammar::IDEMPOTENT.iter().collect();
        Self { name: "idempotent", likely: "by", settings }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.settings.iter().map(|setting| setting.name)
    }

    /// Reads a setting and adds it to those before it.
    pub(crate) fn setting(
        &self,
        input: ParseStream<'_>,
        known: &mut Vec<SettingArg>,
    ) -> syn::Result<()> {
        if input.peek(Lit) {
            let literal: Lit = input.parse()?;
            let (likely, value) = (self.likely, literal.to_token_stream());
            let message = format!("which setting? write `{likely} = {value}`");
            return Err(syn::Error::new(literal.span(), message));
        }
        let name = identifier(input, "a setting")?;
        let text = name.to_string();
        let Some(setting) = self.settings.iter().find(|setting| setting.name == text) else {
            return Err(syn::Error::new(name.span(), self.unknown(&text)));
        };
        let value = match setting.kind {
            Kind::Flag if !has_equals(input) => flag(input, &name)?,
            _ if !has_equals(input) => {
                let message = format!("`{name}` needs a value: `{name} = ..`");
                return Err(syn::Error::new(name.span(), message));
            }
            _ => value(input, &name)?,
        };
        if known.iter().any(|known| known.setting.name == setting.name) {
            return Err(syn::Error::new(name.span(), format!("`{name}` is given twice")));
        }
        known.push(SettingArg { name, setting, value });
        Ok(())
    }

    fn unknown(&self, text: &str) -> String {
        let Self { name, settings, .. } = self;
        let near = settings
            .iter()
            .find(|setting| is_term(text, setting.term))
            .map(|setting| setting.name)
            .or_else(|| nearest(text, self.names()));
        if let Some(known) = near {
            return format!("unknown setting `{text}` of `{name}`, did you mean `{known}`?");
        }
        if *name == RESOURCE && Source::named(text).is_some() {
            return format!(
                "`{text}` is a source of `#[handler]`, and a resource serves no events"
            );
        }
        if settings.is_empty() {
            return format!("`{name}` has no settings: write `{name}` alone");
        }
        let others: Vec<_> = Source::with_setting(text).map(|other| other.name).collect();
        if !others.is_empty() {
            return format!("`{text}` is a setting of {}, not of `{name}`", one_of(others));
        }
        let mut names: Vec<_> = self.names().collect();
        names.sort_unstable();
        format!("unknown setting `{text}`; `{name}` accepts {}", one_of(names))
    }
}

const RESOURCE: &str = "#[resource]";

/// A setting that stands alone, which means that it is on.
fn flag(input: ParseStream<'_>, name: &Ident) -> syn::Result<Expr> {
    if !input.is_empty() && !input.peek(Token![,]) {
        let message = format!("`{name}` stands alone, or has a value: `{name} = false`");
        return Err(syn::Error::new(name.span(), message));
    }
    let on = LitBool::new(true, name.span());
    Ok(Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::Bool(on) }))
}

/// `=` alone: `==` and `=>` begin with it too.
pub(crate) fn has_equals(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>])
}

pub(crate) fn value(input: ParseStream<'_>, name: &Ident) -> syn::Result<Expr> {
    let equals: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new(equals.span, format!("`{name} =` needs a value")));
    }
    Expr::parse(input)
}

pub(crate) fn identifier(input: ParseStream<'_>, what: &str) -> syn::Result<Ident> {
    if let Ok(name) = input.call(Ident::parse_any) {
        return Ok(name);
    }
    let span = input.cursor().token_tree().map_or_else(|| input.span(), |(token, _)| token.span());
    Err(syn::Error::new(span, format!("expected the name of {what}")))
}

/// Whether the name is AWS's own, in whatever case.
fn is_term(name: &str, term: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    plain(name) == plain(term)
}
