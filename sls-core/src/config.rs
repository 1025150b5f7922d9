//! The one place that reads the environment.
//!
//! The names are those of the AWS Lambda developer guide,
//! "Working with Lambda environment variables" and "Log and monitor … log level and format".

use std::fmt;

use http::uri::Authority;
use tracing::level_filters::LevelFilter;

use crate::context::FunctionConfig;

const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";
const NAME: &str = "AWS_LAMBDA_FUNCTION_NAME";
const VERSION: &str = "AWS_LAMBDA_FUNCTION_VERSION";
const MEMORY: &str = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";
/// Set by `cargo sls describe`, never on Lambda.
const DESCRIBE: &str = "SLS_DESCRIBE";
const MAX_CONCURRENCY: &str = "AWS_LAMBDA_MAX_CONCURRENCY";

/// What the environment says about this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// `host:port` of the Runtime API.
    pub(crate) runtime_api: String,
    pub(crate) function: FunctionConfig,
    /// How many invocations Lambda delivers at once; 1 unless it says otherwise.
    pub(crate) max_concurrency: u32,
    pub(crate) log: LogConfig,
}

/// How to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogConfig {
    pub(crate) json: bool,
    pub(crate) level: LevelFilter,
    /// What was asked for and is not known, to be logged once logging works.
    pub(crate) warnings: Vec<String>,
}

/// Why this process cannot be a Lambda function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConfigError {
    /// There is a Runtime API, but what it needs is missing or wrong.
    Invalid {
        /// Where to report it, unless that is the problem.
        runtime_api: Option<String>,
        problems: Vec<String>,
    },
    NotOnLambda,
}

/// Whether this process is to say what its handlers claim, in place of serving invocations.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn is_to_describe() -> bool {
    std::env::var_os(DESCRIBE).is_some() && std::env::var_os(RUNTIME_API).is_none()
}

impl Config {
    /// Reads the environment of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub(crate) fn from_env() -> Result<Self, ConfigError> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// Reads an environment; an empty variable counts as absent.
    pub(crate) fn from_vars(vars: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let var = |name: &str| vars(name).filter(|value| !value.is_empty());
        let runtime_api = var(RUNTIME_API).ok_or(ConfigError::NotOnLambda)?;

        let mut problems = Vec::new();
        let reachable = has_host_and_port(&runtime_api);
        if !reachable {
            problems.push(format!("{RUNTIME_API} is `{runtime_api}`, expected `host:port`"));
        }
        let mut required = |name: &str| {
            var(name).unwrap_or_else(|| {
                problems.push(format!("{name} is missing"));
                String::new()
            })
        };
        let (name, version, memory) = (required(NAME), required(VERSION), required(MEMORY));
        let memory_mb = whole_number(&memory);
        if memory_mb.is_none() && !memory.is_empty() {
            problems.push(format!("{MEMORY} is `{memory}`, expected a number of MB"));
        }
        let max_concurrency = match var(MAX_CONCURRENCY) {
            None => Some(1),
            Some(text) => whole_number(&text).or_else(|| {
                problems.push(format!("{MAX_CONCURRENCY} is `{text}`, expected a number from 1"));
                None
            }),
        };

        match (memory_mb, max_concurrency) {
            (Some(memory_mb), Some(max_concurrency)) if problems.is_empty() => {
                let defaults = FunctionConfig::default();
                let function = FunctionConfig {
                    name,
                    version,
                    memory_mb,
                    log_group: var("AWS_LAMBDA_LOG_GROUP_NAME").unwrap_or_default(),
                    log_stream: var("AWS_LAMBDA_LOG_STREAM_NAME").unwrap_or_default(),
                    initialization_type: var("AWS_LAMBDA_INITIALIZATION_TYPE")
                        .unwrap_or(defaults.initialization_type),
                };
                Ok(Self { runtime_api, function, max_concurrency, log: LogConfig::from_vars(var) })
            }
            _ => {
                let runtime_api = reachable.then_some(runtime_api);
                Err(ConfigError::Invalid { runtime_api, problems })
            }
        }
    }
}

impl LogConfig {
    fn from_vars(var: impl Fn(&str) -> Option<String>) -> Self {
        let mut warnings = Vec::new();
        let json = match var("AWS_LAMBDA_LOG_FORMAT") {
            Some(format) if format.eq_ignore_ascii_case("JSON") => true,
            Some(format) if !format.eq_ignore_ascii_case("Text") => {
                warnings.push(format!("AWS_LAMBDA_LOG_FORMAT `{format}` is unknown, logging text"));
                false
            }
            _ => false,
        };
        let level = match var("AWS_LAMBDA_LOG_LEVEL") {
            Some(text) => level(&text).unwrap_or_else(|| {
                warnings
                    .push(format!("AWS_LAMBDA_LOG_LEVEL `{text}` is unknown, logging from INFO"));
                LevelFilter::INFO
            }),
            // RUST_LOG may hold directives per module, which are for subscribers that know them.
            None => var("RUST_LOG").and_then(|text| level(&text)).unwrap_or(LevelFilter::INFO),
        };
        Self { json, level, warnings }
    }
}

