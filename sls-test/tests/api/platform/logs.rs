//! Where functions log to, and how many invocations a test can afford.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use sls_core::{App, Handler};
use sls_test::Cloud;
use sls_test::cloud::PerEnvironment;
use sls_test::platform::Function;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps the messages of all events.
#[derive(Clone, Default)]
struct Messages(Arc<Mutex<Vec<String>>>);

impl Subscriber for Messages {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Visit for Messages {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0.lock().expect("no test panics in between").push(format!("{value:?}"));
        }
    }
}

#[tokio::test]
async fn what_a_function_logs_goes_where_its_test_logs_to() {
    let messages = Messages::default();
    let _logging = tracing::subscriber::set_default(messages.clone());
    let app =
        || App::new().handler(Handler::new("f").direct(async || tracing::info!("from the inside")));
    let function = Cloud::empty().add_function(Function::new("f"), PerEnvironment(app));
    function.invoke(&()).await;
    let messages = messages.0.lock().expect("no test panics in between");
    assert!(messages.iter().any(|message| message == "from the inside"), "{messages:?}");
}

#[tokio::test]
async fn ten_thousand_invocations_of_an_app_are_one_quick_test() {
    let cloud = Cloud::empty();
    let app = App::new().handler(Handler::new("double").direct(async |number: u64| number * 2));
    let function = cloud.add_function(Function::new("double"), app);
    for number in 0..10_000_u64 {
        assert_eq!(function.invoke(&number).await.json(), number);
    }
    assert_eq!(cloud.bill().requests(), 10_000);
    assert_eq!(cloud.bill().billed_ms(), 10_000);
}
