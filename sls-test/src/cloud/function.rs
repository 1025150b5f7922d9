//! A function of a cloud, as a handle.

use std::fmt;
use std::sync::{Arc, PoisonError};

use bytes::Bytes;
use serde::Serialize;
use sls_core::{App, AppService, Failure};

use super::Cloud;
use super::process::MakeService;
use crate::event::to_text;
use crate::platform::{
    Answer, Behaviour, Fault, Function, Invoked, Parcel, Script, check_async, check_event,
};

/// A function in a [`Cloud`], whose invocations go through the platform.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Error, Handler};
/// use sls_test::Cloud;
/// use sls_test::platform::Function;
///
/// async fn flaky(input: u32) -> Result<(), Error> {
///     Err(Error::msg("not today"))
/// }
///
/// let cloud = Cloud::empty();
/// let app = App::new().handler(Handler::new("flaky").direct(flaky));
/// let function = cloud.add_function(Function::new("flaky"), app);
/// function.invoke_async("7");
/// cloud.run_until_idle().await;
///
/// // One minute after the first attempt, and two minutes after the second.
/// let attempts = function.invocations();
/// assert_eq!(attempts.len(), 3);
/// assert_eq!(attempts[0].request_id, attempts[2].request_id);
/// # }
/// ```
#[derive(Clone)]
pub struct DeployedFunction {
    cloud: Cloud,
    arn: String,
}

impl DeployedFunction {
    /// The ARN, without a qualifier.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Invokes the function with the JSON form of a value, and waits until that is over.
    ///
    /// Time passes as far as it has to.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn invoke<T: Serialize + ?Sized>(
        &self,
        value: &T,
    ) -> impl Future<Output = Invoked> + Send + use<'_, T> {
        self.invoke_raw(to_text(value))
    }

    /// Invokes the function with these bytes, and waits until that is over.
    ///
    /// # Panics
    /// If Lambda would refuse the event: it is no JSON, or larger than 6,291,556 bytes.
    #[track_caller]
    pub fn invoke_raw<P: Into<Bytes>>(
        &self,
        payload: P,
    ) -> impl Future<Output = Invoked> + Send + use<'_, P> {
        match self.try_invoke_raw(payload) {
            Ok(invoked) => invoked,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    /// As [`invoke_raw`](Self::invoke_raw), for events that Lambda may refuse.
    ///
    /// # Errors
    /// AWS's name of the refusal, and why: the event is no JSON, or larger than 6,291,556 bytes.
    pub fn try_invoke_raw<P: Into<Bytes>>(
        &self,
        payload: P,
    ) -> Result<impl Future<Output = Invoked> + Send + use<'_, P>, String> {
        let payload = payload.into();
        check_event(&payload, &self.cloud.world().desk.limits)?;
        Ok(async move {
            let ticket = {
                let mut world = self.cloud.world();
                let ticket = world.ticket();
                world.desk.invoke(&self.arn, payload.clone(), ticket);
                ticket
            };
            let Answer { request_id, outcome, started, ended, .. } = self.cloud.wait(ticket).await;
            let world = self.cloud.world();
            let mut kept = world.lambda.invoked(&self.arn).rev();
            match kept.find(|one| one.request_id == request_id && one.ended == ended) {
                Some(invoked) => invoked.clone(),
                None => world.lambda.not_run(&self.arn, request_id, payload, outcome, started),
            }
        })
    }

    /// Lets something go wrong with the n-th invocation from now on, or the n-th event; 1 is the next.
    pub fn inject(&self, nth: u32, fault: Fault) {
        let mut world = self.cloud.world();
        let Some(settings) = world.lambda.settings(&self.arn).cloned() else { return };
        world.desk.faults.wish(&settings.name, nth, fault);
    }

    /// Ends all execution environments that are not running, as Lambda may at any time.
    ///
    /// What was left in their processes is lost; the next invocation is a cold start.
    pub fn end_environments(&self) {
        self.cloud.world().lambda.give_up(&self.arn);
    }

    /// Invokes the function asynchronously with these bytes; it runs when time passes.
    ///
    /// Returns the request id, which all attempts have. Without a payload the event is `{}`.
    ///
    /// # Panics
    /// If Lambda would refuse the event: it is no JSON, or larger than 1 MB.
    #[track_caller]
    pub fn invoke_async(&self, payload: impl Into<Bytes>) -> String {
        match self.try_invoke_async(payload) {
            Ok(request_id) => request_id,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    /// As [`invoke_async`](Self::invoke_async), for events that Lambda may refuse.
    ///
    /// # Errors
    /// AWS's name of the refusal, and why: the event is no JSON, or larger than 1 MB.
    pub fn try_invoke_async(&self, payload: impl Into<Bytes>) -> Result<String, String> {
        let (function, payload) = (self.arn.clone(), payload.into());
        let mut world = self.cloud.world();
        if !payload.is_empty() {
            check_async(&payload, &world.desk.limits)?;
        }
        let request_id = world.desk.origin.ids.uuid();
        let parcel = Parcel::InvokeAsync { function, payload, request_id: request_id.clone() };
        world.desk.post(parcel);
        Ok(request_id)
    }

    /// The invocations that are over, in the order in which they ended.
    #[must_use]
    pub fn invocations(&self) -> Vec<Invoked> {
        self.cloud.world().lambda.invoked(&self.arn).cloned().collect()
    }

    /// Keeps at most so many invocations to be read back, the latest; all by default.
    pub fn keep_invocations(&self, invocations: usize) {
        self.cloud.world().lambda.keep_invoked(&self.arn, invocations);
    }
}

impl fmt::Debug for DeployedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedFunction").field("arn", &self.arn).finish_non_exhaustive()
    }
}

