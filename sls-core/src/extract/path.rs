//! The parameters in the path as a typed argument.

use std::borrow::Cow;

use http::StatusCode;
use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::extract::sanitise::{Message, data_problem};
use crate::extract::{FromInput, Input, Location, Rejection};

/// The parameters of the route's path, decoded into `T`.
///
/// One parameter fills a plain type, several a tuple in their order or a struct by name.
///
/// # Example
/// ```
/// use sls_core::Path;
///
/// // GET /orders/{id}
/// async fn show(Path(id): Path<u64>) -> String {
///     format!("order {id}")
/// }
///
/// // GET /orders/{order}/items/{item}
/// async fn item(Path((order, item)): Path<(u64, String)>) -> String {
///     format!("{item} of order {order}")
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path<T>(pub T);

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromInput for Path<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let http = input.http().ok_or_else(|| Rejection::http_only(Location::Path))?;
        let parameters = Parameters(&http.parameters);
        T::deserialize(parameters).map(Self).map_err(|error| rejection::<T>(parameters, &error))
    }
}

#[cold]
fn rejection<T: DeserializeOwned>(parameters: Parameters<'_>, error: &Message) -> Rejection {
    let rejection = Rejection::new(StatusCode::BAD_REQUEST, Location::Path, data_problem(&error.0));
    let path = match serde_path_to_error::deserialize::<_, T>(parameters) {
        Err(error) => error.path().to_string(),
        Ok(_) => return rejection,
    };
    // Plain types and tuples have no names of their own, the route has.
    let position = match path.trim_matches(['[', ']']).parse::<usize>() {
        Ok(position) => position,
        Err(_) if path == "." => 0,
        Err(_) => return rejection.at(path),
    };
    match parameters.0.get(position) {
        Some((name, _)) => rejection.at(name.as_ref()),
        None => rejection,
    }
}

/// Names and decoded values, in the order of the route.
#[derive(Clone, Copy)]
struct Parameters<'a>(&'a [(Cow<'a, str>, Cow<'a, str>)]);

impl<'a> Parameters<'a> {
    /// The only value, for types that are filled by one.
    fn only(self) -> Result<Value<'a>, Message> {
        match self.0 {
            [(_, value)] => Ok(Value(value)),
            [] => Err(Message::expected("a route with a parameter")),
            _ => Err(Message::expected("a tuple or a struct for several parameters")),
        }
    }

    fn values(self) -> impl Iterator<Item = Value<'a>> {
        self.0.iter().map(|(_, value)| Value(value))
    }
}

macro_rules! from_the_only_value {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
            self.only()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Parameters<'de> {
    type Error = Message;

    from_the_only_value! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option
        deserialize_identifier
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        let pairs = self.0.iter().map(|(name, value)| (name.as_ref(), Value(value)));
        visitor.visit_map(MapDeserializer::new(pairs))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Message> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        visitor.visit_seq(SeqDeserializer::new(self.values()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Message> {
        if length != self.0.len() {
            return Err(Message::expected(&format!("a route with {length} parameters")));
        }
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Message> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Message> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Message> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Message> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        visitor.visit_unit()
    }
}

/// One parameter's text, parsed as the type asks.
#[derive(Clone, Copy)]
struct Value<'a>(&'a str);

impl<'de> IntoDeserializer<'de, Message> for Value<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident $ty:ty: $what:literal,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
            match self.0.parse::<$ty>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(Message::expected($what)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Message;

    parsed! {
        deserialize_bool visit_bool bool: "true or false",
        deserialize_i8 visit_i8 i8: "i8",
        deserialize_i16 visit_i16 i16: "i16",
        deserialize_i32 visit_i32 i32: "i32",
        deserialize_i64 visit_i64 i64: "i64",
        deserialize_i128 visit_i128 i128: "i128",
        deserialize_u8 visit_u8 u8: "u8",
        deserialize_u16 visit_u16 u16: "u16",
        deserialize_u32 visit_u32 u32: "u32",
        deserialize_u64 visit_u64 u64: "u64",
        deserialize_u128 visit_u128 u128: "u128",
        deserialize_f32 visit_f32 f32: "a number",
        deserialize_f64 visit_f64 f64: "a number",
        deserialize_char visit_char char: "one character",
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Message> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Message> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Message> {
        BorrowedStrDeserializer::new(self.0).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}
