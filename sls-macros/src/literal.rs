//! What an argument's value is, as far as a macro can see.

use syn::{Expr, ExprArray, ExprLit, ExprUnary, Lit, UnOp};

/// A value that the macro can check, or an expression that only the compiler can.
pub(crate) enum Literal<'a> {
    Bool(bool),
    /// A constant, a call, a macro: anything whose value is not in view.
    Expression,
    /// A whole number; one that fits nowhere is [`i128::MAX`].
    Integer(i128),
    List(&'a ExprArray),
    /// A float, a byte string, a character, a number with a unit.
    Other,
    Text(String),
}

impl<'a> Literal<'a> {
    pub(crate) fn of(expr: &'a Expr) -> Self {
        match expr {
            Expr::Array(array) => Self::List(array),
            // Invisible parentheses: a fragment of a `macro_rules!` macro.
            Expr::Group(group) => Self::of(&group.expr),
            Expr::Lit(ExprLit { lit, .. }) => match lit {
                Lit::Bool(on) => Self::Bool(on.value),
                Lit::Int(number) => match number.suffix() {
                    "s" | "m" | "h" | "d" | "ms" => Self::Other,
                    _ => Self::Integer(number.base10_parse().unwrap_or(i128::MAX)),
                },
                Lit::Str(text) => Self::Text(text.value()),
                _ => Self::Other,
            },
            Expr::Paren(paren) => Self::of(&paren.expr),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match Self::of(expr) {
                Self::Integer(number) => Self::Integer(-number),
                other => other,
            },
            _ => Self::Expression,
        }
    }
}
