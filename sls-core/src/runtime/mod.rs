//! The Lambda process: start, serve until the end, report what went wrong.
//!
//! `lambda_runtime` fetches the events, one at a time or several, and knows SnapStart. From there
//! on everything is done here: an event goes to the app unparsed, and the answer is posted on
//! connections of our own.

mod answer;
mod body;
mod client;
#[cfg(feature = "custom-resource")]
pub(crate) mod https;
pub(crate) mod panic;
mod serve;
#[cfg(all(unix, feature = "shutdown"))]
mod shutdown;
#[cfg(not(all(unix, feature = "shutdown")))]
#[path = "no_shutdown.rs"]
mod shutdown;
mod snapshot;
mod stop;

use std::fmt;
use std::io::Write;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{BoxFuture, join};
use http::Request;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::de::IgnoredAny;
use tokio::runtime::{Builder, Handle};
use tower::layer::layer_fn;

use self::body::AnswerBody;
use self::client::Client;
use self::panic::Panicked;
use self::serve::Serve;
use self::stop::{Stop, Stopper};
use crate::app::App;
use crate::clock::SystemClock;
use crate::config::{self, Config, ConfigError};
use crate::error::{BoxError, Error, Result};
use crate::failure::Failure;

/// Serves invocations until Lambda ends the process.
pub(crate) fn run(app: App) -> Result<()> {
    if Handle::try_current().is_ok() {
        return Err(Error::msg(
            "the function starts a tokio runtime of its own: \
             call it from a plain `fn main`, without `#[tokio::main]`",
        ));
    }
    if config::is_to_describe() {
        return describe(app);
    }
    panic::install_hook();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => {
            if let ConfigError::Invalid { runtime_api: Some(address), .. } = &error {
                let client = Client::new(address.clone())?;
                let failure = Failure::new("Sls.Init", error.to_string());
                let runtime = Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(report(&client, answer::init_error(&failure)));
            }
            return Err(error.into());
        }
    };
    let mut builder = match config.max_concurrency {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    let runtime = builder.enable_all().build()?;
    let result = runtime.block_on(serve(app, config));
    // Blocking work that a handler left behind must not keep a dead function from ending.
    runtime.shutdown_background();
    result
}

/// Writes the manifest to standard output, for `cargo sls describe`.
fn describe(app: App) -> Result<()> {
    let manifest = serde_json::to_string(&app.manifest())?;
    app.into_service()?;
    writeln!(std::io::stdout(), "{manifest}")?;
    Ok(())
}

async fn serve(app: App, config: Config) -> Result<()> {
    let Config { runtime_api, function, max_concurrency, log } = config;
    #[cfg(feature = "log")]
    crate::log::init(&log);
    for warning in &log.warnings {
        tracing::warn!("{warning}");
    }

    let client = Client::new(runtime_api)?;
    let app = match app.into_service() {
        Ok(app) => app,
        Err(error) => {
            report(&client, answer::init_error(&error.to_failure())).await;
            return Err(error.into());
        }
    };
    let stopper = Stopper::default();
    let watch = shutdown::watch(&client, &app, &stopper);
    // What is built may take longer than the registration, which then costs nothing. Boxed, as the
    // loop below: what is large is moved from stack to stack, and each page of it costs a fault.
    let (built, ()) = Box::pin(join(app.init(&SystemClock), watch)).await;
    if let Err(failure) = built {
        report(&client, answer::init_error(&failure)).await;
        return Err(failure.into());
    }
    let resources =
        snapshot::Resources { app: app.clone(), client: client.clone(), stopper: stopper.clone() };
    let serve = Serve {
        app: app.clone(),
        client: client.clone(),
        function: Arc::new(function),
        concurrent: max_concurrency > 1,
    };
    let runtime = lambda_runtime::Runtime::new(service_fn(replaced))
        .layer(layer_fn(move |_| serve.clone()))
        .register_snapstart_resource(Arc::new(client))
        .register_snapstart_resource(Arc::new(resources));
    let run = Box::pin(runtime.run_concurrent());
    match stopper.until(pin!(panic::catch_panic(run))).await {
        Ok(end) => Ok(end.map_err(|panicked| malformed(&panicked))?.map_err(Stopped)?),
        Err(Stop::Announced) => {
            Box::pin(app.shut_down()).await;
            Ok(())
        }
        Err(Stop::NotRestored(failure)) => Err(failure.into()),
    }
}

/// The handler that [`lambda_runtime::Runtime::new`] asks for; [`Serve`] takes its place.
async fn replaced(_: LambdaEvent<IgnoredAny>) -> Result<(), lambda_runtime::Error> {
    Ok(())
}

/// Tells Lambda that the function cannot start; its log shows the message, as does stderr.
fn report(client: &Client, failed: Request<AnswerBody>) -> BoxFuture<'_, ()> {
    // Boxed: it is large, and seldom.
    Box::pin(async move {
        match client.send(failed).await {
            Ok(verdict) if verdict.status.is_success() => {}
            Ok(verdict) => tracing::error!(
                status = verdict.status.as_u16(),
                reason = %verdict.text,
                "the failed start was not accepted"
            ),
            Err(error) => {
                tracing::error!(
                    error = crate::error::chain(&*error),
                    "the failed start was not reported"
                );
            }
        }
    })
}

// `lambda_runtime` panics where the Runtime API leaves out a header it promises.
fn malformed(Panicked { message, place }: &Panicked) -> Stopped {
    let place = place.as_deref().unwrap_or("an unknown place");
    Stopped(
        format!(
            "the Runtime API sent an invocation without its required headers \
             (panic at {place}: {message})"
        )
        .into(),
    )
}

/// Why no more invocations are served.
#[derive(Debug)]
struct Stopped(BoxError);

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the function stopped serving invocations")
    }
}

impl std::error::Error for Stopped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}
