//! `#[resource]`: what is built once and kept, from an attribute to an item beside the function.
//!
//! The passes are those of a handler: `args` reads, `validate` refuses, `expand` writes.

mod args;
mod expand;
mod validate;

#[cfg(test)]
mod tests;

pub(crate) use self::args::parse;
pub(crate) use self::expand::expand;
pub(crate) use self::validate::validate;
