//! The execution environment of a cloud: its pauses, its end, and what it kept.

use std::time::Duration;

use sls_core::{Failure, ResourceStats};

use super::Cloud;

impl Cloud {
    /// Freezes the function for this long: time passes in the cloud, and nothing runs.
    ///
    /// The next invocation finds resources suspect, runs hooks of
    /// [`App::on_thaw`](sls_core::App::on_thaw), and has a later deadline. It is the wall clock that
    /// moves: tokio's timers do not notice.
    ///
    /// # Example
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use std::time::Duration;
    /// use sls_core::{App, Handler, Resource, State};
    /// use sls_test::Cloud;
    ///
    /// struct Connection;
    ///
    /// async fn show(_: State<Connection>) {}
    ///
    /// let connection = Resource::<Connection>::new("connection", async || Connection)
    ///     .check(async |_: State<Connection>| false);
    /// let app = App::new().resource(connection).handler(Handler::new("show").direct(show));
    ///
    /// let cloud = Cloud::new(app).await;
    /// cloud.invoke(&()).await.assert_ok();
    /// cloud.freeze(Duration::from_secs(300));
    /// cloud.invoke(&()).await.assert_ok();
    /// assert_eq!(cloud.resource_stats("connection").rebuilt, 1);
    /// # }
    /// ```
    pub fn freeze(&self, time: Duration) {
        let mut world = self.world();
        world.skip(time);
        self.inner.clock.set(world.desk.now());
    }

    /// Takes a snapshot of the function and restores it after this long, as SnapStart does.
    ///
    /// Resources are closed before it and built again after it. Unlike a copy on Lambda, everything
    /// else is as it was: numbers that were drawn at random, connections that are no resource.
    ///
    /// # Errors
    /// What Lambda would be told if the function cannot go on.
    ///
    /// # Example
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), sls_core::Failure> {
    /// use std::time::Duration;
    /// use sls_core::{App, Handler, Resource, State};
    /// use sls_test::Cloud;
    ///
    /// struct Connection;
    ///
    /// async fn show(_: State<Connection>) {}
    ///
    /// let connection = Resource::<Connection>::new("connection", async || Connection);
    /// let app = App::new().resource(connection).handler(Handler::new("show").direct(show));
    ///
    /// let cloud = Cloud::new(app).await;
    /// cloud.restore_after(Duration::from_secs(86_400)).await?;
    /// assert_eq!(cloud.resource_stats("connection").rebuilt, 1);
    /// # Ok(()) }
    /// ```
    pub async fn restore_after(&self, time: Duration) -> Result<(), Failure> {
        self.inner.app.close(TO_CLOSE).await;
        self.freeze(time);
        self.inner.app.restore(&*self.inner.clock).await
    }

    /// Ends the environment as Lambda does where an extension asks for it: hooks, then resources.
    ///
    /// They have 300 milliseconds together. Lambda would give no event to it afterwards.
    pub async fn shut_down(&self) {
        self.inner.app.shut_down().await;
    }

    /// How often the resource of this name was built and used.
    ///
    /// # Panics
    /// If there is none of this name, with the names that there are.
    #[must_use]
    #[track_caller]
    pub fn resource_stats(&self, name: &str) -> ResourceStats {
        let all = self.inner.app.resource_stats(&*self.inner.clock);
        let names: Vec<_> = all.iter().map(|stats| stats.name.to_string()).collect();
        match all.into_iter().find(|stats| stats.name == name) {
            Some(stats) => stats,
            None => panic!("no resource is called {name:?}, there are {names:?}"),
        }
    }
}

/// More than any resource needs.
const TO_CLOSE: Duration = Duration::from_secs(8);
