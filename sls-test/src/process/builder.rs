//! How a function is set up.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use sls_core::{Clock, SystemClock};

use super::function::Function;
use super::log::{Listener, Log};
use crate::Ids;
use crate::runtime_api::{RuntimeApi, RuntimeApiBuilder};

/// What is fixed for the life of a function.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) name: String,
    pub(super) region: String,
    pub(super) memory_mb: u32,
    pub(super) timeout: Duration,
    pub(super) init_limit: Duration,
    pub(super) shutdown_limit: Duration,
    pub(super) concurrency: usize,
    pub(super) keeps_running: bool,
    pub(super) variables: Vec<(String, String)>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Ids,
}

/// Settings of a [`Function`].
///
/// # Example
/// ```
/// use std::process::Command;
/// use std::time::Duration;
/// use sls_test::process::Function;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let function = Function::builder(Command::new("target/debug/orders"))
///     .name("orders")
///     .timeout(Duration::from_secs(1))
///     .env("TABLE", "orders-test")
///     .start()
///     .await?;
/// assert_eq!(function.arn(), "arn:aws:lambda:eu-west-1:111122223333:function:orders");
/// # Ok(()) }
/// ```
#[must_use = "call start"]
pub struct FunctionBuilder {
    command: Command,
    config: Config,
    account_id: String,
    listener: Option<Listener>,
    api: RuntimeApiBuilder,
}

impl FunctionBuilder {
    pub(super) fn new(command: Command) -> Self {
        let name = PathBuf::from(command.get_program())
            .file_stem()
            .map_or_else(|| "function".to_owned(), |stem| stem.to_string_lossy().into_owned());
        Self {
            command,
            config: Config {
                name,
                region: "eu-west-1".to_owned(),
                memory_mb: 128,
                timeout: Duration::from_secs(3),
                init_limit: Duration::from_secs(10),
                shutdown_limit: Duration::from_millis(500),
                concurrency: 1,
                keeps_running: false,
                variables: Vec::new(),
                clock: Arc::new(SystemClock),
                ids: Ids::default(),
            },
            account_id: "111122223333".to_owned(),
            listener: None,
            api: RuntimeApi::builder(),
        }
    }

    /// Default the name of the program: the function's name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.config.name = name.into();
        self
    }

    /// Default `eu-west-1`: the region of the function's ARN and of `AWS_REGION`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.config.region = region.into();
        self
    }

    /// Default `111122223333`: the account of the function's ARN.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// Default 128: the memory size in MB that the function is told. Nothing limits the process.
    pub fn memory_mb(mut self, memory_mb: u32) -> Self {
        self.config.memory_mb = memory_mb;
        self
    }

    /// Default 3 s, as on Lambda: how long an invocation may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// Default 10 s, as on Lambda: how long the start may take before it is broken off.
    pub fn init_limit(mut self, limit: Duration) -> Self {
        self.config.init_limit = limit;
        self
    }

    /// Default 500 ms, as on Lambda with internal extensions: how long the end may take.
    pub fn shutdown_limit(mut self, limit: Duration) -> Self {
        self.config.shutdown_limit = limit;
        self
    }

    /// Default 1: how many invocations one process serves at once.
    ///
    /// With more the process is started as on Lambda Managed Instances: with
    /// `AWS_LAMBDA_MAX_CONCURRENCY`, and a timeout leaves it running. Zero counts as one.
    pub fn concurrency(mut self, invocations: usize) -> Self {
        self.config.concurrency = invocations.max(1);
        self.config.keeps_running |= invocations > 1;
        self
    }

    /// Default off: a timeout leaves the process running, and its late answer gets 410.
    pub fn keep_running_after_timeout(mut self) -> Self {
        self.config.keeps_running = true;
        self
    }

    /// Default off: each delivery carries `Lambda-Runtime-Invocation-Id`.
    pub fn invocation_ids(mut self) -> Self {
        self.api = self.api.invocation_ids();
        self
    }

    /// Default none: an environment variable of the function, after and over Lambda's own.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.variables.push((name.into(), value.into()));
        self
    }

    /// Default the machine's clock: what deadlines are counted from.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.config.clock = clock;
        self
    }

    /// Default distinct: where all ids come from.
    pub fn ids(mut self, ids: Ids) -> Self {
        self.config.ids = ids;
        self
    }

    /// Default none: called with each line that the function prints.
    pub fn on_log(mut self, listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Default off: the Runtime API keeps no record of the conversation.
    pub fn without_record(mut self) -> Self {
        self.api = self.api.without_record();
        self
    }

    /// Starts the Runtime API; the process starts with the first invocation.
    ///
    /// # Errors
    /// If no port of 127.0.0.1 can be had.
    pub async fn start(self) -> std::io::Result<Function> {
        let Config { name, region, .. } = &self.config;
        let arn = format!("arn:aws:lambda:{region}:{}:function:{name}", self.account_id);
        let mut api = self
            .api
            .clock(Arc::clone(&self.config.clock))
            .ids(self.config.ids.clone())
            .function_arn(arn.clone())
            .timeout(self.config.timeout)
            .concurrency(self.config.concurrency);
        if self.config.keeps_running {
            api = api.keep_running_after_timeout();
        }
        let api = Arc::new(api.start().await?);
        Ok(Function::new(self.command, arn, self.config, api, Log::new(self.listener)))
    }
}

impl std::fmt::Debug for FunctionBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FunctionBuilder").field("config", &self.config).finish_non_exhaustive()
    }
}
