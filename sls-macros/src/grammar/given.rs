//! What was given to a source, as far as it is in view and nothing is wrong with it.

use crate::args::SettingArg;
use crate::duration;
use crate::literal::Literal;

/// The settings of one source. Of those that were refused nobody knows the value.
pub(crate) struct Given<'a> {
    pub(crate) settings: &'a [SettingArg],
    /// By name.
    pub(crate) refused: Vec<&'static str>,
}

impl<'a> Given<'a> {
    /// The setting of this name, with its value as far as it is in view.
    pub(crate) fn literal(&self, name: &str) -> Option<(&'a SettingArg, Literal<'a>)> {
        let arg = self.settings.iter().find(|arg| arg.setting.name == name)?;
        let is_refused = self.refused.contains(&arg.setting.name);
        let literal = if is_refused { Literal::Expression } else { Literal::of(&arg.value) };
        Some((arg, literal))
    }

    /// A length of time in seconds: nothing where it is left out or not in view.
    pub(crate) fn seconds(&self, name: &str) -> Option<i128> {
        match self.literal(name)?.1 {
            Literal::Integer(seconds) => Some(seconds),
            Literal::Text(text) => duration::seconds(&text).ok().map(i128::from),
            _ => None,
        }
    }
}
