//! What may be written on the command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::dev::Door;
use super::event::EventArgs;

/// Run and test AWS Lambda functions on this machine.
#[derive(Debug, Parser)]
#[command(
    name = "cargo sls",
    bin_name = "cargo sls",
    version,
    arg_required_else_help = true,
    after_help = "\
First steps:
  cargo sls dev hello                       build `hello` and serve it on 127.0.0.1:9000
  cargo sls invoke --json '{\"name\":\"Ada\"}'  send it an event, from another terminal
  curl 127.0.0.1:9000/orders/42             or an HTTP request, if it has HTTP handlers"
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Describe(DescribeArgs),
    Dev(DevArgs),
    Event(EventArgs),
    Invoke(InvokeArgs),
}

/// Build a function and print what its handlers claim, with all settings.
///
/// Nothing is invoked: the program says what its attributes say and ends. A function that could not
/// start says why instead.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  cargo sls describe orders
  cargo sls describe orders --format json | jq .handlers")]
pub(super) struct DescribeArgs {
    /// The package, binary or example; may be left out where there is only one
    #[arg(value_name = "NAME")]
    pub(super) target: Option<String>,

    /// The binary, of a package that has several
    #[arg(long, value_name = "BINARY")]
    pub(super) bin: Option<String>,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,

    /// Cargo features to build with; may be repeated
    #[arg(long, value_name = "FEATURES")]
    pub(super) features: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Format {
    /// JSON, for programs
    Json,
    /// A table, for people
    #[default]
    Table,
}

/// Build a function, serve it, and restart it when its source changes.
///
/// The function runs as on Lambda: against a Runtime API, with Lambda's environment variables, cold
/// and warm starts, and a timeout that kills it. Two things are served on one port:
///
/// Lambda's Invoke API, for the AWS CLI and every AWS SDK, at
/// /2015-03-31/functions/NAME/invocations; and HTTP at every other path, turned into the event of a
/// front door and answered as that door would answer. Only requests to 127.0.0.1, localhost or
/// [::1] are served.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  cargo sls dev hello
  cargo sls dev orders --front-door rest --env TABLE=orders-dev
  cargo sls dev --port 0                    the only function here, on a free port

Then, from another terminal:
  cargo sls invoke --event 'sns --topic order-events --message hi'
  curl 127.0.0.1:9000/orders/42
  aws lambda invoke --endpoint-url http://127.0.0.1:9000 --function-name hello \\
      --cli-binary-format raw-in-base64-out --payload '{\"name\":\"Ada\"}' /dev/stdout")]
pub(super) struct DevArgs {
    /// The package, binary or example to run; may be left out where there is only one
    #[arg(value_name = "NAME")]
    pub(super) target: Option<String>,

    /// The binary to run, of a package that has several
    #[arg(long, value_name = "BINARY")]
    pub(super) bin: Option<String>,

    /// The name that the function has for its callers [default: NAME]
    #[arg(long = "name", value_name = "FUNCTION")]
    pub(super) function: Option<String>,

    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = DEFAULT_PORT)]
    pub(super) port: u16,

    /// Whose events HTTP requests are turned into
    #[arg(long, value_enum, default_value_t)]
    pub(super) front_door: Door,

    /// Seconds until an invocation is cut off; Lambda's own default is 3
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=900))]
    pub(super) timeout: u64,

    /// The memory size in MB that the function is told
    #[arg(long, value_name = "MB", default_value_t = 128, value_parser = clap::value_parser!(u32).range(128..=32_768))]
    pub(super) memory: u32,

    /// How many invocations the function may serve at once (Lambda Managed Instances)
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1600))]
    pub(super) concurrency: u16,

    /// The region that the function is told
    #[arg(long, default_value = "eu-west-1")]
    pub(super) region: String,

    /// An environment variable for the function; may be repeated
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    pub(super) variables: Vec<(String, String)>,

    /// Cargo features to build with; may be repeated
    #[arg(long, value_name = "FEATURES")]
    pub(super) features: Vec<String>,

    /// Build with the release profile
    #[arg(long)]
    pub(super) release: bool,
}

/// Send one event to a function that `cargo sls dev` runs, and print its result.
///
/// The result goes to standard output. A function error goes to standard error, and the command
/// ends with exit code 1.
#[derive(Debug, ClapArgs)]
#[command(
    group = ArgGroup::new("payload").args(["json", "file", "stdin", "event"]),
    after_help = "\
Examples:
  cargo sls invoke --json '{\"name\":\"Ada\"}'
  cargo sls invoke orders --file tests/event.json
  cargo sls invoke --event 'sns --topic order-events --message hi'
  cargo sls event s3-put --bucket receipts --key a.pdf | cargo sls invoke --stdin"
)]
pub(super) struct InvokeArgs {
    /// The function's name; may be left out, for a server has one function
    #[arg(value_name = "NAME")]
    pub(super) function: Option<String>,

    /// The event as JSON text
    #[arg(long, value_name = "JSON")]
    pub(super) json: Option<String>,

    /// A file that holds the event
    #[arg(long)]
    pub(super) file: Option<PathBuf>,

    /// Read the event from standard input
    #[arg(long)]
    pub(super) stdin: bool,

    /// A built event, written as the arguments of `cargo sls event`
    #[arg(long, value_name = "SOURCE …")]
    pub(super) event: Option<String>,

    /// The port that `cargo sls dev` listens on
    #[arg(long, default_value_t = DEFAULT_PORT)]
    pub(super) port: u16,

    /// Print the log of the invocation, its last 4 KB, to standard error
    #[arg(long)]
    pub(super) tail: bool,

    /// Print the result byte for byte, not indented
    #[arg(long)]
    pub(super) raw: bool,

    /// Do not wait for the result (invocation type Event)
    #[arg(long = "async", conflicts_with_all = ["tail", "raw"])]
    pub(super) asynchronous: bool,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE".to_owned()),
    }
}

const DEFAULT_PORT: u16 = 9000;

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_variable_is_a_key_and_a_value() {
        assert_eq!(variable("A=b=c"), Ok(("A".to_owned(), "b=c".to_owned())));
        assert_eq!(variable("A="), Ok(("A".to_owned(), String::new())));
        assert!(variable("A").is_err());
        assert!(variable("=b").is_err());
    }

    #[test]
    fn only_one_payload_is_taken() {
        let both = ["cargo sls", "invoke", "--json", "1", "--stdin"];
        assert!(Args::try_parse_from(both).is_err());
    }
}