/// What a function in a [`Cloud`] can be made of: a [`Script`], an [`App`], or
/// [`PerEnvironment`].
///
/// # Example
/// ```
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
/// use sls_test::platform::Function;
///
/// async fn hello() -> &'static str {
///     "hello"
/// }
///
/// let app = App::new().handler(Handler::new("hello").direct(hello));
/// let function = Cloud::empty().add_function(Function::new("hello"), app);
/// assert!(function.arn().ends_with(":function:hello"));
/// ```
pub trait Code: sealed::Sealed {}

/// An app that is made anew for each execution environment.
///
/// What it keeps in memory is then lost when an environment ends, as on Lambda. Of an [`App`] that
/// is given as it is, all environments share state and resources.
///
/// # Example
/// ```
/// use sls_core::{App, Handler};
/// use sls_test::cloud::PerEnvironment;
/// use sls_test::platform::Function;
/// use sls_test::Cloud;
///
/// async fn hello() -> &'static str {
///     "hello"
/// }
///
/// fn app() -> App {
///     App::new().handler(Handler::new("hello").direct(hello))
/// }
///
/// Cloud::empty().add_function(Function::new("hello"), PerEnvironment(app));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PerEnvironment<F>(pub F);

/// Not callable from outside: how each kind of code is deployed is the cloud's business.
mod sealed {
    use super::MakeService;
    use crate::platform::Script;

    #[expect(missing_debug_implementations, reason = "nobody outside can name it")]
    pub enum Deployable {
        Script(Script),
        Service(MakeService),
    }

    pub trait Sealed {
        fn deployable(self) -> Deployable;
    }
}

use sealed::Deployable;

impl Code for Script {}
impl sealed::Sealed for Script {
    fn deployable(self) -> Deployable {
        Deployable::Script(self)
    }
}

impl Code for App {}
impl sealed::Sealed for App {
    #[track_caller]
    fn deployable(self) -> Deployable {
        match self.into_service() {
            Ok(service) => service.deployable(),
            Err(problems) => panic!("{problems}"),
        }
    }
}

impl Code for AppService {}
impl sealed::Sealed for AppService {
    fn deployable(self) -> Deployable {
        Deployable::Service(Arc::new(move || Ok(self.clone())))
    }
}

impl<F: Fn() -> App + Send + Sync + 'static> Code for PerEnvironment<F> {}
impl<F: Fn() -> App + Send + Sync + 'static> sealed::Sealed for PerEnvironment<F> {
    fn deployable(self) -> Deployable {
        let Self(make) = self;
        Deployable::Service(Arc::new(move || {
            let problem = |problems: sls_core::StartError| {
                Failure::new("Runtime.StartError", problems.to_string())
            };
            make().into_service().map_err(problem)
        }))
    }
}

impl Cloud {
    /// Adds a function to the cloud, or puts new code and settings in place of an old one.
    ///
    /// # Panics
    /// If an app would not start on Lambda, with everything that is wrong with it.
    #[track_caller]
    pub fn add_function(&self, settings: Function, code: impl Code) -> DeployedFunction {
        let mut world = self.world();
        let arn = world.desk.origin.arn_of("lambda", "function:", &settings.name);
        let behaviour = match code.deployable() {
            Deployable::Script(script) => Behaviour::Script(script),
            Deployable::Service(make) => {
                let code = &self.inner.code;
                code.lock().unwrap_or_else(PoisonError::into_inner).insert(arn.clone(), make);
                Behaviour::Code
            }
        };
        world.add_function(arn.clone(), settings, behaviour);
        DeployedFunction { cloud: self.clone(), arn }
    }

    /// The function with this name or ARN.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    #[track_caller]
    pub fn function(&self, name: &str) -> DeployedFunction {
        let world = self.world();
        let arn = world.desk.origin.arn_of("lambda", "function:", name);
        match world.lambda.settings(&arn) {
            Some(_) => DeployedFunction { cloud: self.clone(), arn },
            None => panic!(
                "there is no function {name:?} in this cloud; there are: {}",
                world.lambda.names().join(", ")
            ),
        }
    }
}
