//! What tests of several modules start from.

use std::fmt;
use std::sync::{Arc, Mutex};

use sls_core::{App, Handler};
use sls_test::Cloud;
use sls_test::cloud::HttpClient;
use sls_test::front_door::{Alb, FunctionUrl, HttpApi, RestApi, VpcLattice};

/// A cloud in front of these handlers and nothing else.
pub(crate) async fn cloud(handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().handlers(handlers)).await
}

/// The same function behind every HTTP front door, each with its name.
pub(crate) fn doors(cloud: &Cloud) -> [(&'static str, HttpClient); 7] {
    let client = cloud.http();
    [
        ("HTTP API", client.clone()),
        ("HTTP API, payload 1.0", client.clone().through(HttpApi::new().payload_v1())),
        ("REST API", client.clone().through(RestApi::new().binary_media_types(["*/*"]))),
        ("function URL", client.clone().through(FunctionUrl::new())),
        ("load balancer", client.clone().through(Alb::new())),
        ("load balancer, lists", client.clone().through(Alb::new().multi_value_headers())),
        ("VPC Lattice", client.through(VpcLattice::new())),
    ]
}

/// Notes of handlers and layers, for the test to read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub(crate) fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    /// What was noted since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// An error with a source, of a type whose name says what went wrong.
#[derive(Debug)]
pub(crate) struct OutOfStock {
    source: std::num::ParseIntError,
}

impl OutOfStock {
    pub(crate) fn new() -> Self {
        Self { source: "x".parse::<u8>().unwrap_err() }
    }
}

impl fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no A1 left")
    }
}

impl std::error::Error for OutOfStock {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
