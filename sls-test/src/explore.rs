//! Many runs of one scenario, each with other faults, until one fails.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::Cloud;
use crate::platform::Faults;

/// What an exploration tried, in which nothing failed.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let explored = sls_test::explore(0..3, async |_cloud| {}).await;
/// assert_eq!((explored.seeds, explored.faults), (3, 0));
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explored {
    /// How many runs there were.
    pub seeds: u64,
    /// How many faults happened in all of them.
    pub faults: u64,
}

/// Runs a scenario once for each seed, in a cloud where things go wrong as the seed has it.
///
/// The scenario adds its functions to the cloud, lets things happen, and asserts what has to hold
/// whatever goes wrong: nothing is lost, nothing counts twice. It must depend on nothing but its
/// cloud. Without more, faults are those of [`Faults::seeded`]; a scenario that wants others calls
/// [`Cloud::faults`] first, with [`Cloud::seed`].
///
/// Assertions in a handler do not reach the scenario: they fail the invocation.
///
/// # Panics
/// If the scenario panics for a seed: with the seed, what it said, the fewest faults for which it
/// still panics, and the history of that.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::collections::BTreeSet;
/// use std::sync::{Arc, Mutex};
/// use sls_core::{App, Handler};
/// use sls_test::cloud::PerEnvironment;
/// use sls_test::platform::Function;
///
/// sls_test::explore(0..50, async |cloud| {
///     // A set takes each order once, however often it comes.
///     let paid = Arc::new(Mutex::new(BTreeSet::new()));
///     let orders = Arc::clone(&paid);
///     let app = move || {
///         let orders = Arc::clone(&orders);
///         App::new().handler(Handler::new("pay").direct(move |order: u32| {
///             let orders = Arc::clone(&orders);
///             async move { orders.lock().unwrap().insert(order) }
///         }))
///     };
///     let function = cloud.add_function(Function::new("pay"), PerEnvironment(app));
///     for order in 0..5 {
///         function.invoke_async(order.to_string());
///     }
///     cloud.run_until_idle().await;
///     assert_eq!(paid.lock().unwrap().len(), 5);
/// })
/// .await;
/// # }
/// ```
#[track_caller]
pub fn explore(
    seeds: impl IntoIterator<Item = u64>,
    scenario: impl AsyncFn(Cloud),
) -> impl Future<Output = Explored> {
    let caller = Location::caller();
    async move {
        let mut explored = Explored::default();
        for seed in seeds {
            let run = run(seed, None, &scenario).await;
            explored.seeds += 1;
            explored.faults += run.faults.len() as u64;
            if let Some(panic) = run.panic {
                let report = report(seed, &text(&*panic), run.cloud, &scenario).await;
                panic!("{report}\nThe scenario is at {caller}.");
            }
        }
        explored
    }
}

/// One run of a scenario.
struct Trial {
    cloud: Cloud,
    faults: BTreeSet<u32>,
    panic: Option<Box<dyn Any + Send>>,
}

async fn run(seed: u64, only: Option<&BTreeSet<u32>>, scenario: &impl AsyncFn(Cloud)) -> Trial {
    let cloud = Cloud::seeded(seed);
    cloud.faults(Faults::seeded(seed));
    if let Some(only) = only {
        cloud.only_faults(only.clone());
    }
    let mut running = pin!(scenario(cloud.clone()));
    let panic = poll_fn(|context| {
        // What the panic left behind is looked at, for its history, and thrown away.
        match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(())) => Poll::Ready(None),
            Err(panic) => Poll::Ready(Some(panic)),
        }
    })
    .await;
    let faults = cloud.injected().iter().map(|injected| injected.number).collect();
    Trial { cloud, faults, panic }
}

/// Takes faults away as long as the scenario still fails, and says what is left.
async fn report(seed: u64, said: &str, cloud: Cloud, scenario: &impl AsyncFn(Cloud)) -> String {
    let all = cloud.injected().len();
    let mut needed: BTreeSet<u32> = cloud.injected().iter().map(|fault| fault.number).collect();
    let (mut said, mut cloud) = (said.to_owned(), cloud);
    // The last ones first: without them, what comes before stays as it was.
    let mut candidates = needed.clone();
    while let Some(candidate) = candidates.pop_last() {
        let mut fewer = needed.clone();
        fewer.remove(&candidate);
        let trial = run(seed, Some(&fewer), scenario).await;
        if let Some(panic) = trial.panic {
            needed = fewer;
            // A fault that did not come about any more is not needed either.
            needed.retain(|number| trial.faults.contains(number));
            candidates.retain(|number| needed.contains(number));
            (said, cloud) = (text(&*panic), trial.cloud);
        }
    }
    let mut report = format!("with seed {seed} the scenario fails: {said}\n\n");
    let left = cloud.injected();
    // Writing to a text does not fail.
    let _ = match left.len() {
        0 => writeln!(report, "It fails without any fault as well."),
        count => writeln!(report, "The fewest faults with which it fails, {count} of {all}:"),
    };
    for fault in left {
        let _ = writeln!(report, "  {fault}");
    }
    let _ = write!(report, "\nWhat happened then:\n{}", cloud.history());
    report
}

/// What a panic says.
fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a text").to_owned()
}
