//! What the sources of records have in common.

use std::borrow::Cow;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::Source;
use crate::extract::json_problem;
use crate::failure::Failure;

/// Bytes that share the event's memory where they lie in it, and are copied where they do not:
/// text that was written with escapes has been decoded to another place.
pub(crate) fn share_bytes(event: &Bytes, part: &[u8]) -> Bytes {
    let (event_range, part_range) = (event.as_ptr_range(), part.as_ptr_range());
    if event_range.start <= part_range.start && part_range.end <= event_range.end {
        event.slice_ref(part)
    } else {
        Bytes::copy_from_slice(part)
    }
}

/// Text of an event as a value of its own; no copy where it lies in the event as it is.
///
/// # Panics
/// The text is borrowed from something else than the event's bytes.
#[expect(clippy::ptr_arg, reason = "only what is borrowed can be shared")]
pub(crate) fn share(event: &Bytes, text: &Cow<'_, str>) -> ByteString {
    match text {
        Cow::Borrowed(text) => ByteString::try_from(event.slice_ref(text.as_bytes()))
            .unwrap_or_else(|_| ByteString::from(*text)),
        Cow::Owned(text) => ByteString::from(text.as_str()),
    }
}

/// The same for text that the event may lack.
pub(crate) fn share_optional(event: &Bytes, text: &Option<Cow<'_, str>>) -> Option<ByteString> {
    text.as_ref().map(|text| share(event, text))
}

/// What a carrier says about the event in it, which does not say so itself.
#[derive(Debug)]
pub(crate) struct Carrier {
    pub(crate) account: Option<ByteString>,
    pub(crate) region: Option<ByteString>,
    pub(crate) time: Option<ByteString>,
    /// The ARN of what the event is about, the first of them if there are several.
    pub(crate) resource: Option<ByteString>,
}

/// Whether a resource is given by its ARN, not by its name.
pub(crate) fn is_arn(resource: &str) -> bool {
    resource.starts_with("arn:")
}

/// The failure of an event whose fields are not those of its source.
#[cold]
pub(crate) fn undecodable(source: Source, error: &serde_json::Error) -> Failure {
    let problem = json_problem(error);
    Failure::new(
        "Sls.EventDecode",
        format!("this {source} event is not as AWS documents it: {problem}"),
    )
}

/// Makes an argument as the app does.
#[cfg(test)]
pub(crate) fn extract<T: crate::extract::FromInput>(
    source: Source,
    work: &dyn crate::extract::Work,
) -> Result<T, crate::extract::Rejection> {
    let context = crate::context::Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd").build();
    let states = crate::extract::States::default();
    T::from_input(&crate::extract::Input { context: &context, states: &states, source, work })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_text_that_lies_in_the_event() {
        let event = Bytes::from_static(br#"{"a":"borrowed"}"#);
        let text = std::str::from_utf8(&event[6..14]).unwrap();
        let shared = share(&event, &Cow::Borrowed(text));
        assert_eq!(shared, "borrowed");
        assert_eq!(shared.as_ptr(), text.as_ptr());
    }

    #[test]
    fn shares_bytes_of_the_event_and_copies_others() {
        let event = Bytes::from_static(b"0123456789");
        assert_eq!(share_bytes(&event, &event[2..5]).as_ptr(), event[2..].as_ptr());
        assert_eq!(share_bytes(&event, b"234"), "234");
        assert_eq!(share_bytes(&event, b""), "");
    }

    #[test]
    fn copies_text_that_was_written_with_escapes() {
        let event = Bytes::from_static(br#"{"a":"a\nb"}"#);
        assert_eq!(share(&event, &Cow::Owned("a\nb".to_owned())), "a\nb");
        assert_eq!(share(&event, &Cow::Borrowed("")), "");
    }
}