/// Lambda's level names; `FATAL`, which `tracing` lacks, is `ERROR`.
fn level(name: &str) -> Option<LevelFilter> {
    Some(match name.trim().to_ascii_uppercase().as_str() {
        "TRACE" => LevelFilter::TRACE,
        "DEBUG" => LevelFilter::DEBUG,
        "INFO" => LevelFilter::INFO,
        "WARN" => LevelFilter::WARN,
        "ERROR" | "FATAL" => LevelFilter::ERROR,
        _ => return None,
    })
}

fn has_host_and_port(address: &str) -> bool {
    address.parse::<Authority>().is_ok_and(|authority| authority.port().is_some())
}

/// A number from 1 to `i32::MAX`, the range that `lambda_runtime` accepts for memory too.
fn whole_number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| (1..=i32::MAX.unsigned_abs()).contains(number))
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { problems, .. } => {
                write!(
                    f,
                    "the environment is not that of a Lambda function: {}",
                    problems.join("; ")
                )
            }
            Self::NotOnLambda => f.write_str(
                "this is an AWS Lambda function and was started outside Lambda: \
                 run it with `cargo sls dev NAME`, or test it with `sls_test::Cloud`",
            ),
        }
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPLETE: [(&str, &str); 4] =
        [(RUNTIME_API, "169.254.100.1:9001"), (NAME, "orders"), (VERSION, "7"), (MEMORY, "512")];

    fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_vars(|name| {
            let mut all = changes.iter().chain(&COMPLETE);
            all.find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn reads_what_lambda_sets() {
        let config = read(&[("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/orders")]).unwrap();
        assert_eq!(config.runtime_api, "169.254.100.1:9001");
        assert_eq!(config.function.name, "orders");
        assert_eq!(config.function.version, "7");
        assert_eq!(config.function.memory_mb, 512);
        assert_eq!(config.function.log_group, "/aws/lambda/orders");
        assert_eq!(config.function.initialization_type, "on-demand");
        assert_eq!(config.max_concurrency, 1);
        assert_eq!(
            config.log,
            LogConfig { json: false, level: LevelFilter::INFO, warnings: vec![] }
        );
    }

    #[test]
    fn says_how_to_run_outside_lambda() {
        let error = Config::from_vars(|_| None).unwrap_err();
        assert_eq!(error, ConfigError::NotOnLambda);
        assert!(error.to_string().contains("cargo sls dev NAME"));
    }

    #[test]
    fn lists_every_problem_at_once() {
        let error = read(&[(NAME, ""), (MEMORY, "much"), (MAX_CONCURRENCY, "0")]).unwrap_err();
        let ConfigError::Invalid { runtime_api, problems } = error else { panic!("{error}") };
        assert_eq!(runtime_api.as_deref(), Some("169.254.100.1:9001"));
        assert_eq!(
            problems,
            [
                "AWS_LAMBDA_FUNCTION_NAME is missing",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE is `much`, expected a number of MB",
                "AWS_LAMBDA_MAX_CONCURRENCY is `0`, expected a number from 1",
            ]
        );
    }

    #[test]
    fn refuses_an_address_that_nothing_can_connect_to() {
        for address in ["http://127.0.0.1:9001", "localhost", "not an address"] {
            let error = read(&[(RUNTIME_API, address)]).unwrap_err();
            assert!(
                matches!(&error, ConfigError::Invalid { runtime_api: None, problems } if problems.len() == 1),
                "{address}: {error:?}"
            );
        }
    }

    #[test]
    fn takes_levels_in_any_case() {
        for (name, expected) in [
            ("trace", LevelFilter::TRACE),
            ("Debug", LevelFilter::DEBUG),
            ("WARN", LevelFilter::WARN),
            ("fatal", LevelFilter::ERROR),
        ] {
            let log = read(&[("AWS_LAMBDA_LOG_LEVEL", name), ("RUST_LOG", "info")]).unwrap().log;
            assert_eq!(log.level, expected, "{name}");
        }
    }

    #[test]
    fn takes_a_plain_rust_log_only_when_lambda_sets_no_level() {
        let level = |value| read(&[("RUST_LOG", value)]).unwrap().log.level;
        assert_eq!(level("debug"), LevelFilter::DEBUG);
        assert_eq!(level("my_crate=debug"), LevelFilter::INFO);
    }

    #[test]
    fn warns_about_unknown_log_settings() {
        let settings = [("AWS_LAMBDA_LOG_LEVEL", "LOUD"), ("AWS_LAMBDA_LOG_FORMAT", "xml")];
        let log = read(&settings).unwrap().log;
        assert_eq!((log.json, log.level), (false, LevelFilter::INFO));
        assert_eq!(log.warnings.len(), 2);
    }
}
