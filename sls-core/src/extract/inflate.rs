//! Decompression that ends at a limit.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// The most bytes that are made of compressed data, unless the user says otherwise.
///
/// As many as an event of 6 MB is likely to hold: text shrinks to a tenth of its size.
pub(crate) const DECOMPRESSION_LIMIT: usize = 64 << 20;

/// What begins the format of gzip (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Decompresses gzip, or zlib, which the documentation's samples have too.
///
/// However small the compressed data is, no more than `limit` bytes are made of it.
pub(crate) fn inflate(compressed: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let mut decoder: Box<dyn Read + '_> = match compressed {
        [one, two, ..] if [*one, *two] == GZIP => Box::new(MultiGzDecoder::new(compressed)),
        _ => Box::new(ZlibDecoder::new(compressed)),
    };
    let mut inflated = Vec::with_capacity(compressed.len().saturating_mul(4).min(limit));
    let over = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    match decoder.by_ref().take(over).read_to_end(&mut inflated) {
        Ok(_) if inflated.len() <= limit => Ok(inflated),
        Ok(_) => Err(too_large(limit)),
        Err(_) => Err("not valid gzip".to_owned()),
    }
}

#[cold]
pub(crate) fn too_large(limit: usize) -> String {
    format!("more than {limit} bytes when decompressed")
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn ends_at_the_limit() {
        let bomb = gzip(&vec![0; 10 << 20]);
        assert!(bomb.len() < 64 << 10);
        let problem = inflate(&bomb, 1 << 20).unwrap_err();
        assert_eq!(problem, "more than 1048576 bytes when decompressed");
        assert_eq!(inflate(&gzip(b"1234"), 4).unwrap(), b"1234");
        assert!(inflate(&gzip(b"1234"), 3).is_err());
    }

    #[test]
    fn takes_several_members_as_one() {
        let both = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(inflate(&both, 100).unwrap(), b"one two");
    }

    #[test]
    fn refuses_what_is_broken_or_cut_short() {
        let whole = gzip(b"some text that is long enough to be cut");
        for end in 0..whole.len() {
            assert_eq!(inflate(&whole[..end], 100).unwrap_err(), "not valid gzip", "{end}");
        }
        let mut changed = whole.clone();
        changed[12] ^= 0xff;
        assert!(inflate(&changed, 100).is_err());
    }

    proptest! {
        #[test]
        fn restores_everything(data in prop::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(&inflate(&gzip(&data), 2000).unwrap(), &data);
            prop_assert_eq!(&inflate(&zlib(&data), 2000).unwrap(), &data);
        }

        #[test]
        fn takes_any_bytes(data in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = inflate(&data, 1000);
            let _ = inflate(&[&GZIP[..], &data].concat(), 1000);
        }
    }
}
