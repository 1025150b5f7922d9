//! Requests through a front door, and what comes back to the client.

mod client;
mod reply;
mod request;
mod target;

pub use self::client::HttpClient;
pub use self::reply::HttpReply;
pub use self::request::HttpRequest;
