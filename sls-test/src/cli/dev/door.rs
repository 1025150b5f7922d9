//! The front doors to choose from.

use clap::ValueEnum;

use crate::front_door::{Alb, FrontDoor, FunctionUrl, HttpApi, RestApi, VpcLattice};

/// Whose events HTTP requests are turned into.
///
/// # Example
/// ```
/// use sls_test::cli::dev::Door;
///
/// assert_eq!(Door::default(), Door::FunctionUrl);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum Door {
    /// A Lambda function URL; streams what the function streams
    #[default]
    FunctionUrl,
    /// An API Gateway HTTP API, payload format 2.0
    HttpApi,
    /// An API Gateway HTTP API, payload format 1.0
    HttpApiV1,
    /// An API Gateway REST API; streams what the function streams
    Rest,
    /// An Application Load Balancer
    Alb,
    /// An Application Load Balancer with multi-value headers
    AlbMultiValue,
    /// VPC Lattice, event structure 2.0
    VpcLattice,
}

impl Door {
    /// The door for a function that returns its reply.
    pub(super) fn buffered(self) -> Box<dyn FrontDoor> {
        match self {
            Self::Alb => Box::new(Alb::new()),
            Self::AlbMultiValue => Box::new(Alb::new().multi_value_headers()),
            Self::FunctionUrl => Box::new(FunctionUrl::new()),
            Self::HttpApi => Box::new(HttpApi::new()),
            Self::HttpApiV1 => Box::new(HttpApi::new().payload_v1()),
            Self::Rest => Box::new(RestApi::new()),
            Self::VpcLattice => Box::new(VpcLattice::new()),
        }
    }

    /// The same door, set up for a function that streams its reply, if it can be.
    pub(super) fn streaming(self) -> Option<Box<dyn FrontDoor>> {
        match self {
            Self::FunctionUrl => Some(Box::new(FunctionUrl::new().response_stream())),
            Self::Rest => Some(Box::new(RestApi::new().stream())),
            Self::Alb
            | Self::AlbMultiValue
            | Self::HttpApi
            | Self::HttpApiV1
            | Self::VpcLattice => None,
        }
    }
}
