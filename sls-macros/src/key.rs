//! What a key of an idempotent handler is made of: JSON pointers and headers.

/// Checks a JSON pointer (RFC 6901, section 3).
pub(crate) fn check_pointer(text: &str) -> Result<(), String> {
    let is_escaped = |rest: &str| rest.starts_with(['0', '1']);
    if !text.is_empty() && !text.starts_with('/') {
        let path = text.trim_start_matches(['$', '.']).replace('.', "/");
        return Err(format!("a JSON pointer begins with a slash: `/{path}`"));
    }
    if text.split('~').skip(1).all(is_escaped) {
        return Ok(());
    }
    Err("in a JSON pointer `~0` stands for `~`, and `~1` for `/` in a name".into())
}

/// Checks the name of an HTTP header (RFC 9110, section 5.1).
pub(crate) fn check_header(text: &str) -> Result<(), String> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    match text.chars().find(|c| !is_token(*c)) {
        Some(odd) => Err(format!("the name of a header has no `{}` in it", odd.escape_debug())),
        None if text.is_empty() => {
            Err("this is empty: a header is named as in `X-Request-Id`".into())
        }
        None => Ok(()),
    }
}

/// Whether two headers are the same, as the case of their names makes no difference.
pub(crate) fn same_header(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(result: Result<(), String>, because: &str) {
        let message = result.expect_err("it was accepted");
        assert!(message.contains(because), "refused with {message:?}");
    }

    #[test]
    fn refuses_what_is_no_pointer_and_no_header() {
        for pointer in ["", "/", "/order/id", "/a~1b/~0c/0"] {
            assert_eq!(check_pointer(pointer), Ok(()), "{pointer}");
        }
        refused(check_pointer("order.id"), "begins with a slash: `/order/id`");
        refused(check_pointer("$.order.id"), "begins with a slash: `/order/id`");
        refused(check_pointer("/a~2"), "`~0` stands for `~`");
        assert_eq!(check_header("Idempotency-Key"), Ok(()));
        refused(check_header("Idempotency Key"), "no ` ` in it");
        refused(check_header(""), "empty");
        assert!(same_header("X-Id", "x-id"));
    }
}
