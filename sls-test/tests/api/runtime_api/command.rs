//! `cargo sls` as a person uses it.

use std::ffi::OsString;
use std::process::ExitCode;

use serde_json::Value;
use sls_core::Source;
use sls_core::event::detect;
use sls_test::cli::{Output, run};

use super::printed::Printed;

fn cargo_sls(arguments: &[&str]) -> (bool, String) {
    let printed = Printed::default();
    let arguments = ["cargo-sls"].iter().chain(arguments).map(OsString::from);
    let code = run(arguments, &Output::to(printed.clone()));
    // An exit code has no other way to be compared.
    (format!("{code:?}") == format!("{:?}", ExitCode::SUCCESS), printed.text())
}

#[track_caller]
fn assert_problem(arguments: &[&str], message: &str) {
    let (is_success, text) = cargo_sls(arguments);
    assert!(!is_success, "{text}");
    assert!(text.contains(message), "expected {message:?} in:\n{text}");
}

#[track_caller]
fn event(arguments: &[&str]) -> Value {
    let (is_success, text) = cargo_sls(&[&["sls", "event"], arguments].concat());
    assert!(is_success, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn help_shows_each_command_with_examples() {
    let (is_success, help) = cargo_sls(&["--help"]);
    assert!(is_success);
    for wanted in ["dev", "invoke", "event", "cargo sls dev hello"] {
        assert!(help.contains(wanted), "{help}");
    }
    for command in ["dev", "invoke", "event"] {
        let (is_success, help) = cargo_sls(&["sls", command, "--help"]);
        assert!(is_success);
        assert!(help.contains(&format!("Examples:\n  cargo sls {command} ")), "{help}");
    }
}

#[test]
fn an_event_is_that_of_its_source() {
    let cases: [(&[&str], Source); 28] = [
        (&["sns", "--topic", "t"], Source::Sns),
        (&["s3-put", "--bucket", "b", "--key", "k"], Source::S3),
        (&["s3-delete", "--bucket", "b", "--key", "k"], Source::S3),
        (&["kinesis", "--stream", "s"], Source::Kinesis),
        (&["http-api"], Source::ApiGatewayHttp),
        (&["http-api-v1"], Source::ApiGatewayRest),
        (&["rest"], Source::ApiGatewayRest),
        (&["function-url"], Source::FunctionUrl),
        (&["alb"], Source::Alb),
        (&["vpc-lattice"], Source::VpcLattice),
        (&["websocket"], Source::ApiGatewayWebSocket),
        (&["direct", r#"{"name":"Ada"}"#], Source::Unrecognized),
        (&["sqs", "--queue", "q"], Source::Sqs),
        (&["dynamodb", "--table", "t", "--new", r#"{"id":1}"#], Source::DynamoDb),
        (&["kafka", "--topic", "t"], Source::Kafka),
        (&["firehose", "--stream", "s"], Source::Firehose),
        (&["eventbridge", "--source", "s", "--detail-type", "t"], Source::EventBridge),
        (&["schedule", "--name", "nightly"], Source::EventBridge),
        (&["schedule", "--name", "nightly", "--rule"], Source::EventBridge),
        (&["alarm", "--name", "cpu"], Source::CloudWatchAlarm),
        (&["logs", "--group", "g"], Source::CloudWatchLogs),
        (&["ses", "--to", "help@example.com"], Source::Ses),
        (&["alexa", "--skill", "s"], Source::Alexa),
        (&["cognito", "--trigger", "PreSignUp_SignUp"], Source::Cognito),
        (&["custom-resource", "--type", "Custom::A"], Source::CloudFormation),
        (&["authorizer"], Source::ApiGatewayAuthorizer),
        (&["authorizer", "--api", "rest-token"], Source::ApiGatewayAuthorizer),
        (&["authorizer", "--api", "websocket"], Source::ApiGatewayAuthorizer),
    ];
    for (arguments, source) in cases {
        let event = event(arguments);
        assert_eq!(detect(event.to_string().as_bytes()).unwrap(), source, "{arguments:?}");
    }
}

#[test]
fn the_options_of_an_event_are_in_it() {
    let sns = event(&[
        "sns",
        "--topic",
        "orders",
        "--message",
        "hi",
        "--subject",
        "s",
        "--attribute",
        "kind=new",
    ]);
    let notification = &sns["Records"][0]["Sns"];
    assert_eq!(notification["TopicArn"], "arn:aws:sns:eu-west-1:111122223333:orders");
    assert_eq!(notification["Message"], "hi");
    assert_eq!(notification["Subject"], "s");
    assert_eq!(notification["MessageAttributes"]["kind"]["Value"], "new");

    let s3 = event(&["s3-put", "--bucket", "b", "--key", "July 2026.pdf", "--size", "7"]);
    assert_eq!(s3["Records"][0]["s3"]["object"]["key"], "July+2026.pdf");
    assert_eq!(s3["Records"][0]["s3"]["object"]["size"], 7);

    let kinesis = event(&["kinesis", "--stream", "s", "--data", "a", "--data", "b"]);
    assert_eq!(kinesis["Records"].as_array().unwrap().len(), 2);
    assert_eq!(kinesis["Records"][1]["kinesis"]["data"], "Yg==");

    let http = event(&["http-api", "POST", "/a?b=c", "-H", "x-mine: 7", "--body", "text"]);
    assert_eq!(http["requestContext"]["http"]["method"], "POST");
    assert_eq!(http["rawQueryString"], "b=c");
    assert_eq!(http["headers"]["x-mine"], "7");

    let websocket = event(&["websocket", r#"{"action":"send"}"#, "--route", "send"]);
    assert_eq!(websocket["requestContext"]["routeKey"], "send");
    let connect = event(&["websocket", "$connect"]);
    assert_eq!(connect["requestContext"]["eventType"], "CONNECT");
}

#[test]
fn the_options_of_a_batch_are_in_it() {
    let sqs = event(&["sqs", "--queue", "q.fifo", "--group", "ada", "--body", "a", "--body", "b"]);
    assert_eq!(sqs["Records"][1]["body"], "b");
    assert_eq!(sqs["Records"][1]["attributes"]["MessageGroupId"], "ada");

    for (arguments, name) in [
        (&["--new", r#"{"id":7}"#][..], "INSERT"),
        (&["--old", r#"{"id":7}"#], "REMOVE"),
        (&["--new", r#"{"id":7,"n":1}"#, "--old", r#"{"id":7}"#], "MODIFY"),
        (&["--new", r#"{"pk":7,"sk":"a"}"#, "--key", "pk", "--key", "sk"], "INSERT"),
    ] {
        let dynamodb = event(&[&["dynamodb", "--table", "t"], arguments].concat());
        assert_eq!(dynamodb["Records"][0]["eventName"], name, "{arguments:?}");
    }

    let kafka = event(&["kafka", "--topic", "t", "--value", "a", "--value", "b", "--key", "k"]);
    assert_eq!(kafka["records"]["t-0"][1]["value"], "Yg==");
    assert_eq!(kafka["records"]["t-0"][1]["key"], "aw==");

    let firehose = event(&["firehose", "--stream", "s", "--data", "a", "--data", "b"]);
    assert_eq!(firehose["records"][1]["data"], "Yg==");
}

#[test]
fn the_options_of_a_notice_are_in_it() {
    let detail = ["--detail", r#"{"n":1}"#, "--resource", "arn:a", "--resource", "arn:b"];
    let placed = ["eventbridge", "--source", "shop", "--detail-type", "OrderPlaced"];
    let bus = event(&[&placed[..], &detail].concat());
    assert_eq!((&bus["source"], &bus["detail-type"]), (&"shop".into(), &"OrderPlaced".into()));
    assert_eq!((&bus["detail"]["n"], &bus["resources"][1]), (&1.into(), &"arn:b".into()));

    let nightly = |rule: &[&str]| {
        event(&[&["schedule", "--name", "nightly"], rule].concat())["resources"][0].take()
    };
    assert_eq!(nightly(&["--rule"]), "arn:aws:events:eu-west-1:111122223333:rule/nightly");
    let schedule = "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly";
    assert_eq!(nightly(&[]), schedule);

    for (state, expected) in [("OK", "OK"), ("insufficient_data", "INSUFFICIENT_DATA")] {
        let alarm = event(&["alarm", "--name", "cpu", "--state", state]);
        assert_eq!(alarm["alarmData"]["state"]["value"], expected);
    }

    let ses = event(&["ses", "--to", "a@example.com", "--from", "b@example.com", "--subject", "s"]);
    let mail = &ses["Records"][0]["ses"]["mail"];
    assert_eq!(
        (&mail["source"], &mail["destination"][0]),
        (&"b@example.com".into(), &"a@example.com".into())
    );
    assert_eq!(mail["commonHeaders"]["subject"], "s");
}

#[test]
fn the_options_of_a_question_are_in_it() {
    let order = ["alexa", "--skill", "s", "--intent", "OrderIntent", "--locale", "de-DE"];
    let alexa = event(&[&order[..], &["--slot", "Item=tea", "--slot", "Size=XL"]].concat());
    assert_eq!(alexa["request"]["intent"]["slots"]["Size"]["value"], "XL");
    assert_eq!(alexa["request"]["locale"], "de-DE");

    let trigger = ["cognito", "--trigger", "TokenGeneration_RefreshTokens"];
    let user = ["--user-pool", "eu-west-1_A", "--user", "ada", "--attribute", "custom:plan=free"];
    let cognito = event(&[&trigger[..], &user].concat());
    assert_eq!(cognito["triggerSource"], "TokenGeneration_RefreshTokens");
    assert_eq!(
        (&cognito["userPoolId"], &cognito["userName"]),
        (&"eu-west-1_A".into(), &"ada".into())
    );
    assert_eq!(cognito["request"]["userAttributes"]["custom:plan"], "free");

    let resource = ["custom-resource", "--type", "Custom::A", "--request", "update"];
    let url = ["--response-url", "http://127.0.0.1:1/"];
    let resource = event(&[&resource[..], &["--property", "Versions=5"], &url].concat());
    assert_eq!(resource["RequestType"], "Update");
    assert_eq!(resource["ResourceProperties"]["Versions"], "5");
    assert_eq!(resource["ResponseURL"], "http://127.0.0.1:1/");

    let asks = |api: &str| event(&["authorizer", "POST", "/a?b=c", "--token", "t", "--api", api]);
    assert_eq!(asks("http-api")["identitySource"][0], "t");
    assert_eq!(asks("http-api-v1")["httpMethod"], "POST");
    assert_eq!(asks("rest")["queryStringParameters"]["b"], "c");
    assert_eq!(asks("rest-token")["authorizationToken"], "t");
    assert_eq!(asks("websocket")["requestContext"]["eventType"], "CONNECT");
}

#[test]
fn a_mistake_in_an_event_is_answered_with_what_to_write() {
    assert_problem(&["event", "direct", "{nope"], "the payload is not JSON");
    assert_problem(&["event", "rest", "GET", "orders"], "write `/orders`");
    assert_problem(&["event", "rest", "GE T"], "`GE T` is no HTTP method");
    assert_problem(&["event", "rest", "-H", "nope"], "'accept: text/html'");
    assert_problem(&["event", "sns"], "--topic <TOPIC>");
    assert_problem(
        &["event", "sns", "--topic", "t", "--attribute", "x"],
        "write `--attribute NAME=VALUE`, not `x`",
    );
    assert_problem(
        &["event", "s3-delete", "--bucket", "b", "--key", "k", "--size", "1"],
        "leave out --size",
    );
    assert_problem(&["event", "dynamodb", "--table", "t"], "--new <JSON>");
    let item = ["event", "dynamodb", "--table", "t", "--new"];
    assert_problem(&[&item[..], &["{nope"]].concat(), "`--new` is not JSON");
    assert_problem(&[&item[..], &["7"]].concat(), "`--new` is no item");
    assert_problem(&[&item[..], &[r#"{"pk":7}"#]].concat(), "name the table's key with `--key");
    let bus = ["event", "eventbridge", "--source", "s", "--detail-type", "t"];
    assert_problem(&[&bus[..], &["--detail", "nope"]].concat(), "`--detail` is not JSON");
    assert_problem(&["event", "alarm", "--name", "a", "--state", "BAD"], "INSUFFICIENT_DATA");
    assert_problem(&["event", "alexa", "--skill", "s", "--slot", "a=b"], "--intent <INTENT>");
    assert_problem(
        &["event", "alexa", "--skill", "s", "--intent", "i", "--slot", "tea"],
        "write `--slot NAME=VALUE`, not `tea`",
    );
    assert_problem(&["event", "cognito", "--trigger", "PreSignUp"], "PreSignUp_SignUp");
    assert_problem(&["event", "authorizer", "-H", "nope"], "'accept: text/html'");
    assert_problem(&["event", "authorizer", "GET", "orders"], "write `/orders`");
}

#[test]
fn a_mistake_in_invoke_is_answered_with_what_to_write() {
    assert_problem(&["invoke"], "write --json, --file, --stdin or --event");
    assert_problem(&["invoke", "--file", "/no/such/file"], "/no/such/file cannot be read");
    assert_problem(&["invoke", "--event", "sns"], "--topic <TOPIC>");
    assert_problem(&["invoke", "--event", "sns --topic 't"], "quotation mark");
    // Port 1 is reserved, and nobody may listen there without privileges.
    assert_problem(
        &["invoke", "--json", "1", "--port", "1"],
        "nothing listens on 127.0.0.1:1; start the function with `cargo sls dev NAME`",
    );
}

#[cfg(unix)]
mod in_a_package {
    use std::path::{Path, PathBuf};
    use std::process::{ExitStatus, Stdio};

    use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
    use tokio::process::{Child, Command};
    use tokio::sync::mpsc;

    /// A package of its own whose program is `program.rs`.
    struct Package(PathBuf);

    impl Package {
        fn new(name: &str) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let package = Self(folder);
            std::fs::create_dir_all(package.0.join("src")).unwrap();
            let manifest = "[package]\nname = \"greeter\"\nversion = \"0.0.0\"\n\
                            edition = \"2024\"\n[workspace]\n";
            std::fs::write(package.0.join("Cargo.toml"), manifest).unwrap();
            package.write(&program());
            package
        }

        fn write(&self, source: &str) {
            std::fs::write(self.0.join("src/main.rs"), source).unwrap();
        }

        fn cargo_sls(&self, arguments: &[&str]) -> Command {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-sls"));
            command
                .args(arguments)
                .current_dir(&self.0)
                .env("CARGO_TARGET_DIR", self.0.join("target"))
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .kill_on_drop(true);
            command
        }

        async fn dev(&self) -> Dev {
            let mut child = self.cargo_sls(&["sls", "dev", "--port", "0"]).spawn().unwrap();
            let (sender, lines) = mpsc::unbounded_channel();
            pass_on(child.stdout.take().unwrap(), sender.clone());
            pass_on(child.stderr.take().unwrap(), sender);
            let mut dev = Dev { child, lines, port: String::new() };
            let line = dev.wait_for("is listening on http://127.0.0.1:").await;
            dev.port = line.rsplit_once(':').unwrap().1.to_owned();
            dev
        }

        async fn invoke(&self, dev: &Dev, arguments: &[&str]) -> (bool, String, String) {
            let arguments = [&["invoke", "--port", &dev.port], arguments].concat();
            let output = self.cargo_sls(&arguments).output().await.unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
            (output.status.success(), text(output.stdout), text(output.stderr))
        }
    }

    /// `cargo sls dev` at work.
    struct Dev {
        child: Child,
        lines: mpsc::UnboundedReceiver<String>,
        port: String,
    }

    impl Dev {
        async fn wait_for(&mut self, wanted: &str) -> String {
            let mut seen = Vec::new();
            while let Some(line) = self.lines.recv().await {
                if line.contains(wanted) {
                    return line;
                }
                seen.push(line);
            }
            panic!("it ended without printing {wanted:?}, after:\n{}", seen.join("\n"));
        }

        async fn stop(mut self, signal: &str) -> ExitStatus {
            let pid = self.child.id().unwrap().to_string();
            let kill = Command::new("kill").args([signal, &pid]).status().await.unwrap();
            assert!(kill.success());
            // Its output ends when the last process that holds it has ended.
            while self.lines.recv().await.is_some() {}
            self.child.wait().await.unwrap()
        }
    }

    fn pass_on(
        reader: impl AsyncRead + Send + Unpin + 'static,
        sender: mpsc::UnboundedSender<String>,
    ) {
        tokio::spawn(async move {
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = sender.send(line);
            }
        });
    }

    fn program() -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/runtime_api/program.rs");
        std::fs::read_to_string(path).unwrap()
    }

    #[tokio::test]
    async fn a_function_is_invoked_from_another_terminal() {
        let package = Package::new("invoked");
        let dev = package.dev().await;
        let (is_success, result, _) = package.invoke(&dev, &["--json", r#"{"a":[1]}"#]).await;
        assert_eq!((is_success, &*result), (true, "{\n  \"a\": [\n    1\n  ]\n}"));

        let raw = ["greeter", "--raw", "--json", r#"{"a":[1]}"#];
        assert_eq!(package.invoke(&dev, &raw).await.1, r#"{"a":[1]}"#);

        let event = ["--event", "sns --topic orders --message 'two words'"];
        let (_, result, _) = package.invoke(&dev, &event).await;
        assert!(result.contains(r#""Message": "two words""#), "{result}");

        let failing = ["--tail", "--json", r#""print hello; error {}""#];
        let (is_success, result, error) = package.invoke(&dev, &failing).await;
        assert_eq!((is_success, &*result), (false, ""));
        assert!(error.contains("\nhello\nEND RequestId: ") && error.ends_with("{}"), "{error}");

        let (is_success, _, error) = package.invoke(&dev, &["other", "--json", "1"]).await;
        assert!(!is_success);
        assert!(error.contains("this server runs the function `greeter`"), "{error}");

        assert!(dev.stop("-INT").await.success());
    }

    #[tokio::test]
    async fn a_change_of_the_source_restarts_the_function() {
        let package = Package::new("changed");
        let mut dev = package.dev().await;
        assert_eq!(package.invoke(&dev, &["--json", "1"]).await.1, "1");

        package.write(&program().replace("unwrap_or(event)", "unwrap_or(String::from(\"2\"))"));
        dev.wait_for("src/main.rs changed: building").await;
        dev.wait_for(": restarted").await;
        assert_eq!(package.invoke(&dev, &["--json", "1"]).await.1, "2");

        package.write("fn main() { nonsense }");
        dev.wait_for("`greeter` does not build; the build before it serves on").await;
        assert_eq!(package.invoke(&dev, &["--json", "1"]).await.1, "2");

        assert!(dev.stop("-TERM").await.success());
    }

    #[tokio::test]
    async fn an_unknown_name_and_a_taken_port_are_explained() {
        let package = Package::new("mistaken");
        let output = package.cargo_sls(&["dev", "greter"]).output().await.unwrap();
        assert!(!output.status.success());
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "error: there is no package, binary or example `greter`; write one of: greeter\n"
        );

        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let output = package.cargo_sls(&["dev", "--port", &port]).output().await.unwrap();
        assert!(!output.status.success());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains("--port 0 for a free one"), "{error}");
    }

    #[tokio::test]
    async fn a_function_that_does_not_start_says_why() {
        let package = Package::new("unstartable");
        package.write(&program().replace("fn main() {", "fn main() { std::process::exit(9);"));
        let mut child = package.cargo_sls(&["dev", "--port", "0"]).spawn().unwrap();
        let (sender, lines) = mpsc::unbounded_channel();
        pass_on(child.stderr.take().unwrap(), sender);
        let mut dev = Dev { child, lines, port: String::new() };
        let line = dev.wait_for("does not start").await;
        assert!(line.contains("Runtime exited with error: exit status 9"), "{line}");
    }
}
