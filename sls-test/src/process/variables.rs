//! The environment variables that Lambda sets for a function.

use std::net::SocketAddr;
use std::path::Path;

use super::builder::Config;

/// The variables of one environment, to be laid over those that the command has.
///
/// Left out on purpose: credentials, so that a function finds those of the developer, and the X-Ray
/// daemon's address, at which nobody would listen.
/// (AWS Lambda developer guide, "Working with Lambda environment variables")
pub(super) fn variables(
    config: &Config,
    runtime_api: SocketAddr,
    log_stream: &str,
    directory: &Path,
) -> Vec<(String, String)> {
    let directory = directory.display().to_string();
    let mut variables = vec![
        ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", config.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", VERSION.to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", config.memory_mb.to_string()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", config.name)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", log_stream.to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", initialization_type(config).to_owned()),
        ("AWS_REGION", config.region.clone()),
        ("AWS_DEFAULT_REGION", config.region.clone()),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned()),
        ("_HANDLER", "bootstrap".to_owned()),
        ("LAMBDA_TASK_ROOT", directory.clone()),
        ("LAMBDA_RUNTIME_DIR", directory),
        ("TZ", ":UTC".to_owned()),
    ];
    if config.concurrency > 1 {
        variables.push(("AWS_LAMBDA_MAX_CONCURRENCY", config.concurrency.to_string()));
    }
    let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value));
    variables.chain(config.variables.iter().cloned()).collect()
}

/// Only Lambda Managed Instances give one environment several invocations at once.
fn initialization_type(config: &Config) -> &'static str {
    if config.concurrency > 1 { "lambda-managed-instances" } else { "on-demand" }
}

pub(super) const VERSION: &str = "$LATEST";
