//! Amazon DynamoDB: changes of tables, from their streams.
//!
//! Lambda reads the stream of a table and invokes the function with batches of changes
//! (AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB").
//! [`Change`] has the items in a type of yours, [`Record`] says where a change comes from, and the
//! payload is the change as it stands, in DynamoDB's JSON.

mod attribute;
mod change;
mod discriminator;
mod key;
mod nested;
mod record;
mod serve;
mod table;
mod wire;

pub use self::change::Change;
pub(super) use self::discriminator::SERVICE;
pub use self::nested::DynamoDb;
pub use self::record::{ChangeKind, Record};
pub use self::table::Table;
pub use crate::event::window::Window;
