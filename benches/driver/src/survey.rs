//! Takes every measurement of every function.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use crate::{
    catalogue::Function,
    crates,
    function::{Binaries, Plan},
    stats::{median, spread},
    workload::Work,
};

/// Counted runs, each of which should give the same figure.
const COUNTS: usize = 3;

/// Starts from which the median is taken.
const STARTS: usize = 30;

/// Timed runs, each with its own processor time.
const TIMINGS: usize = 5;

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) functions: Vec<Measured>,
}

/// One function.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) function: &'static Function,
    /// Bytes of the binary.
    pub(crate) size: u64,
    pub(crate) crates: usize,
    pub(crate) first_poll: Duration,
    pub(crate) costs: Vec<Cost>,
}

/// One function at one kind of work.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) work: Work,
    pub(crate) count: Count,
    /// Processor time per invocation.
    pub(crate) processor: Duration,
    /// From event to answer.
    pub(crate) answer: Duration,
}

/// User-space instructions of the whole process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) per_invocation: u64,
    /// Between the smallest and the largest of the repetitions.
    pub(crate) spread: u64,
    /// From the start of the process to its first poll, and its end.
    pub(crate) start: u64,
}

/// Measures these functions.
pub(crate) async fn take(
    functions: &[&'static Function],
    binaries: &Binaries,
) -> anyhow::Result<Survey> {
    let began = Instant::now();
    let mut measured = Vec::new();
    let first_polls = first_polls(functions, binaries).await?;
    let timings = timings(functions, binaries).await?;
    for ((&function, first_poll), timings) in functions.iter().zip(first_polls).zip(timings) {
        let path = binaries.path(function);
        let size =
            fs::metadata(&path).with_context(|| format!("no binary at {}", path.display()))?.len();
        let mut costs = Vec::new();
        for (&work, (processor, answer)) in function.works.iter().zip(timings) {
            eprintln!(
                "{:>4} s  counting {} with {work}",
                began.elapsed().as_secs(),
                function.package
            );
            costs.push(Cost {
                work,
                count: count(function, work, binaries).await?,
                processor,
                answer,
            });
        }
        measured.push(Measured {
            function,
            size,
            crates: crates::count(function.package)?,
            first_poll,
            costs,
        });
    }
    Ok(Survey { functions: measured })
}

/// Counts instructions: two runs of different length, so that start and end cancel out.
pub(crate) async fn count(
    function: &Function,
    work: Work,
    binaries: &Binaries,
) -> anyhow::Result<Count> {
    let (few, many) = work.invocations();
    let plan = |invocations| Plan { function, work, invocations, warm_up: 0 };
    let (mut each, mut starts) = (Vec::new(), Vec::new());
    for _ in 0..COUNTS {
        starts.push(binaries.count(plan(0)).await?);
        let short = binaries.count(plan(few)).await?;
        // The longest run comes last: its profile is the one that stays.
        let long = binaries.count(plan(many)).await?;
        each.push(long.saturating_sub(short) / u64::from(many - few));
    }
    Ok(Count { per_invocation: median(&each), spread: spread(&each), start: median(&starts) })
}

/// The median time to the first poll of each function, taken in turns so that all see the same machine.
async fn first_polls(
    functions: &[&Function],
    binaries: &Binaries,
) -> anyhow::Result<Vec<Duration>> {
    let mut series = vec![Vec::new(); functions.len()];
    for _ in 0..STARTS {
        for (&function, series) in functions.iter().zip(&mut series) {
            let plan = Plan { function, work: function.works[0], invocations: 0, warm_up: 0 };
            series.push(binaries.run(plan).await?.first_poll);
        }
    }
    Ok(series.iter().map(|series| median(series)).collect())
}

/// Processor time and time to the answer for each kind of work of each function, taken in turns.
async fn timings(
    functions: &[&Function],
    binaries: &Binaries,
) -> anyhow::Result<Vec<Vec<(Duration, Duration)>>> {
    let pairs: Vec<_> = functions
        .iter()
        .flat_map(|&function| function.works.iter().map(move |&work| (function, work)))
        .collect();
    let mut series = vec![(Vec::new(), Vec::new()); pairs.len()];
    for _ in 0..TIMINGS {
        for (&(function, work), (processor, answers)) in pairs.iter().zip(&mut series) {
            let (warm_up, many) = work.invocations();
            let run =
                binaries.run(Plan { function, work, invocations: warm_up + many, warm_up }).await?;
            processor.push(run.processor / many);
            answers.extend(run.answers);
        }
    }
    let mut medians =
        series.iter().map(|(processor, answers)| (median(processor), median(answers)));
    Ok(functions
        .iter()
        .map(|function| medians.by_ref().take(function.works.len()).collect())
        .collect())
}
