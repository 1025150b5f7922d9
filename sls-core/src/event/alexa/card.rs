//! What the Alexa app shows beside the speech.

use std::fmt;

use serde::Serialize;

/// A card for the Alexa app.
///
/// Its texts and addresses together have at most 8000 characters
/// (Alexa Skills Kit, "Include a Card in Your Skill's Response").
///
/// # Example
/// ```
/// use sls_core::event::alexa::{Card, Response};
///
/// let card = Card::standard("Your order", "One tea")
///     .small_image("https://example.com/tea-720.png")
///     .large_image("https://example.com/tea-1200.png");
/// let response = Response::new().speech("One tea.").card(card);
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Card(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
enum Kind {
    AskForPermissionsConsent {
        permissions: Vec<String>,
    },
    LinkAccount,
    Simple {
        title: String,
        content: String,
    },
    Standard {
        title: String,
        text: String,
        #[serde(skip_serializing_if = "Image::is_empty")]
        image: Image,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    #[serde(skip_serializing_if = "Option::is_none")]
    small_image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    large_image_url: Option<String>,
}

impl Card {
    /// A title and a text.
    pub fn simple(title: impl Into<String>, content: impl Into<String>) -> Self {
        Self(Kind::Simple { title: title.into(), content: content.into() })
    }

    /// A title and a text, to which an image can be added.
    pub fn standard(title: impl Into<String>, text: impl Into<String>) -> Self {
        let image = Image::default();
        Self(Kind::Standard { title: title.into(), text: text.into(), image })
    }

    /// Asks the person to link their account.
    pub const fn link_account() -> Self {
        Self(Kind::LinkAccount)
    }

    /// Asks the person for permissions, such as `alexa::profile:email:read`.
    pub fn ask_for_permissions(permissions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let permissions = permissions.into_iter().map(Into::into).collect();
        Self(Kind::AskForPermissionsConsent { permissions })
    }

    /// Default: none. An image of 720 by 480 pixels, which only a standard card shows.
    pub fn small_image(mut self, url: impl Into<String>) -> Self {
        if let Kind::Standard { image, .. } = &mut self.0 {
            image.small_image_url = Some(url.into());
        }
        self
    }

    /// Default: none. An image of 1200 by 800 pixels, which only a standard card shows.
    pub fn large_image(mut self, url: impl Into<String>) -> Self {
        if let Kind::Standard { image, .. } = &mut self.0 {
            image.large_image_url = Some(url.into());
        }
        self
    }

    /// How many characters it has, which Alexa limits.
    pub(super) fn characters(&self) -> usize {
        let count = |text: &String| text.chars().count();
        match &self.0 {
            Kind::AskForPermissionsConsent { .. } | Kind::LinkAccount => 0,
            Kind::Simple { title, content } => count(title) + count(content),
            Kind::Standard { title, text, image } => {
                let urls = [&image.small_image_url, &image.large_image_url];
                count(title) + count(text) + urls.into_iter().flatten().map(count).sum::<usize>()
            }
        }
    }
}

impl Image {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Without its texts, which may be confidential.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::AskForPermissionsConsent { .. } => "Card::AskForPermissionsConsent",
            Kind::LinkAccount => "Card::LinkAccount",
            Kind::Simple { .. } => "Card::Simple",
            Kind::Standard { .. } => "Card::Standard",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(card: &Card, expected: &Value, characters: usize) {
        assert_eq!(serde_json::to_value(card).unwrap(), *expected);
        assert_eq!(card.characters(), characters);
    }

    #[test]
    fn has_the_form_that_alexa_documents() {
        check(&Card::simple("T", "C"), &json!({"type": "Simple", "title": "T", "content": "C"}), 2);
        let standard = Card::standard("Tä", "C");
        check(&standard, &json!({"type": "Standard", "title": "Tä", "text": "C"}), 3);
        let image = json!({"smallImageUrl": "https://s", "largeImageUrl": "https://l"});
        check(
            &standard.small_image("https://s").large_image("https://l"),
            &json!({"type": "Standard", "title": "Tä", "text": "C", "image": image}),
            21,
        );
        check(&Card::link_account(), &json!({"type": "LinkAccount"}), 0);
        check(
            &Card::ask_for_permissions(["alexa::profile:email:read"]),
            &json!({"type": "AskForPermissionsConsent",
                "permissions": ["alexa::profile:email:read"]}),
            0,
        );
    }

    #[test]
    fn shows_no_image_on_a_simple_card() {
        let card = Card::simple("T", "C").small_image("https://s").large_image("https://l");
        assert_eq!(card, Card::simple("T", "C"));
        assert_eq!(format!("{card:?}"), "Card::Simple");
    }
}
