//! What can be chosen about a cloud.

use std::panic::Location;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use sls_core::{App, FunctionConfig};

use super::clock::VirtualClock;
use super::{Cloud, Inner};
use crate::event::Origin;
use crate::platform::{Function, World};

/// Makes a [`Cloud`] of which something is not the default.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use sls_core::{App, Context, Handler};
/// use sls_test::Cloud;
///
/// async fn seconds_left(ctx: Context) -> u64 {
///     ctx.remaining().as_secs()
/// }
///
/// let app = App::new().handler(Handler::new("seconds_left").direct(seconds_left));
/// let cloud = Cloud::builder(app).timeout(Duration::from_secs(30)).start().await;
/// assert_eq!(cloud.invoke(&()).await.json::<u64>(), 30);
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct CloudBuilder {
    app: App,
    origin: Origin,
    function: FunctionConfig,
    timeout: Duration,
    seed: u64,
    real_io: bool,
}

impl CloudBuilder {
    pub(super) fn new(app: App) -> Self {
        let mut function = FunctionConfig::default();
        function.name = "function".to_owned();
        Self {
            app,
            origin: Origin::default(),
            function,
            timeout: Duration::from_secs(3),
            seed: 0,
            real_io: false,
        }
    }

    /// Default: `eu-west-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.origin.region = region.into();
        self
    }

    /// Default: `111122223333`.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.origin.account_id = account_id.into();
        self
    }

    /// Default: `function`.
    pub fn function_name(mut self, name: impl Into<String>) -> Self {
        self.function.name = name.into();
        self
    }

    /// Default: 3 seconds, as Lambda has it. How far the deadline of an invocation is away.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Default: 128, in MB.
    pub fn memory_mb(mut self, memory_mb: u32) -> Self {
        self.function.memory_mb = memory_mb;
        self
    }

    /// Default: different in every cloud of the process. The same seed gives the same identifiers.
    pub fn seed(mut self, seed: u64) -> Self {
        let Origin { now, region, account_id, .. } = self.origin;
        self.seed = seed;
        self.origin = Origin::seeded(seed);
        (self.origin.now, self.origin.region, self.origin.account_id) = (now, region, account_id);
        self
    }

    /// Default: 2026-03-01T10:00:00.123Z. The time in the cloud.
    pub fn starts_at(mut self, time: SystemTime) -> Self {
        self.origin.now = time;
        self
    }

    /// Default: off. Lets the handlers of functions wait for real connections.
    ///
    /// Time in a handler is then the machine's, and costs none of the cloud's. It is for handlers
    /// that talk to real servers: in virtual time, whatever waits for a connection and for a timer
    /// gets the timer.
    pub fn real_io(mut self) -> Self {
        self.real_io = true;
        self
    }

    /// Starts the app.
    ///
    /// # Panics
    /// If the app would not start on Lambda, with everything that is wrong with it.
    #[track_caller]
    pub fn start(self) -> impl Future<Output = Cloud> + Send {
        // Checked before the future exists: only then does the panic name the line of the test.
        let settings = Function::new(&self.function.name)
            .timeout(self.timeout)
            .memory_mb(self.function.memory_mb);
        let cloud = self.without_app();
        let caller = Location::caller();
        cloud.add_function(settings, cloud.inner.app.clone());
        async move {
            let Inner { app, clock, .. } = &*cloud.inner;
            if let Err(failure) = app.init(&**clock).await {
                panic!("the function of the cloud at {caller} does not start: {failure}");
            }
            cloud
        }
    }

    /// A cloud to which nothing was deployed.
    #[track_caller]
    pub(super) fn without_app(self) -> Cloud {
        let Self { app, origin, mut function, timeout, seed, real_io } = self;
        let app = match app.into_service() {
            Ok(app) => app,
            Err(problems) => panic!("{problems}"),
        };
        function.log_group = format!("/aws/lambda/{}", function.name);
        function.log_stream = format!("{}/[$LATEST]{}", origin.day(), origin.ids.hex(32));
        let inner = Inner {
            app,
            function_arn: origin.arn("lambda", &format!("function:{}", function.name)),
            clock: Arc::new(VirtualClock::at(origin.now)),
            function: Arc::new(function),
            timeout,
            seed,
            real_io,
            world: Mutex::new(World::new(origin.clone(), seed)),
            code: Mutex::default(),
            driver: Default::default(),
            origin,
        };
        Cloud { inner: Arc::new(inner) }
    }
}
