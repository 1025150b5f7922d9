//! The error type that Lambda makes of `Lambda-Runtime-Function-Error-Type`.

/// What Lambda's logs and telemetry call an error that the runtime called `reported`.
///
/// The real expression, `(Runtime|Function)\.[A-Z][a-zA-Z]+`, is not anchored: a match anywhere in
/// the value keeps the whole value.
pub(super) fn sanitise(reported: Option<&str>) -> String {
    let reported = reported.unwrap_or_default();
    if has_category_and_reason(reported) {
        reported.to_owned()
    } else if reported.starts_with("Function.") {
        "Function.Unknown".to_owned()
    } else {
        "Runtime.Unknown".to_owned()
    }
}

fn has_category_and_reason(value: &str) -> bool {
    ["Runtime.", "Function."].iter().any(|category| {
        value.match_indices(category).any(|(start, _)| {
            let mut reason = value[start + category.len()..].bytes();
            reason.next().is_some_and(|first| first.is_ascii_uppercase())
                && reason.next().is_some_and(|second| second.is_ascii_alphabetic())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reported: &str, wanted: &str) {
        assert_eq!(sanitise(Some(reported)), wanted);
    }

    #[test]
    fn a_category_with_a_reason_is_kept() {
        check("Runtime.ExitError", "Runtime.ExitError");
        check("Function.OutOfStock", "Function.OutOfStock");
    }

    #[test]
    fn a_match_anywhere_keeps_the_whole_value() {
        check("my Function.Oops 7", "my Function.Oops 7");
        check("Function.Runtime.Ab", "Function.Runtime.Ab");
    }

    #[test]
    fn a_function_type_without_a_reason_is_unknown_to_the_function() {
        check("Function.outOfStock", "Function.Unknown");
        check("Function.", "Function.Unknown");
        check("Function.X", "Function.Unknown");
    }

    #[test]
    fn everything_else_is_unknown_to_the_runtime() {
        check("unhandled", "Runtime.Unknown");
        check("Runtime.x", "Runtime.Unknown");
        check("", "Runtime.Unknown");
        assert_eq!(sanitise(None), "Runtime.Unknown");
    }
}
