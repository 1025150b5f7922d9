//! What becomes of a mail after the handler.

use serde::{Deserialize, Serialize};

use crate::error::{Error, IntoError};
use crate::reply::{Answer, IntoAnswer, StoredAs};

/// How SES goes on with a mail.
///
/// It counts only where the action waits for the function (`RequestResponse`). A handler that
/// returns `()` or `Result<(), E>` goes on with the next action
/// (Amazon SES developer guide, "Invoke Lambda function action").
///
/// # Example
/// ```
/// use sls_core::event::ses::{Disposition, Mail, Rule, Verdict};
/// use sls_core::{App, Handler};
///
/// async fn filter(mail: Mail) -> Disposition {
///     match mail.verdicts().spam {
///         Verdict::Fail => Disposition::StopRuleSet,
///         _ => Disposition::Continue,
///     }
/// }
///
/// let app = App::new().handler(Handler::new("filter").on(Rule::any(), filter));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Disposition {
    /// The next action of the rule, then the next rules.
    #[default]
    Continue,
    /// No further action of this rule, but the next rules.
    StopRule,
    /// No further action and no further rule.
    StopRuleSet,
}

impl Answer for Disposition {
    const STORED_AS: Option<StoredAs<Self>> = Some(StoredAs::JSON);
}

#[diagnostic::do_not_recommend]
impl IntoAnswer<Disposition> for () {
    fn into_answer(self) -> Result<Disposition, Error> {
        Ok(Disposition::Continue)
    }
}

#[diagnostic::do_not_recommend]
impl<E: IntoError> IntoAnswer<Disposition> for Result<(), E> {
    fn into_answer(self) -> Result<Disposition, Error> {
        self.map_err(E::into_error).map(|()| Disposition::Continue)
    }
}
