//! From a unit of work to the arguments of a function.
//!
//! A *unit of work* is one HTTP request, one record or one direct payload: [`Input`].
//! Each argument of a handler is made from it through [`FromInput`], in any order;
//! all arguments that cannot be made are reported together.

mod batch;
mod by_type;
mod bytes;
mod context;
mod cookies;
mod encoded;
#[cfg(feature = "gzip")]
mod gzip;
mod headers;
#[cfg(feature = "gzip")]
mod inflate;
mod input;
mod json;
mod nested;
mod optional;
mod path;
mod query;
mod rejection;
mod sanitise;
mod state;
mod text;
mod work;

pub(crate) use self::batch::BatchUnits;
pub use self::batch::{Batch, Item};
pub use self::bytes::Bytes;
pub use self::cookies::Cookies;
pub use self::encoded::Base64;
#[cfg(feature = "gzip")]
pub use self::gzip::Gzip;
#[cfg(all(test, feature = "gzip"))]
pub(crate) use self::inflate::tests::gzip;
#[cfg(feature = "gzip")]
pub(crate) use self::inflate::{DECOMPRESSION_LIMIT, inflate, too_large};
pub(crate) use self::input::utf8;
pub use self::input::{FromInput, Input, marker};
pub use self::json::Json;
pub(crate) use self::nested::OfNested;
pub use self::path::Path;
pub use self::query::Query;
pub use self::rejection::{Location, Rejection, Rejections};
pub(crate) use self::sanitise::json_problem;
pub(crate) use self::state::{AnyValue, States};
pub use self::state::{Requirements, State};
pub use self::text::Text;
pub(crate) use self::work::{Demand, HttpHead, HttpInput, Whole, Work};
