//! What the Kinesis Producer Library packed into one record, taken apart.
//!
//! Four marking bytes, the protobuf message `AggregatedRecord`, the MD5 digest of the message
//! (amazon-kinesis-producer, "KPL Aggregated Record Format"). Lambda hands such records over as
//! they are.

#[cfg(test)]
mod tests;

/// One of the records that a producer packed together.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(test, derive(PartialEq, Eq))]
pub(crate) struct SubRecord<'a> {
    pub(crate) partition_key: &'a str,
    /// The number that the producer gave in place of the partition key's digest.
    pub(crate) explicit_hash_key: Option<&'a str>,
    pub(crate) data: &'a [u8],
}

/// The records that are packed into the data of one, in order; at least one.
///
/// `None` is a record like any other: what only looks packed, or is damaged, is left as it is,
/// and so is a pack of nothing, lest it be confirmed without anybody having seen it.
pub(crate) fn disaggregate(data: &[u8]) -> Option<Vec<SubRecord<'_>>> {
    let (message, digest) = data.strip_prefix(&MAGIC)?.split_last_chunk()?;
    if md5::compute(message).0 != *digest {
        return None;
    }
    unpack(message).filter(|records| !records.is_empty())
}

const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

/// What the base64 of packed data begins with; other data hardly ever does.
pub(crate) const BASE64_PREFIX: &str = "84maw";

/// ```proto
/// message AggregatedRecord {
///   repeated string partition_key_table     = 1;
///   repeated string explicit_hash_key_table = 2;
///   repeated Record records                 = 3;
/// }
/// ```
fn unpack(message: &[u8]) -> Option<Vec<SubRecord<'_>>> {
    let (mut partition_keys, mut explicit_hash_keys) = (Vec::new(), Vec::new());
    let mut records = Vec::new();
    for field in Fields(message) {
        match field? {
            (1, Value::Bytes(key)) => partition_keys.push(str::from_utf8(key).ok()?),
            (2, Value::Bytes(key)) => explicit_hash_keys.push(str::from_utf8(key).ok()?),
            (3, Value::Bytes(record)) => records.push(record),
            _ => {}
        }
    }
    // Only now, as the tables may come behind the records.
    let unpacked =
        records.iter().map(|record| unpack_one(record, &partition_keys, &explicit_hash_keys));
    unpacked.collect()
}

/// ```proto
/// message Record {
///   required uint64 partition_key_index     = 1;
///   optional uint64 explicit_hash_key_index = 2;
///   required bytes  data                    = 3;
///   repeated Tag    tags                    = 4;
/// }
/// ```
fn unpack_one<'a>(
    record: &'a [u8],
    partition_keys: &[&'a str],
    explicit_hash_keys: &[&'a str],
) -> Option<SubRecord<'a>> {
    let (mut partition_key, mut explicit_hash_key, mut data) = (None, None, None);
    for field in Fields(record) {
        match field? {
            (1, Value::Varint(index)) => partition_key = Some(entry(partition_keys, index)?),
            (2, Value::Varint(index)) => {
                explicit_hash_key = Some(entry(explicit_hash_keys, index)?)
            }
            (3, Value::Bytes(bytes)) => data = Some(bytes),
            _ => {}
        }
    }
    Some(SubRecord { partition_key: partition_key?, explicit_hash_key, data: data? })
}

fn entry<'a>(table: &[&'a str], index: u64) -> Option<&'a str> {
    table.get(usize::try_from(index).ok()?).copied()
}

/// The fields of a protobuf message, by number; `None` where it is malformed.
///
/// (Protocol Buffers documentation, "Encoding".) Groups are not read: nothing writes them any more.
struct Fields<'a>(&'a [u8]);

enum Value<'a> {
    Bytes(&'a [u8]),
    /// Of a kind that no field of these messages has.
    Other,
    Varint(u64),
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u32, Value<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_empty()).then(|| self.field())
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u32, Value<'a>)> {
        let tag = u32::try_from(self.varint()?).ok()?;
        let (number, wire_type) = (tag >> 3, tag & 0b111);
        let value = match wire_type {
            0 => Value::Varint(self.varint()?),
            1 => self.0.split_off(..8).map(|_| Value::Other)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.0.split_off(..length)?)
            }
            5 => self.0.split_off(..4).map(|_| Value::Other)?,
            _ => return None,
        };
        (number != 0).then_some((number, value))
    }

    /// Seven bits per byte, the lowest first; what does not fit into 64 bits falls off.
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = *self.0.split_off_first()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}
