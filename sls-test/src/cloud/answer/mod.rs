//! Events whose sender waits for what the function answers, and reads it.
//!
//! Each source has one file: what its service refuses, and what a test wants to know.

mod alexa;
mod authorizer;
mod cognito;
mod custom_resource;
mod firehose;
mod mailbox;
mod policy;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use bytes::Bytes;
use serde_json::Value;
use sls_core::Failure;

use self::mailbox::Mailbox;
use super::outcome::Finished;
use super::readable::excerpt;
use super::{Cloud, subject};
use crate::event::{BuildEvent, to_bytes};

/// The events whose sender waits for an answer and reads it.
///
/// | event | what its [`Answer`] tells |
/// |---|---|
/// | [`AlexaEvent`](crate::event::AlexaEvent) | what is said and shown, and whether it goes on |
/// | [`AuthorizerEvent`](crate::event::AuthorizerEvent) | who may pass; the status of others |
/// | [`CognitoEvent`](crate::event::CognitoEvent) | what the function filled in |
/// | [`CustomResourceEvent`](crate::event::CustomResourceEvent) | what was put for CloudFormation |
/// | [`FirehoseEvent`](crate::event::FirehoseEvent) | what is delivered of each record |
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::cognito::Trigger;
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
/// use sls_test::cloud::Question;
/// use sls_test::event::{AlexaEvent, CognitoEvent, CognitoTrigger};
///
/// async fn is_answered(cloud: &Cloud, question: impl Question) -> bool {
///     cloud.ask(question).await.failure().is_none()
/// }
///
/// async fn greet() {}
///
/// let handler = Handler::new("greet").on(Trigger::new("PostConfirmation"), greet);
/// let cloud = Cloud::new(App::new().handler(handler)).await;
/// let confirmed = CognitoEvent::new(CognitoTrigger::PostConfirmationConfirmSignUp);
/// assert!(is_answered(&cloud, confirmed).await);
/// assert!(!is_answered(&cloud, AlexaEvent::launch("amzn1.ask.skill.1")).await);
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "nobody reads an answer to `{Self}`",
    label = "no event that is answered",
    note = "write `cloud.deliver(..)`: only Alexa, API Gateway before it lets a request pass, \
            CloudFormation, Cognito and Firehose read answers"
)]
pub trait Question: sealed::Answered {}

mod sealed {
    use super::{BuildEvent, Value};

    /// New questions are new public API of this crate, not of its users.
    pub trait Answered: BuildEvent + 'static {
        /// The member of the event with the address that the answer is put to, if it is no reply.
        const ADDRESS: Option<&'static str> = None;

        /// Checks an answer as the service does.
        ///
        /// # Errors
        /// Why the service refuses it.
        fn check(event: &Value, answer: &Value) -> Result<(), String>;
    }
}

/// A question that is asked when it is awaited.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::authorizer::{Authorization, Authorizer, Request};
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
/// use sls_test::event::AuthorizerEvent;
/// use sls_test::front_door::HttpApi;
///
/// async fn check(request: Request) -> Authorization {
///     Authorization::simple(request.bearer_token() == Some("let-me-in"))
/// }
///
/// let app = App::new().handler(Handler::new("check").on(Authorizer::any(), check));
/// let request = HttpApi::new().get("/orders").header("authorization", "Bearer let-me-in");
/// let pending = Cloud::new(app).await.ask(AuthorizerEvent::http_api(request));
/// assert!(pending.await.is_allowed());
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is asked until it is awaited"]
pub struct PendingAnswer<Q> {
    cloud: Cloud,
    question: Q,
}

impl<Q: Question> PendingAnswer<Q> {
    pub(super) fn new(cloud: Cloud, question: Q) -> Self {
        Self { cloud, question }
    }
}

impl<Q: Question> IntoFuture for PendingAnswer<Q> {
    type Output = Answer<Q>;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer<Q>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { cloud, question } = self;
        let mut event = question.build_in(&cloud.origin());
        Box::pin(async move {
            let mailbox = match Q::ADDRESS {
                Some(member) => Some(Mailbox::named_in(&mut event, member).await),
                None => None,
            };
            let finished = cloud.call(to_bytes(&event), cloud.context().build()).await;
            let way = mailbox.map_or(Way::Reply, |mailbox| Way::Put(mailbox.close()));
            Answer::new(cloud, event, finished, way)
        })
    }
}

