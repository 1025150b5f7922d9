//! What the author may have meant.

/// The candidate that is a typing mistake away from `given`, if there is one.
///
/// Case and punctuation count for nothing: `BatchSize` is near `batch_size`.
pub(crate) fn nearest<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let given = letters(given);
    candidates
        .into_iter()
        .map(|candidate| (distance(&given, &letters(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(4).min(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// ``, did you mean `x`?`` or nothing, to append to a message.
pub(crate) fn did_you_mean<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    nearest(given, candidates).map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    listed(names, "or")
}

/// `` `a`, `b` and `c` ``.
pub(crate) fn all_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    listed(names, "and")
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The word with its article: "an intent".
pub(crate) fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'A']) { "an" } else { "a" };
    format!("{article} {word}")
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many letters to insert, delete, replace or swap with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = above[j] + usize::from(x != y);
            let mut best = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_typing_mistake() {
        let sources = ["http", "kinesis", "s3", "sns", "websocket"];
        assert_eq!(nearest("htpp", sources), Some("http"));
        assert_eq!(nearest("kinesys", sources), Some("kinesis"));
        assert_eq!(nearest("web_socket", sources), Some("websocket"));
        assert_eq!(nearest("BatchSize", ["batch_size", "stream"]), Some("batch_size"));
    }

    #[test]
    fn does_not_guess_wildly() {
        assert_eq!(nearest("cron", ["http", "kinesis", "s3", "sns"]), None);
        assert_eq!(nearest("", ["s3"]), None);
    }

    #[test]
    fn lists_names_as_prose() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(one_of([]), "");
        assert_eq!(all_of(["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn finds_the_article() {
        assert_eq!(with_article("intent"), "an intent");
        assert_eq!(with_article("API"), "an API");
        assert_eq!(with_article("user pool"), "a user pool");
    }
}
