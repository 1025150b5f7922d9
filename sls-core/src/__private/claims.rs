//! Which handlers of a list claim the same events.

/// A number that is equal for claims that are the same, and what to say of the second one: how its
/// claim is written, and what may be done about it.
pub type Claims = &'static [(u64, &'static str)];

/// What is wrong with an entry of a list: which entry above it has claimed the same, and what to say.
pub type Refusal = Option<(usize, &'static str)>;

/// Room enough to look for the claims of all entries by their numbers.
pub const fn slots(all: &[Claims]) -> usize {
    let (mut claims, mut entry) = (0, 0);
    while entry < all.len() {
        claims += all[entry].len();
        entry += 1;
    }
    2 * claims + 1
}

/// What is wrong with each entry: that an earlier one has claimed the same.
///
/// The compiler interprets it, slowly, so that its steps must not grow faster than the list.
pub const fn refusals<const ENTRIES: usize, const SLOTS: usize>(
    all: &[Claims],
) -> [Refusal; ENTRIES] {
    let mut refusals = [None; ENTRIES];
    let mut claimed: [Option<(u64, usize)>; SLOTS] = [None; SLOTS];
    let mut entry = 0;
    while entry < ENTRIES {
        let own = all[entry];
        let mut position = 0;
        while position < own.len() {
            let (claim, refusal) = own[position];
            let mut slot = (claim % SLOTS as u64) as usize;
            while let Some((other, earlier)) = claimed[slot] {
                if other == claim {
                    refusals[entry] = Some((earlier, refusal));
                    break;
                }
                slot = (slot + 1) % SLOTS;
            }
            if claimed[slot].is_none() {
                claimed[slot] = Some((claim, entry));
            }
            position += 1;
        }
        entry += 1;
    }
    refusals
}

/// Refuses, in a constant, the entry of a list that something is wrong with.
#[track_caller]
pub const fn distinct(refusals: &[Refusal], names: &[&str], entry: usize) {
    if let Some((earlier, refusal)) = refusals[entry] {
        let mut text = Text { bytes: [0; MOST], length: 0 };
        text.push("`");
        text.push(names[earlier]);
        text.push("` above claims ");
        text.push(refusal);
        panic!("{}", text.as_str());
    }
}

/// The longest message; what is longer is cut.
const MOST: usize = 1_024;

/// Text that is put together in a constant.
struct Text {
    bytes: [u8; MOST],
    length: usize,
}

impl Text {
    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut position = 0;
        while position < text.len() && self.length < MOST {
            self.bytes[self.length] = text[position];
            self.length += 1;
            position += 1;
        }
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "two handlers of this list claim the same events",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Claims; 4] = [
        &[(1, "`a`: one"), (8, "`b`: one")],
        &[(15, "`c`: two")],
        &[(8, "`b`: three"), (1, "`a`: three")],
        &[],
    ];

    #[test]
    fn the_last_claim_that_an_earlier_entry_has_is_refused() {
        let refusals = refusals::<4, { slots(&ALL) }>(&ALL);
        assert_eq!(refusals, [None, None, Some((0, "`a`: three")), None]);
    }

    #[test]
    #[should_panic(expected = "`first` above claims `a`: three")]
    fn the_entry_above_is_named() {
        distinct(&[None, None, Some((0, "`a`: three"))], &["first", "second", "third"], 2);
    }

    #[test]
    fn a_text_that_is_cut_within_a_letter_has_another_in_its_place() {
        let mut text = Text { bytes: [0; MOST], length: 0 };
        text.push(&"ö".repeat(MOST / 2));
        assert_eq!(text.as_str().len(), MOST);
        let mut text = Text { bytes: [0; MOST], length: 0 };
        text.push("a");
        text.push(&"ö".repeat(MOST));
        assert_eq!(text.as_str(), "two handlers of this list claim the same events");
    }
}
