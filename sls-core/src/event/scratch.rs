//! Where the payloads of a batch are decoded.

use std::mem;
use std::sync::{Mutex, PoisonError};

/// A buffer that the records of one batch are decoded into in turn, so that none allocates.
#[derive(Debug, Default)]
pub(crate) struct Scratch(Mutex<Vec<u8>>);

/// The text is not the base64 of anything (RFC 4648, section 4).
#[derive(Debug)]
pub(crate) struct NotBase64;

impl Scratch {
    /// Lends out what the text encodes.
    pub(crate) fn base64<T>(
        &self,
        text: &str,
        read: impl FnOnce(Result<&[u8], NotBase64>) -> T,
    ) -> T {
        // Taken out, since nothing may be locked while a handler's arguments are made.
        let mut buffer = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        buffer.clear();
        // Ahead of the decoder, which would make room for this text only.
        buffer.reserve(text.len() / 4 * 3 + 3);
        let decoded = base64_simd::STANDARD.decode_append(text, &mut buffer);
        let read = read(decoded.map(|()| &*buffer).map_err(|_| NotBase64));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = buffer;
        read
    }
}

#[cfg(test)]
mod tests {
    use base64_simd::STANDARD as BASE64;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decodes_again_after_a_mistake_and_inside_itself() {
        let scratch = Scratch::default();
        let decode = |text| scratch.base64(text, |decoded| decoded.map(<[u8]>::to_vec).ok());
        assert_eq!(decode("AQID"), Some(vec![1, 2, 3]));
        assert_eq!(decode("AQID?"), None);
        assert_eq!(decode(""), Some(Vec::new()));
        scratch.base64("AQ==", |outer| {
            assert_eq!(decode("Ag=="), Some(vec![2]));
            assert_eq!(outer.unwrap(), [1]);
        });
    }

    proptest! {
        #[test]
        fn decodes_everything_back(all: Vec<Vec<u8>>) {
            let scratch = Scratch::default();
            for data in all {
                let text = BASE64.encode_to_string(&data);
                scratch.base64(&text, |decoded| assert_eq!(decoded.unwrap(), data));
            }
        }
    }
}
