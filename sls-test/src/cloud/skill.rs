//! A skill of Alexa that the function answers for.

use super::{Cloud, PendingAnswer};
use crate::event::{AlexaEvent, AlexaIntent};

/// An Alexa skill, by its id; each request begins a session.
///
/// A conversation goes on with [`then`](super::Answer::then); [`Cloud::ask`] takes requests with
/// more to choose.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::alexa::{Request, Response, Skill};
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
/// use sls_test::event::AlexaIntent;
///
/// async fn tea_shop(request: Request) -> Response {
///     match request.intent() {
///         Some("OrderIntent") => Response::new().speech("One tea.").end_session(),
///         _ => Response::new().speech("What would you like?").reprompt("We have tea."),
///     }
/// }
///
/// const ID: &str = "amzn1.ask.skill.1";
/// let app = App::new().handler(Handler::new("tea_shop").on(Skill::new(ID), tea_shop));
/// let welcome = Cloud::new(app).await.alexa(ID).launch().await;
/// assert_eq!(welcome.speech(), Some("What would you like?"));
///
/// let order = welcome.then(AlexaIntent::new("OrderIntent").slot("Item", "tea")).await;
/// assert_eq!(order.speech(), Some("One tea."));
/// assert!(order.has_ended());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Skill {
    cloud: Cloud,
    skill_id: String,
}

impl Skill {
    pub(super) fn new(cloud: Cloud, skill_id: String) -> Self {
        Self { cloud, skill_id }
    }

    /// Opens the skill without asking for anything in particular.
    pub fn launch(&self) -> PendingAnswer<AlexaEvent> {
        self.cloud.ask(AlexaEvent::launch(&self.skill_id))
    }

    /// Asks for something right away: an intent's name, or an [`AlexaIntent`] with slots.
    pub fn intent(&self, intent: impl Into<AlexaIntent>) -> PendingAnswer<AlexaEvent> {
        self.cloud.ask(AlexaEvent::intent(&self.skill_id, intent))
    }
}
