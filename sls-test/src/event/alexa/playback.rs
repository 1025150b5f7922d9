//! What happens to a stream that a skill plays.

use std::time::Duration;

use serde_json::{Map, Value, json};

/// What happened to a stream that a skill plays under a token of its own.
///
/// (Alexa Skills Kit, "AudioPlayer Interface Reference".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::event::{AlexaEvent, AlexaPlayback};
///
/// let stopped = AlexaPlayback::stopped("episode-7").offset(Duration::from_secs(90));
/// let event = AlexaEvent::playback("amzn1.ask.skill.1", stopped).build();
/// assert_eq!(event["request"]["type"], "AudioPlayer.PlaybackStopped");
/// assert_eq!(event["request"]["offsetInMilliseconds"], 90_000);
/// assert_eq!(event.get("session"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct AlexaPlayback {
    token: String,
    what: What,
    offset: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Failed { kind: String, message: String },
    Finished,
    NearlyFinished,
    Started,
    Stopped,
}

impl AlexaPlayback {
    /// The stream cannot be played; a kind is for example `MEDIA_ERROR_UNKNOWN`.
    pub fn failed(
        token: impl Into<String>,
        kind: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(token.into(), What::Failed { kind: kind.into(), message: message.into() })
    }

    /// The stream came to its end.
    pub fn finished(token: impl Into<String>) -> Self {
        Self::new(token.into(), What::Finished)
    }

    /// The device is ready for the next stream.
    pub fn nearly_finished(token: impl Into<String>) -> Self {
        Self::new(token.into(), What::NearlyFinished)
    }

    /// The stream began.
    pub fn started(token: impl Into<String>) -> Self {
        Self::new(token.into(), What::Started)
    }

    /// The user or the skill stopped the stream.
    pub fn stopped(token: impl Into<String>) -> Self {
        Self::new(token.into(), What::Stopped)
    }

    /// Default: 0. How far the stream had been played, in milliseconds.
    pub fn offset(mut self, offset: Duration) -> Self {
        self.offset = offset;
        self
    }

    fn new(token: String, what: What) -> Self {
        Self { token, what, offset: Duration::ZERO }
    }

    pub(super) fn request_type(&self) -> &'static str {
        match self.what {
            What::Failed { .. } => "AudioPlayer.PlaybackFailed",
            What::Finished => "AudioPlayer.PlaybackFinished",
            What::NearlyFinished => "AudioPlayer.PlaybackNearlyFinished",
            What::Started => "AudioPlayer.PlaybackStarted",
            What::Stopped => "AudioPlayer.PlaybackStopped",
        }
    }

    /// `context.AudioPlayer`, which a failure repeats in the request.
    pub(super) fn state(&self) -> Value {
        json!({
            "token": self.token,
            "offsetInMilliseconds": self.offset_in_millis(),
            "playerActivity": match self.what {
                What::Failed { .. } => "IDLE",
                What::Finished => "FINISHED",
                What::NearlyFinished | What::Started => "PLAYING",
                What::Stopped => "STOPPED",
            },
        })
    }

    /// What the request has beside the members of all requests.
    pub(super) fn members(&self) -> Map<String, Value> {
        let mut members = Map::from_iter([("token".to_owned(), self.token.as_str().into())]);
        if let What::Failed { kind, message } = &self.what {
            members.insert("error".to_owned(), json!({"type": kind, "message": message}));
            members.insert("currentPlaybackState".to_owned(), self.state());
        } else {
            members.insert("offsetInMilliseconds".to_owned(), self.offset_in_millis().into());
        }
        members
    }

    fn offset_in_millis(&self) -> u64 {
        u64::try_from(self.offset.as_millis()).unwrap_or(u64::MAX)
    }
}
