//! What an Alexa request is told by.

use crate::event::{Mark, Service, Sign};

/// Requests of old skills have no `context`, and those of an audio player no `session`.
pub(crate) const SERVICE: Service = Service {
    label: "alexa",
    name: "Alexa Skills Kit",
    signs: &[Sign::at_the_end(&[
        Mark::value("/request"),
        Mark::value("/context/System").or("/session/application"),
    ])],
    samples: &[
        r#"{"version": "1.0", "session": {"application": {"applicationId": "a"}},
            "context": {"System": {}}, "request": {"type": "LaunchRequest"}}"#,
        r#"{"version": "1.0", "context": {"System": {}, "AudioPlayer": {}},
            "request": {"type": "AudioPlayer.PlaybackStarted"}}"#,
        r#"{"version": "1.0", "session": {"application": {"applicationId": "a"}},
            "request": {"type": "SessionEndedRequest"}}"#,
    ],
};
