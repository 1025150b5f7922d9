//! The command `cargo sls`: run a function on this machine, invoke it, build events for it.
//!
//! | file | what it answers |
//! |---|---|
//! | `args` | what may be written on the command line |
//! | `describe` | what the handlers of a function claim |
//! | `dev` | the server behind `cargo sls dev`: Invoke API and HTTP |
//! | `session` | building, watching, restarting, stopping |
//! | `workspace`, `build`, `watch` | which program, how it is built, when it changed |
//! | `invoke`, `client` | sending one event to a running server |
//! | `event` | building one |
//! | `output` | the one place that prints |

mod args;
mod build;
mod client;
mod describe;
pub mod dev;
mod event;
mod invoke;
mod output;
mod problem;
mod session;
mod watch;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use self::args::{Args, Command};
pub use self::output::Output;
use self::problem::Problem;

/// Runs the command with these arguments, the first of which is the program itself.
///
/// Installed, cargo starts it as `cargo-sls sls dev …`; through an alias as `cargo-sls dev …`.
///
/// # Example
/// ```
/// use sls_test::cli::{Output, run};
///
/// let arguments = ["cargo-sls", "sls", "event", "direct", r#"{"name":"Ada"}"#];
/// run(arguments.map(Into::into), &Output::terminal());
/// ```
pub fn run(arguments: impl IntoIterator<Item = OsString>, output: &Output) -> ExitCode {
    let mut arguments = arguments.into_iter().collect::<Vec<_>>();
    if arguments.get(1).is_some_and(|argument| argument == "sls") {
        arguments.remove(1);
    }
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version are asked for, and are no failure.
            let text = error.render().to_string();
            match error.use_stderr() {
                true => output.error(text.trim_end()),
                false => output.line(text.trim_end()),
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match execute(args.command, output) {
        Ok(code) => code,
        Err(problem) => {
            output.error(&format!("error: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command, output: &Output) -> Result<ExitCode, Problem> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::new(format!("the async runtime does not start: {error}")))?;
    match command {
        Command::Describe(describe) => runtime.block_on(describe::run(&describe, output)),
        Command::Dev(dev) => {
            runtime.block_on(session::run(&dev, output)).map(|()| ExitCode::SUCCESS)
        }
        Command::Event(event) => event::run(&event, output).map(|()| ExitCode::SUCCESS),
        Command::Invoke(invoke) => runtime.block_on(invoke::run(&invoke, output)),
    }
}
