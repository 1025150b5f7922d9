//! Packs made by a small encoder, by another library, and damaged ones.

use base64_simd::STANDARD as BASE64;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// The message between the marking bytes and its digest, as producers send it.
fn sealed(message: &[u8]) -> Vec<u8> {
    [&MAGIC, message, &md5::compute(message).0].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn fixed32(field: u64) -> Vec<u8> {
    [varint(field << 3 | 5), vec![7; 4]].concat()
}

fn fixed64(field: u64) -> Vec<u8> {
    [varint(field << 3 | 1), vec![7; 8]].concat()
}

#[track_caller]
fn assert_plain(message: &[&[u8]]) {
    assert_eq!(disaggregate(&sealed(&message.concat())), None);
}

/// Made by `aws_kinesis_agg`, AWS's own library for Python.
const PACKED: &str = "84mawgoGdXNlci0xCgZ1c2VyLTISJzM0MDI4MjM2NjkyMDkzODQ2MzQ2MzM3NDYwNzQzMTc2ODIxM\
    TQ1NRoLCAAaB3sibiI6MX0aDQgBEAAaB3sibiI6Mn0aBAgAGgAaBggAGgL/ADqJrmseqPiMgV8JTSd5gt8=";

#[test]
fn takes_apart_what_another_library_packed() {
    let data = BASE64.decode_to_vec(PACKED).unwrap();
    let record = |partition_key, explicit_hash_key, data| SubRecord {
        partition_key,
        explicit_hash_key,
        data,
    };
    let hash_key = "340282366920938463463374607431768211455";
    assert_eq!(
        disaggregate(&data).unwrap(),
        [
            record("user-1", None, br#"{"n":1}"#),
            record("user-2", Some(hash_key), br#"{"n":2}"#),
            record("user-1", None, b""),
            record("user-1", None, &[0xff, 0]),
        ]
    );
}

#[test]
fn is_told_from_its_base64() {
    assert!(PACKED.starts_with(BASE64_PREFIX));
    for last in [0, 255] {
        assert!(BASE64.encode_to_string([&MAGIC[..], &[last]].concat()).starts_with(BASE64_PREFIX));
    }
}

#[test]
fn leaves_alone_what_is_not_packed() {
    for data in [&b""[..], b"{}", &MAGIC, &[0xf3, 0x89, 0x9a], &[&MAGIC[..], &[0; 16]].concat()] {
        assert_eq!(disaggregate(data), None);
    }
    let zeroed = [&MAGIC, &bytes(1, b"key")[..], &[0; 16]].concat();
    assert_eq!(disaggregate(&zeroed), None);
}

#[test]
fn leaves_alone_a_pack_of_nothing() {
    assert_plain(&[]);
    assert_plain(&[&bytes(1, b"key")]);
}

#[test]
fn leaves_alone_what_does_not_follow_the_format() {
    let key = bytes(1, b"key");
    let good = bytes(3, &[number(1, 0), bytes(3, b"data")].concat());
    assert!(disaggregate(&sealed(&[&key[..], &good].concat())).is_some());

    let no_data = bytes(3, &number(1, 0));
    let no_key = bytes(3, &bytes(3, b"data"));
    let key_not_in_table = bytes(3, &[number(1, 1), bytes(3, b"data")].concat());
    let hash_key_not_in_table = bytes(3, &[number(1, 0), number(2, 0), bytes(3, b"data")].concat());
    let index_over_64_bits = bytes(3, &[&[8][..], &[0x80; 10], &[0], &bytes(3, b"data")].concat());
    for bad in [no_data, no_key, key_not_in_table, hash_key_not_in_table, index_over_64_bits] {
        assert_plain(&[&key, &good, &bad]);
    }

    let not_utf8 = bytes(1, &[0xff]);
    let hash_key_not_utf8 = bytes(2, &[0xff]);
    let field_zero = number(0, 7);
    let group = [varint(9 << 3 | 3), varint(9 << 3 | 4)].concat();
    let unknown_wire_type = varint(9 << 3 | 7);
    let tag_over_32_bits = number((1 << 29) + 9, 7);
    let longer_than_the_message = vec![9 << 3 | 2, 1];
    let far_longer = [vec![9 << 3 | 2], varint(u64::MAX)].concat();
    let without_value = varint(9 << 3);
    let short_fixed32 = vec![9 << 3 | 5, 0, 0, 0];
    let short_fixed64 = vec![9 << 3 | 1, 0, 0, 0, 0, 0, 0, 0];
    for bad in [
        not_utf8,
        hash_key_not_utf8,
        field_zero,
        group,
        unknown_wire_type,
        tag_over_32_bits,
        longer_than_the_message,
        far_longer,
        without_value,
        short_fixed32,
        short_fixed64,
    ] {
        assert_plain(&[&key, &good, &bad]);
    }
}

#[test]
fn takes_numbers_that_are_longer_than_they_need_to_be() {
    let record = [&[8, 0x80, 0x80, 0][..], &bytes(3, b"data")].concat();
    let data = sealed(&[bytes(1, b"key"), bytes(3, &record)].concat());
    assert_eq!(disaggregate(&data).unwrap()[0].partition_key, "key");
}

/// A record to be packed: positions in the tables, and data.
type Packed = (usize, Option<usize>, Vec<u8>);

/// Partition keys, explicit hash keys, and records that refer to them.
type Pack = (Vec<String>, Vec<String>, Vec<Packed>);

fn packs() -> impl Strategy<Value = Pack> {
    let keys = (vec(any::<String>(), 1..5), vec("[0-9]{1,39}", 1..5));
    keys.prop_flat_map(|(partition_keys, hash_keys)| {
        let hash_key = prop::option::of(0..hash_keys.len());
        let record = (0..partition_keys.len(), hash_key, vec(any::<u8>(), 0..200));
        (Just(partition_keys), Just(hash_keys), vec(record, 1..12))
    })
}

/// A field that the format does not have, or nothing; readers pass over it.
fn unknown() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        (5..10_000_u64, any::<u64>()).prop_map(|(field, value)| number(field, value)),
        (5..10_000_u64, vec(any::<u8>(), 0..9)).prop_map(|(field, value)| bytes(field, &value)),
        (1..10_000_u64).prop_map(fixed32),
        (1..10_000_u64).prop_map(fixed64),
    ]
}

fn encode(
    (partition_keys, hash_keys, records): &(Vec<String>, Vec<String>, Vec<Packed>),
    unknown: &[u8],
) -> [Vec<u8>; 3] {
    let record = |(partition_key, hash_key, data): &Packed| {
        let hash_key = hash_key.map(|index| number(2, index as u64)).unwrap_or_default();
        let tag = bytes(4, &bytes(1, b"tag"));
        let partition_key = number(1, *partition_key as u64);
        bytes(3, &[&partition_key, &tag, unknown, &hash_key, &bytes(3, data)].concat())
    };
    let table = |field: u64, keys: &[String]| -> Vec<u8> {
        keys.iter().flat_map(|key| bytes(field, key.as_bytes())).collect()
    };
    [table(1, partition_keys), table(2, hash_keys), records.iter().flat_map(record).collect()]
}

proptest! {
    #[test]
    fn takes_every_pack_apart_again(
        pack in packs(), unknown in unknown(), order in Just([0, 1, 2, 3]).prop_shuffle(),
    ) {
        let [partition_keys, hash_keys, records] = encode(&pack, &unknown);
        let parts = [partition_keys, hash_keys, records, unknown];
        let data = sealed(&order.map(|part| parts[part].clone()).concat());
        let unpacked = pack.2.iter().map(|(partition_key, hash_key, data)| SubRecord {
            partition_key: &pack.0[*partition_key],
            explicit_hash_key: hash_key.map(|index| &*pack.1[index]),
            data,
        });
        let expected: Vec<_> = unpacked.collect();
        prop_assert_eq!(disaggregate(&data), Some(expected));
    }

    #[test]
    fn leaves_alone_what_was_cut_off_or_damaged(
        pack in packs(), position in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let mut data = sealed(&encode(&pack, &[]).concat());
        let position = position.index(data.len());
        prop_assert_eq!(disaggregate(&data[..position]), None);
        data[position] ^= 1 << bit;
        prop_assert_eq!(disaggregate(&data), None);
    }

    #[test]
    fn survives_every_message(message in vec(any::<u8>(), 0..64)) {
        let data = sealed(&message);
        prop_assert_ne!(disaggregate(&data).map(|records| records.len()), Some(0));
    }

    #[test]
    fn survives_damage_that_the_digest_does_not_show(
        pack in packs(),
        position in any::<prop::sample::Index>(),
        value in any::<u8>(),
        cut in any::<bool>(),
    ) {
        let mut message = encode(&pack, &[]).concat();
        let position = position.index(message.len());
        if cut {
            message.truncate(position);
        } else {
            message[position] = value;
        }
        let data = sealed(&message);
        prop_assert_ne!(disaggregate(&data).map(|records| records.len()), Some(0));
    }
}
