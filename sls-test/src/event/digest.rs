//! MD5: ETags, and identifiers that stay the same for a name.

/// The MD5 digest (RFC 1321), which S3 calls the ETag of an object.
pub(super) fn md5(bytes: &[u8]) -> [u8; 16] {
    md5::compute(bytes).0
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(digest: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(digest))
}

/// A UUID that is always the same for one name.
///
/// In the form of version 3 of RFC 9562, without a namespace.
pub(super) fn uuid_of(name: &str) -> String {
    let mut digest = md5(name.as_bytes());
    digest[6] = digest[6] & 0x0f | 0x30;
    digest[8] = digest[8] & 0x3f | 0x80;
    let hex = hex(digest);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
