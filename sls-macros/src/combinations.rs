//! What settings may not be used together.

use crate::args::SettingArg;
use crate::literal::Literal;
use crate::refusals::Refusals;

/// Every combination is fine.
pub(crate) fn none(_: &[SettingArg], _: &mut Refusals) {}

/// Tumbling windows keep one state per shard (AWS Lambda Developer Guide, "Configuring tumbling
/// windows"); `AT_TIMESTAMP` needs a time (API reference, "CreateEventSourceMapping").
pub(crate) fn kinesis(settings: &[SettingArg], refusals: &mut Refusals) {
    let find = |name: &str| settings.iter().find(|arg| arg.setting.name == name);
    let literal = |name: &str| find(name).map(|arg| (arg, Literal::of(&arg.value)));

    if let Some((position, Literal::Text(text))) = literal("starting_position")
        && text == "AT_TIMESTAMP"
    {
        refusals.refuse(
            &position.value,
            "`AT_TIMESTAMP` needs a time, which is known when you deploy and not when you \
             compile: write `LATEST` or `TRIM_HORIZON`, and override it there",
        );
    }
    if let Some((factor, Literal::Integer(2..))) = literal("parallelization_factor")
        && !matches!(literal("tumbling_window"), None | Some((_, Literal::Integer(0))))
    {
        refusals.refuse(
            &factor.value,
            "`tumbling_window` keeps one state per shard: `parallelization_factor` has to be 1",
        );
    }
}
