//! What Lambda does to an environment between invocations, and at its end.

use crate::process::Function;
use crate::runtime_api::Exit;

impl Function {
    /// Freezes the process, all of it, until [`thaw`](Self::thaw).
    ///
    /// Its peers go on: they may close connections, which it learns of when it is thawed. Freeze
    /// it between invocations, as Lambda does.
    ///
    /// # Errors
    /// If no process runs.
    ///
    /// # Example
    /// ```no_run
    /// use std::process::Command;
    /// use sls_test::process::Function;
    /// use sls_test::runtime_api::InvokeRequest;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let function = Function::builder(Command::new("target/debug/hello")).start().await?;
    /// function.invoke(InvokeRequest::new("1")).await;
    /// function.freeze().await?;
    /// // … the database closes its idle connections …
    /// function.thaw().await?;
    /// function.invoke(InvokeRequest::new("2")).await;
    /// # Ok(()) }
    /// ```
    pub async fn freeze(&self) -> std::io::Result<()> {
        match &self.slot.lock().await.environment {
            Some(environment) => environment.freeze().await,
            None => Err(std::io::Error::other("no process was started")),
        }
    }

    /// Lets a process that was [frozen](Self::freeze) run on.
    ///
    /// # Errors
    /// If no process runs.
    pub async fn thaw(&self) -> std::io::Result<()> {
        match &self.slot.lock().await.environment {
            Some(environment) => environment.thaw(),
            None => Err(std::io::Error::other("no process was started")),
        }
    }

    /// Ends the environment as Lambda does when it is not needed any more; tells how it ended.
    ///
    /// With an extension the process gets SIGTERM, and SIGKILL after
    /// [`shutdown_limit`](super::FunctionBuilder::shutdown_limit); without one it gets SIGKILL at
    /// once. `None` if no process runs.
    ///
    /// # Example
    /// ```no_run
    /// use std::process::Command;
    /// use sls_test::process::Function;
    /// use sls_test::runtime_api::{Exit, InvokeRequest};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let function = Function::builder(Command::new("target/debug/hello")).start().await?;
    /// function.invoke(InvokeRequest::new("1")).await;
    /// // It has nothing to do at its end, and is killed.
    /// assert_eq!(function.shut_down().await, Some(Exit::Signal(9)));
    /// # Ok(()) }
    /// ```
    pub async fn shut_down(&self) -> Option<Exit> {
        let environment = self.slot.lock().await.environment.take()?;
        let limit = match &self.runtime_api().extensions()[..] {
            [] => None,
            _ => Some(self.config.shutdown_limit),
        };
        environment.end(limit).await
    }
}
