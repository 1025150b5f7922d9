//! The functions that are measured, and what each of them is there for.

use anyhow::Context as _;

use crate::workload::Work;

/// A function binary.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) package: &'static str,
    /// How the table calls it.
    pub(crate) label: &'static str,
    pub(crate) side: Side,
    /// What it can be given.
    pub(crate) works: &'static [Work],
}

/// Whose function it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Ours,
    Peer,
    /// Ours, and not in the table: for a look at its profile.
    Study,
}

/// The function that "hand-written" means.
pub(crate) const HAND_WRITTEN: &str = "json-runtime";

/// The same with logs, which ours always has.
pub(crate) const HAND_WRITTEN_LOGGING: &str = "json-runtime-logging";

pub(crate) const FUNCTIONS: &[Function] = &[
    Function { package: "sls-json", label: "sls", side: Side::Ours, works: &[Work::Json] },
    Function {
        package: "sls-http",
        label: "sls",
        side: Side::Ours,
        works: &[Work::HttpApi, Work::RestApi],
    },
    Function {
        package: "sls-kinesis",
        label: "sls",
        side: Side::Ours,
        works: &[
            Work::Kinesis,
            Work::Kinesis1,
            Work::Kinesis10,
            Work::Kinesis1000,
            Work::Kinesis10000,
        ],
    },
    Function {
        package: "sls-resources",
        label: "sls with five resources",
        side: Side::Study,
        works: &[Work::Json],
    },
    Function {
        package: HAND_WRITTEN,
        label: "hand-written",
        side: Side::Peer,
        works: &[Work::Json],
    },
    Function {
        package: HAND_WRITTEN_LOGGING,
        label: "hand-written with logs",
        side: Side::Peer,
        works: &[Work::Json],
    },
    Function {
        package: "json-template",
        label: "official template",
        side: Side::Peer,
        works: &[Work::Json],
    },
    Function {
        package: "http-lambda-http",
        label: "lambda_http",
        side: Side::Peer,
        works: &[Work::HttpApi, Work::RestApi],
    },
    Function {
        package: "http-axum",
        label: "lambda_http + axum",
        side: Side::Peer,
        works: &[Work::HttpApi, Work::RestApi],
    },
    Function {
        package: "kinesis-events",
        label: "aws_lambda_events",
        side: Side::Peer,
        works: &[Work::Kinesis],
    },
];

/// The function of that package.
pub(crate) fn find(package: &str) -> anyhow::Result<&'static Function> {
    FUNCTIONS
        .iter()
        .find(|function| function.package == package)
        .with_context(|| format!("no function is called {package:?}; `driver list` names them"))
}
