//! The arguments of `#[resource]`: settings without a source.

use proc_macro2::TokenStream;

use crate::args::{Options, Owner, SettingArg, option, parse_list};
use crate::refusals::Refusals;

/// All arguments that could be understood.
#[derive(Default)]
pub(crate) struct ResourceArgs {
    pub(crate) options: Options,
    pub(crate) settings: Vec<SettingArg>,
}

/// Reads the arguments; what cannot be understood is refused and left out.
pub(crate) fn parse(attribute: TokenStream, refusals: &mut Refusals) -> ResourceArgs {
    let mut args = ResourceArgs::default();
    let owner = Owner::resource();
    parse_list(attribute, refusals, |input, _| match option(input, &mut args.options) {
        Some(read) => read,
        None => owner.setting(input, &mut args.settings),
    });
    args
}
