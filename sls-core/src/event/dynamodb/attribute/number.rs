//! Numbers, which DynamoDB writes as text: 38 digits at most, anywhere from 1E-130 to 9.9E+125
//! (Amazon DynamoDB developer guide, "Supported data types").

use std::borrow::Cow;

use serde::de::{Error, Unexpected, Visitor};

use super::asked::Wanted;

/// Gives a number as what is wanted, or refuses: none is rounded but to a float that is wanted.
pub(super) fn visit<'de, V: Visitor<'de>, E: Error>(
    text: Cow<'de, str>,
    wanted: Wanted,
    visitor: V,
) -> Result<V::Value, E> {
    match wanted {
        Wanted::Double => match text.parse::<f64>() {
            Ok(double) if double.is_finite() => visitor.visit_f64(double),
            _ => Err(refused(&visitor)),
        },
        Wanted::Float => match text.parse::<f32>() {
            Ok(float) if float.is_finite() => visitor.visit_f32(float),
            _ => Err(refused(&visitor)),
        },
        Wanted::LongInteger => match integer(&text) {
            Some(integer) => visitor.visit_i128(integer),
            None => Err(refused(&visitor)),
        },
        Wanted::LongNatural => match integer(&text).map(u128::try_from) {
            Some(Ok(natural)) => visitor.visit_u128(natural),
            _ => Err(refused(&visitor)),
        },
        Wanted::Text => visit_text(text, visitor),
        Wanted::Integer => visit_number(text, visitor, |_, visitor| Err(refused(&visitor))),
        _ => visit_number(text, visitor, visit_text),
    }
}

/// Gives an integer as one, and any other number as the float that stands for it; what no float
/// stands for is left to `inexact`.
fn visit_number<'de, V: Visitor<'de>, E: Error>(
    text: Cow<'de, str>,
    visitor: V,
    inexact: impl FnOnce(Cow<'de, str>, V) -> Result<V::Value, E>,
) -> Result<V::Value, E> {
    if let Some(integer) = integer(&text) {
        if let Ok(natural) = u64::try_from(integer) {
            return visitor.visit_u64(natural);
        }
        if let Ok(integer) = i64::try_from(integer) {
            return visitor.visit_i64(integer);
        }
    }
    let Some(decimal) = Decimal::parse(&text) else { return Err(refused(&visitor)) };
    match text.parse::<f64>() {
        Ok(double) if Decimal::parse(&format!("{double:e}")) == Some(decimal) => {
            visitor.visit_f64(double)
        }
        _ => inexact(text, visitor),
    }
}

fn visit_text<'de, V: Visitor<'de>, E: Error>(
    text: Cow<'de, str>,
    visitor: V,
) -> Result<V::Value, E> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

#[cold]
fn refused<'de, E: Error>(visitor: &impl Visitor<'de>) -> E {
    E::invalid_value(Unexpected::Other("number"), visitor)
}

/// The number if it is one without a fraction, however it is written.
fn integer(text: &str) -> Option<i128> {
    text.parse().ok().or_else(|| Decimal::parse(text)?.to_integer())
}

/// A number by its digits: they times ten to the power of the exponent.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// `-12.5E+3` and the like; `None` if it is no number.
    fn parse(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_end_matches('0');
        let shift = i32::try_from(all.len() - digits.len()).ok()?;
        let shift = shift.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { is_negative: false, digits, exponent: 0 });
        }
        Some(Self { is_negative, digits, exponent: exponent.checked_add(shift)? })
    }

    /// It, if it has no fraction and is not too large.
    fn to_integer(&self) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let power = 10_i128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        let magnitude = self.digits.parse::<i128>().ok()?.checked_mul(power)?;
        Some(if self.is_negative { -magnitude } else { magnitude })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, i32)>) {
        let decimal = Decimal::parse(text);
        let seen = decimal.as_ref().map(|it| {
            (format!("{}{}", if it.is_negative { "-" } else { "" }, it.digits), it.exponent)
        });
        let expected = expected.map(|(digits, exponent)| (digits.to_owned(), exponent));
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn reads_numbers_however_they_are_written() {
        check("120", Some(("12", 1)));
        check("-0.0120", Some(("-12", -3)));
        check("+1.5e3", Some(("15", 2)));
        check("1E+125", Some(("1", 125)));
        check("1E-130", Some(("1", -130)));
        check("5.", Some(("5", 0)));
        check(".5", Some(("5", -1)));
        check("-0.00E7", Some(("", 0)));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "-", ".", "e5", "1e", "1e1.5", "1..2", "1-2", "NaN", "inf", "１", "0x1"] {
            check(text, None);
        }
        check("1e99999999999", None);
        check("0.1e-2147483648", None);
    }

    proptest! {
        #[test]
        fn integers_survive_zeros_and_exponents(number: i64, zeros in 0..18_usize) {
            let (zeros, text) = ("0".repeat(zeros), number.to_string());
            prop_assert_eq!(integer(&text), Some(number.into()));
            prop_assert_eq!(integer(&format!("{text}.{zeros}")), Some(number.into()));
            let shifted = format!("{text}{zeros}E-{}", zeros.len());
            prop_assert_eq!(integer(&shifted), Some(number.into()));
        }

        #[test]
        fn fractions_are_no_integers(whole: i64, fraction in "[0-9]{0,9}[1-9]") {
            prop_assert_eq!(integer(&format!("{whole}.{fraction}")), None);
        }

        #[test]
        fn equal_numbers_are_equal_however_floats_print(number: f64) {
            prop_assume!(number.is_finite());
            prop_assert_eq!(
                Decimal::parse(&format!("{number}")),
                Decimal::parse(&format!("{number:e}"))
            );
        }
    }
}
