//! Lengths of time as text: `"5s"`, `"10m"`, `"1h"`, `"7d"`.

const UNITS: [(&str, u64); 4] = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];

/// The seconds that a text such as `5s` stands for.
pub(crate) fn seconds(text: &str) -> Result<u64, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let Some((_, factor)) = UNITS.into_iter().find(|(name, _)| *name == unit) else {
        return Err(match unit {
            "ms" | "us" | "ns" => format!("`{text}`: it is given in whole seconds, such as `1s`"),
            _ => malformed(text),
        });
    };
    let number: u64 = number.parse().map_err(|_| malformed(text))?;
    number.checked_mul(factor).ok_or_else(|| malformed(text))
}

fn malformed(text: &str) -> String {
    format!("`{text}` is no length of time: write seconds as a number, or `5s`, `10m`, `1h`, `7d`")
}

/// Seconds as a person would write them.
pub(crate) fn display(seconds: u64) -> String {
    let unit =
        UNITS.into_iter().rev().find(|(_, size)| seconds >= *size && seconds.is_multiple_of(*size));
    match unit {
        Some((name, size)) if size > 1 => format!("{seconds} ({}{name})", seconds / size),
        _ => seconds.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_units() {
        assert_eq!(seconds("0s"), Ok(0));
        assert_eq!(seconds("5s"), Ok(5));
        assert_eq!(seconds("10m"), Ok(600));
        assert_eq!(seconds("1h"), Ok(3_600));
        assert_eq!(seconds("7d"), Ok(604_800));
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["", "s", "5", "-5s", "5 s", "1.5s", "5S", "five seconds"] {
            assert!(seconds(text).unwrap_err().contains("no length of time"), "{text}");
        }
        assert!(seconds("500ms").unwrap_err().contains("whole seconds"));
        assert!(seconds("99999999999999999d").is_err());
        assert!(seconds("99999999999999999999s").is_err());
    }

    #[test]
    fn writes_round_numbers_with_their_unit() {
        assert_eq!(display(59), "59");
        assert_eq!(display(300), "300 (5m)");
        assert_eq!(display(604_800), "604800 (7d)");
        assert_eq!(display(0), "0");
    }
}
