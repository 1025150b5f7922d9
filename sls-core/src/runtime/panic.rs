//! A panic fails its own invocation and nothing else.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

use crate::failure::Failure;

thread_local! {
    /// Whether a panic on this thread is going to be caught here.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// `file:line:column` of the panic that is being caught.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Debug)]
pub(crate) struct Panicked {
    pub(crate) message: String,
    /// `file:line:column`, known if the hook is installed.
    pub(crate) place: Option<String>,
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it panicked: {}", self.message)?;
        match &self.place {
            Some(place) => write!(f, " (at {place})"),
            None => Ok(()),
        }
    }
}

impl From<Panicked> for Failure {
    fn from(panicked: Panicked) -> Self {
        let failure = Self::new("Sls.Panic", format!("the handler panicked: {}", panicked.message));
        match panicked.place {
            Some(place) => failure.at(place),
            None => failure,
        }
    }
}

/// Makes caught panics know their place, and keeps them off stderr: they are logged once, later.
///
/// Every other panic goes to the hook that was installed before.
pub(crate) fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            if CATCHING.try_with(Cell::get).unwrap_or(false) {
                remember(info);
            } else {
                previous(info);
            }
        }));
    });
}

// A thread that is ending has no thread-locals any more; then the place stays unknown.
fn remember(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string);
    let _ = PLACE.try_with(|cell| cell.replace(place));
}

/// Awaits the future and turns its panic into a failure.
pub(crate) async fn catch<F: Future>(future: F) -> Result<F::Output, Failure> {
    catch_panic(future).await.map_err(Failure::from)
}

/// Awaits the future and catches its panic.
pub(crate) async fn catch_panic<F: Future>(future: F) -> Result<F::Output, Panicked> {
    let mut future = pin!(future);
    poll_fn(|cx| match call(|| future.as_mut().poll(cx)) {
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

/// Calls the function and catches its panic.
///
/// What the function was working on must not be used after a panic.
pub(crate) fn call<T>(function: impl FnOnce() -> T) -> Result<T, Panicked> {
    // A panic resumed from another thread never passes the hook: it must not find an old place.
    PLACE.take();
    let outer = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(function));
    CATCHING.set(outer);
    result.map_err(|payload| Panicked { message: text(&*payload), place: PLACE.take() })
}

/// Goes on with a panic that was caught, so that who catches it next knows as much about it.
#[cfg(feature = "idempotency")]
pub(crate) fn resume(panicked: Panicked) -> ! {
    PLACE.set(panicked.place);
    std::panic::resume_unwind(Box::new(panicked.message))
}

fn text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "with a value that is no text".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn passes_the_output_on() {
        assert_eq!(catch(async { 7 }).now_or_never(), Some(Ok(7)));
    }

    #[test]
    fn tells_message_and_place() {
        install_hook();
        let line = line!() + 1;
        let failure = catch(async { panic!("no {}", "A1") }).now_or_never().unwrap();
        let failure: Failure = failure.map(|(): ()| ()).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.Panic");
        assert_eq!(failure.message(), "the handler panicked: no A1");
        let [place] = failure.stack_trace() else { panic!("{failure:?}") };
        assert!(place.contains(&format!("panic.rs:{line}:")), "{place}");
    }

    #[test]
    fn forgets_the_place_of_a_panic_that_somebody_else_caught() {
        install_hook();
        let panicked = call(|| {
            let caught = catch_unwind(|| panic!("caught by the handler"));
            drop(caught);
        });
        assert!(panicked.is_ok());
        let resumed = call(|| std::panic::resume_unwind(Box::new("resumed"))).map(|(): ()| ());
        let panicked = resumed.unwrap_err();
        assert_eq!((panicked.message.as_str(), panicked.place), ("resumed", None));
    }

    #[test]
    fn still_catches_around_a_catch_that_ended() {
        install_hook();
        let outer = call(|| {
            let inner = call(|| panic!("inner")).map(|(): ()| ());
            assert_eq!(inner.unwrap_err().message, "inner");
            assert!(CATCHING.get());
            panic!("outer");
        });
        assert_eq!(outer.map(|(): ()| ()).unwrap_err().message, "outer");
        assert!(!CATCHING.get());
    }
}
