//! What a service is called and which events it sends, as data.

/// A service whose events are recognised.
///
/// All of it is read while the crate is compiled; a program keeps the label, the name and the
/// tables that `detect` makes of the signs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// A stable lower-case identifier.
    pub(crate) label: &'static str,
    /// The name that AWS uses.
    pub(crate) name: &'static str,
    /// Each of them alone says that the service sent the event.
    pub(crate) signs: &'static [Sign],
    /// Events as JSON, with what the documentation names and no more; every sign is in one of them.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of all services read them"))]
    pub(crate) samples: &'static [&'static str],
}

/// Marks that say, together, who sent an event.
///
/// Where the event of another service bears them all too, [`without`](Self::without) names what
/// only the other one has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign {
    pub(super) all: &'static [Mark],
    pub(super) none: &'static [Mark],
    pub(super) holds: Holds,
}

/// When a sign is certain.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    /// As soon as its last mark is seen.
    AtOnce,
    /// When nothing is left to see.
    AtTheEnd,
    /// Before any of these keys, if none of the words is anywhere in the event.
    Unmentioned { before: &'static [&'static str], words: &'static [&'static str] },
}

impl Sign {
    /// Holds whatever follows the last of the marks, so that nothing more is read.
    ///
    /// Events that may be large need one: a batch is then told by its first record.
    pub(crate) const fn at_once(all: &'static [Mark]) -> Self {
        Self { all, none: &[], holds: Holds::AtOnce }
    }

    /// Holds once the whole event has been seen.
    pub(crate) const fn at_the_end(all: &'static [Mark]) -> Self {
        Self { all, none: &[], holds: Holds::AtTheEnd }
    }

    /// Holds ahead of the keys `before`, whose values are large and tell nothing, if none of the
    /// words is anywhere in the event.
    ///
    /// Searching for a few words is cheaper than parsing. The words are marks of other services
    /// that send the same shape. Where one does occur it proves nothing, and the event is read on:
    /// the service needs another sign for that.
    pub(crate) const fn unless_mentioned(
        words: &'static [&'static str],
        before: &'static [&'static str],
        all: &'static [Mark],
    ) -> Self {
        Self { all, none: &[], holds: Holds::Unmentioned { before, words } }
    }

    /// Holds only if the event bears none of these marks.
    ///
    /// In a sign that holds at once they must not come after the last of its own marks.
    pub(crate) const fn without(self, none: &'static [Mark]) -> Self {
        Self { none, ..self }
    }
}

/// Something at a certain place in an event.
///
/// Places are JSON pointers (RFC 6901) without escapes; the only element of a list that counts is
/// its first. A value of another type than the mark is about is no mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(super) place: &'static str,
    /// Another place that is as good.
    pub(super) or: Option<&'static str>,
    pub(super) test: Test,
}

/// What must be at the place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Test {
    EmptyList,
    Key,
    Object,
    Text(&'static str),
    TextPart { separator: u8, index: usize, part: &'static str },
    Value,
}

impl Mark {
    /// A list without elements.
    pub(crate) const fn empty_list(place: &'static str) -> Self {
        Self::at(place, Test::EmptyList)
    }

    /// The key alone, whatever its value; seen before the value is read.
    pub(crate) const fn key(place: &'static str) -> Self {
        Self::at(place, Test::Key)
    }

    /// An object; seen after everything in it.
    pub(crate) const fn object(place: &'static str) -> Self {
        Self::at(place, Test::Object)
    }

    /// The text `text`.
    pub(crate) const fn text(place: &'static str, text: &'static str) -> Self {
        Self::at(place, Test::Text(text))
    }

    /// A text whose part number `index`, from zero and between the separators, is `part`.
    pub(crate) const fn text_part(
        place: &'static str,
        separator: u8,
        index: usize,
        part: &'static str,
    ) -> Self {
        Self::at(place, Test::TextPart { separator, index, part })
    }

    /// Anything but null; seen after everything in it.
    pub(crate) const fn value(place: &'static str) -> Self {
        Self::at(place, Test::Value)
    }

    /// The sender that the first of the `Records` names.
    ///
    /// Amazon SNS spells the key in its own way.
    pub(crate) const fn sender(name: &'static str) -> Self {
        Self::text("/Records/0/eventSource", name).or("/Records/0/EventSource")
    }

    /// The same at another place is as good.
    pub(crate) const fn or(self, place: &'static str) -> Self {
        Self { or: Some(place), ..self }
    }

    const fn at(place: &'static str, test: Test) -> Self {
        Self { place, or: None, test }
    }
}
