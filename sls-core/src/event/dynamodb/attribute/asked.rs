//! A deserializer that passes on what it is asked for.

use serde::de::{Deserializer, Error, Visitor};

/// What a type asks a format for, as far as the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted {
    /// Whatever there is, or what has one form only.
    Any,
    Bytes,
    Double,
    Enum {
        name: &'static str,
        variants: &'static [&'static str],
    },
    Float,
    Ignored,
    /// Of up to 64 bits.
    Integer,
    /// Of 128 bits.
    LongInteger,
    /// The same without a sign.
    LongNatural,
    Newtype,
    Option,
    Sequence,
    Text,
}

/// Something to deserialize from.
pub(super) trait Answer<'de>: Sized {
    type Error: Error;

    fn answer<V: Visitor<'de>>(self, wanted: Wanted, visitor: V) -> Result<V::Value, Self::Error>;
}

/// It as a deserializer.
pub(super) struct Asked<A>(pub(super) A);

macro_rules! ask {
    ($($method:ident($($argument:ident: $of:ty),*) $wanted:expr;)*) => {
        $(
            fn $method<V: Visitor<'de>>(
                self,
                $($argument: $of,)*
                visitor: V,
            ) -> Result<V::Value, A::Error> {
                self.0.answer($wanted, visitor)
            }
        )*
    };
}

impl<'de, A: Answer<'de>> Deserializer<'de> for Asked<A> {
    type Error = A::Error;

    ask! {
        deserialize_any() Wanted::Any;
        deserialize_bool() Wanted::Any;
        deserialize_byte_buf() Wanted::Bytes;
        deserialize_bytes() Wanted::Bytes;
        deserialize_char() Wanted::Text;
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
            Wanted::Enum { name, variants };
        deserialize_f32() Wanted::Float;
        deserialize_f64() Wanted::Double;
        deserialize_i8() Wanted::Integer;
        deserialize_i16() Wanted::Integer;
        deserialize_i32() Wanted::Integer;
        deserialize_i64() Wanted::Integer;
        deserialize_i128() Wanted::LongInteger;
        deserialize_identifier() Wanted::Text;
        deserialize_ignored_any() Wanted::Ignored;
        deserialize_map() Wanted::Any;
        deserialize_newtype_struct(_name: &'static str) Wanted::Newtype;
        deserialize_option() Wanted::Option;
        deserialize_seq() Wanted::Sequence;
        deserialize_str() Wanted::Text;
        deserialize_string() Wanted::Text;
        deserialize_struct(_name: &'static str, _fields: &'static [&'static str]) Wanted::Any;
        deserialize_tuple(_length: usize) Wanted::Sequence;
        deserialize_tuple_struct(_name: &'static str, _length: usize) Wanted::Sequence;
        deserialize_u8() Wanted::Integer;
        deserialize_u16() Wanted::Integer;
        deserialize_u32() Wanted::Integer;
        deserialize_u64() Wanted::Integer;
        deserialize_u128() Wanted::LongNatural;
        deserialize_unit() Wanted::Any;
        deserialize_unit_struct(_name: &'static str) Wanted::Any;
    }
}
