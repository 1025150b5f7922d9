//! Measures function binaries against a Runtime API of its own and prints the table.
//!
//! Nothing here is timed by a test: the program measures, `budget` judges, a person reads.

mod budget;
mod catalogue;
mod crates;
mod function;
mod runtime_api;
mod stats;
mod survey;
mod table;
mod workload;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

use crate::{catalogue::Side, function::Binaries, workload::Work};

#[derive(Debug, Parser)]
#[command(
    about = "Measures Lambda functions in user-space instructions, beside hand-written peers"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Names the packages to build, one a line.
    List {
        #[command(flatten)]
        choice: Choice,
    },
    /// Measures everything and prints the table.
    Table {
        #[command(flatten)]
        choice: Choice,
        #[command(flatten)]
        place: Place,
    },
    /// Counts the instructions of one function and keeps its callgrind profile.
    Count {
        /// The package, for example `sls-http`.
        function: String,
        /// One of its workloads; all of them if left out.
        work: Option<Work>,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
struct Choice {
    /// Only the peers, for example while sls-core does not build.
    #[arg(long)]
    peers: bool,
}

impl Choice {
    fn takes(&self, side: Side) -> bool {
        match side {
            Side::Ours => !self.peers,
            Side::Peer => true,
            Side::Study => false,
        }
    }
}

#[derive(Debug, Args)]
struct Place {
    /// Where the function binaries are.
    #[arg(long, default_value = "target/release")]
    binaries: PathBuf,
    /// Where profiles and the functions' own output go.
    #[arg(long, default_value = "target/measured")]
    output: PathBuf,
}

impl Place {
    fn open(self) -> anyhow::Result<Binaries> {
        std::fs::create_dir_all(&self.output)
            .with_context(|| format!("cannot create {}", self.output.display()))?;
        Ok(Binaries { binaries: self.binaries, output: self.output })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::List { choice } => {
            for function in
                catalogue::FUNCTIONS.iter().filter(|function| choice.takes(function.side))
            {
                println!("{}", function.package);
            }
        }
        Command::Table { choice, place } => {
            let functions: Vec<_> = catalogue::FUNCTIONS
                .iter()
                .filter(|function| choice.takes(function.side))
                .collect();
            let survey = survey::take(&functions, &place.open()?).await?;
            print!("{}", table::render(&survey));
        }
        Command::Count { function, work, place } => {
            let function = catalogue::find(&function)?;
            let binaries = place.open()?;
            for &work in
                function.works.iter().filter(|&&each| work.is_none_or(|wanted| wanted == each))
            {
                let count = survey::count(function, work, &binaries).await?;
                println!(
                    "{} {work}: {} instructions per invocation (± {}), {} to the first poll",
                    function.package, count.per_invocation, count.spread, count.start,
                );
            }
        }
    }
    Ok(())
}
