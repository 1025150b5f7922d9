//! What makes two units of work the same; AWS has no names for it.

use super::{Kind, Setting, same};
use crate::{key, names};

/// The first is what `idempotent = ".."` stands for.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::new("by", "", Kind::Text(key::check_pointer))
        .default(ONE_OF_FOUR)
        .about("a value of the JSON payload, by JSON pointer"),
    Setting::new("by_header", "", Kind::Text(key::check_header))
        .default(ONE_OF_FOUR)
        .about("a header of the HTTP request"),
    Setting::new("by_identity", "", Kind::Flag)
        .default(ONE_OF_FOUR)
        .about("what the sender calls the record, such as its message id"),
    Setting::new("key", "", Kind::Function)
        .default(ONE_OF_FOUR)
        .about("what a function makes of the `Input`"),
    Setting::new("and", "", pointers()).default("nothing more").about("more values of the payload"),
    Setting::new(
        "and_header",
        "",
        Kind::Texts { check: key::check_header, overlap: key::same_header, most: usize::MAX },
    )
    .default("nothing more")
    .about("more headers of the HTTP request"),
    Setting::new("expires_after", "", Kind::Duration { seconds: 1..=LONGEST, unlimited: false })
        .default("3600, 1h")
        .about("how long an answer is given again"),
    Setting::new("missing_key", "", Kind::Choice(&["refuse", "run_unprotected"]))
        .default("`refuse`")
        .about("what becomes of a unit of work without a key"),
    Setting::new("on_replay", "", Kind::Function)
        .default("none")
        .about("is called when an answer is given again"),
    Setting::new("payload", "", pointers())
        .default("nothing, of a key from a header everything")
        .about("values of the payload that have to be the same too; `\"\"` is all of it"),
    Setting::new("scope", "", Kind::Text(names::check_any))
        .default("the names of the Lambda function and of the handler")
        .about("who shares keys"),
];

/// One of these begins the key.
pub(crate) const KEYS: [&str; 4] = ["by", "by_header", "by_identity", "key"];

const ONE_OF_FOUR: &str = "one of the first four is required";

/// Ten years.
const LONGEST: u64 = 3_650 * 86_400;

const fn pointers() -> Kind {
    Kind::Texts { check: key::check_pointer, overlap: same, most: usize::MAX }
}
