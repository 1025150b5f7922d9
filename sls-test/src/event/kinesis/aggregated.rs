//! Records that a producer has packed into one.

use crate::event::digest::md5;

/// What begins the data of a pack.
const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

/// The data of a pack: four marking bytes, a protobuf message, the MD5 digest of the message.
///
/// (amazon-kinesis-producer, "KPL Aggregated Record Format".)
pub(super) fn aggregate<'a>(records: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut keys: Vec<&str> = Vec::new();
    let mut packed = Vec::new();
    for (key, data) in records {
        let index = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        });
        let mut record = Vec::new();
        varint(1 << 3, &mut record);
        varint(index, &mut record);
        bytes(3, data, &mut record);
        bytes(3, &record, &mut packed);
    }
    let mut message = Vec::new();
    keys.iter().for_each(|key| bytes(1, key.as_bytes(), &mut message));
    message.extend(packed);
    [&MAGIC, &*message, &md5(&message)].concat()
}

/// A field whose value has a length.
fn bytes(field: usize, value: &[u8], to: &mut Vec<u8>) {
    varint((field << 3) | 2, to);
    varint(value.len(), to);
    to.extend(value);
}

/// Seven bits per byte, the lowest first (Protocol Buffers documentation, "Encoding").
fn varint(mut value: usize, to: &mut Vec<u8>) {
    while value >= 0x80 {
        to.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}
