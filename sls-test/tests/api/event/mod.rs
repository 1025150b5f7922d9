//! The events that builders make, against their documented shapes and decoders.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests: they may fail")]

mod corpus;
mod form;
mod kinesis;
mod origin;
mod overrides;
mod s3;
mod sns;
