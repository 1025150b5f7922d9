//! `cargo sls describe`: what the handlers of a function claim, as a table or as JSON.

use std::process::{ExitCode, Stdio};

use serde_json::{Map, Value};
use sls_core::{HandlerManifest, Manifest, SourceManifest};

use super::args::{DescribeArgs, Format};
use super::build::{Options, build};
use super::output::Output;
use super::problem::Problem;
use super::workspace::Workspace;

pub(super) async fn run(args: &DescribeArgs, output: &Output) -> Result<ExitCode, Problem> {
    let program = Workspace::read().await?.find(args.target.as_deref(), args.bin.as_deref())?;
    let options = Options { features: args.features.clone(), release: false };
    let built = build(&program, &options).await?;
    let said = tokio::process::Command::new(&built.executable)
        .env("SLS_DESCRIBE", "1")
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| Problem::new(format!("`{}` cannot be started: {error}", program.name)))?;
    if !said.status.success() {
        return Err(Problem::new(format!("`{}` cannot describe itself", program.name)));
    }
    let manifest: Manifest = serde_json::from_slice(&said.stdout).map_err(|_| {
        Problem::new(format!(
            "`{}` printed something else than its handlers: its `main` has to end in `App::run`, \
             and print nothing before",
            program.name
        ))
    })?;
    match args.format {
        Format::Json => output.line(&json(&manifest)?),
        Format::Table => output.line(&table(&manifest)),
    }
    Ok(ExitCode::SUCCESS)
}

fn json(manifest: &Manifest) -> Result<String, Problem> {
    serde_json::to_string_pretty(manifest)
        .map_err(|error| Problem::new(format!("the manifest cannot be written: {error}")))
}

/// One row per source, its settings as they stand in the attribute.
fn table(manifest: &Manifest) -> String {
    let mut rows = vec![["HANDLER".to_owned(), "SOURCE".to_owned(), "SETTINGS".to_owned()]];
    for HandlerManifest { name, sources, idempotent, .. } in &manifest.handlers {
        let sources = sources.iter().map(|SourceManifest { source, settings, .. }| {
            [String::new(), source.clone(), shown(settings)]
        });
        let idempotent = idempotent
            .iter()
            .map(|settings| [String::new(), "(idempotent)".to_owned(), shown(settings)]);
        let first = rows.len();
        rows.extend(sources.chain(idempotent));
        if let Some([of_first, ..]) = rows.get_mut(first) {
            of_first.clone_from(name);
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    let lines = rows.iter().map(|[name, source, settings]| {
        format!("{name:first$}  {source:second$}  {settings}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Without what is not set.
fn shown(settings: &Map<String, Value>) -> String {
    let is_set = |value: &Value| match value {
        Value::Null => false,
        Value::Array(values) => !values.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    let settings = settings.iter().filter(|(_, value)| is_set(value));
    settings.map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use sls_core::event::sns::Topic;
    use sls_core::{App, Handler};

    use super::*;

    async fn note() {}

    #[test]
    fn the_table_has_a_row_per_source_and_leaves_out_what_is_not_set() {
        let handler = Handler::new("shop::note")
            .http("GET /notes", note)
            .on(Topic::new("notes"), note)
            .on(Topic::any(), note);
        let manifest = App::new().handler(handler).manifest();
        let expected = "\
HANDLER     SOURCE  SETTINGS
shop::note  http    route = \"GET /notes\"
            sns     filter_policy_scope = \"MessageAttributes\", topic = \"notes\"
            sns     filter_policy_scope = \"MessageAttributes\"";
        assert_eq!(table(&manifest), expected);
    }

    #[test]
    fn the_table_says_what_makes_a_handler_idempotent() {
        let manifest = serde_json::from_value(serde_json::json!({
            "version": 1,
            "handlers": [{
                "name": "pay",
                "sources": [{"source": "http", "settings": {"route": "POST /payments"}}],
                "idempotent": {"by": "/id", "and": [], "expires_after": 60, "scope": null},
            }],
        }));
        let expected = "\
HANDLER  SOURCE        SETTINGS
pay      http          route = \"POST /payments\"
         (idempotent)  by = \"/id\", expires_after = 60";
        assert_eq!(table(&manifest.unwrap()), expected);
    }

    #[test]
    fn the_json_is_read_back_as_it_was() {
        let placed = sls_core::event::eventbridge::Rule::any().source("shop");
        let handler = Handler::new("note").direct(note).on(placed, note);
        let manifest = App::new().handler(handler).manifest();
        let read: Manifest = serde_json::from_str(&json(&manifest).unwrap()).unwrap();
        assert_eq!(read, manifest);
    }
}