/// What the function answered, as the service reads it that asked.
///
/// Each kind of question has methods of its own beside the common ones; they panic if the function
/// failed or the service would refuse its answer, and say what there was instead.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use serde_json::json;
/// use sls_core::event::cognito::Trigger;
/// use sls_core::{App, Error, Handler, Json};
/// use sls_test::Cloud;
/// use sls_test::event::{CognitoEvent, CognitoTrigger};
///
/// async fn confirm() -> Result<Json<serde_json::Value>, Error> {
///     Ok(Json(json!({"autoConfirmUser": true})))
/// }
///
/// let app = App::new().handler(Handler::new("confirm").on(Trigger::new("PreSignUp"), confirm));
/// let cloud = Cloud::new(app).await;
/// let answer = cloud.ask(CognitoEvent::new(CognitoTrigger::PreSignUpSignUp)).await;
/// assert_eq!(answer.response()["autoConfirmUser"], true);
/// # }
/// ```
pub struct Answer<Q> {
    cloud: Cloud,
    event: Value,
    finished: Finished,
    way: Way,
    /// Else the failure of the function, or why the service refuses what it answered.
    answer: Result<Value, Failure>,
    question: PhantomData<fn() -> Q>,
}

/// How an answer comes to who asked.
#[derive(Debug)]
enum Way {
    /// The function puts it to an address that the event names, or does not.
    Put(Option<Bytes>),
    /// It is what the function replies.
    Reply,
}

impl<Q: Question> Answer<Q> {
    fn new(cloud: Cloud, event: Value, finished: Finished, way: Way) -> Self {
        let refused = |why: String| Failure::new(REFUSED, why);
        let answer = match (&way, finished.failure()) {
            // It counts whatever became of the function.
            (Way::Put(Some(answer)), _) => Ok(Some(answer)),
            (_, Some(failure)) => Err(failure.clone()),
            (Way::Put(None), None) => Ok(None),
            (Way::Reply, None) => Ok(finished.reply()),
        };
        let read = |answer: Option<&Bytes>| {
            let answer = answer.ok_or("there is no answer")?;
            let answer = serde_json::from_slice(answer)
                .map_err(|error| format!("the answer is not JSON: {error}"))?;
            Q::check(&event, &answer)?;
            Ok(answer)
        };
        let answer = answer.and_then(|answer| read(answer).map_err(refused));
        Self { cloud, event, finished, way, answer, question: PhantomData }
    }
}

impl<Q> Answer<Q> {
    /// The function answered, and the service accepts it.
    ///
    /// # Panics
    /// If not, with the failure, the answer and the event.
    #[track_caller]
    pub fn assert_ok(&self) {
        let _ = self.json();
    }

    /// The function failed, or the service refuses its answer.
    ///
    /// # Panics
    /// If not, with the answer and the event.
    #[track_caller]
    pub fn assert_failed(&self) -> &Failure {
        match &self.answer {
            Err(failure) => failure,
            Ok(_) => panic!("{} was to fail and was answered\n{}", self.what(), self.details()),
        }
    }

    /// Why there is no answer, if there is none.
    ///
    /// Of an answer that the service refuses the type is `InvalidAnswer`; else it is what the
    /// function failed with.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.answer.as_ref().err()
    }

    /// The whole answer.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> &Value {
        match &self.answer {
            Ok(answer) => answer,
            Err(failure) => panic!(
                "{} was to be answered and failed: {failure}\n{}",
                self.what(),
                self.details()
            ),
        }
    }

    /// The id of the invocation.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.finished.request_id
    }

    fn what(&self) -> String {
        subject::describe(&self.event)
    }

    fn details(&self) -> String {
        let details = self.finished.details();
        match &self.way {
            Way::Put(None) => format!("{details}\n  put to the address in the event: nothing"),
            Way::Put(Some(answer)) => {
                format!("{details}\n  put to the address in the event: {}", excerpt(answer))
            }
            Way::Reply => details,
        }
    }
}

impl<Q> fmt::Debug for Answer<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what(), self.details())
    }
}

/// The error type of an answer that the service refuses.
const REFUSED: &str = "InvalidAnswer";

/// A member that is an object.
///
/// # Errors
/// It is missing or something else.
fn object<'a>(answer: &'a Value, name: &str) -> Result<&'a serde_json::Map<String, Value>, String> {
    answer[name].as_object().ok_or_else(|| format!("the answer has no object `{name}`"))
}
