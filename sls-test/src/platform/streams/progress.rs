//! How far a shard is done, when lanes finish in any order.

use std::collections::VecDeque;
use std::sync::Arc;

/// What was read of a shard and is not behind the checkpoint yet.
#[derive(Debug)]
pub(super) struct Progress {
    /// The index of the first entry: the lowest that is not done.
    first: u64,
    entries: VecDeque<Entry>,
    checkpoint: Option<Arc<str>>,
}

#[derive(Debug)]
struct Entry {
    /// `None` of a record that was gone before it was read.
    sequence_number: Option<Arc<str>>,
    done: bool,
}

impl Progress {
    /// Begins at this index.
    pub(super) fn from(first: u64) -> Self {
        Self { first, entries: VecDeque::new(), checkpoint: None }
    }

    /// The index of the record that is read next.
    pub(super) fn next(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    /// The lowest index that is not done.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// The last record before the first that is not done.
    pub(super) fn checkpoint(&self) -> Option<&Arc<str>> {
        self.checkpoint.as_ref()
    }

    /// Whether everything that was read is done.
    pub(super) fn is_done(&self) -> bool {
        self.entries.is_empty()
    }

    /// The next record was read, and somebody will say when it is done.
    pub(super) fn read(&mut self, sequence_number: &Arc<str>) -> u64 {
        let sequence_number = Some(Arc::clone(sequence_number));
        self.entries.push_back(Entry { sequence_number, done: false });
        self.next() - 1
    }

    /// The next record was read, and nothing is to be done with it.
    pub(super) fn pass(&mut self, sequence_number: Option<&Arc<str>>) {
        self.entries.push_back(Entry { sequence_number: sequence_number.cloned(), done: true });
        self.advance();
    }

    pub(super) fn finish(&mut self, index: u64) {
        let position = index.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = position.and_then(|at| self.entries.get_mut(at)) {
            entry.done = true;
        }
        self.advance();
    }

    /// Forgets what was read and is not behind the checkpoint.
    pub(super) fn rewind(&mut self) {
        self.entries.clear();
    }

    fn advance(&mut self) {
        while let Some(entry) = self.entries.pop_front_if(|entry| entry.done) {
            self.first += 1;
            self.checkpoint = entry.sequence_number.or(self.checkpoint.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoint_is_before_the_lowest_that_is_not_done() {
        let mut progress = Progress::from(7);
        let numbers: Vec<Arc<str>> = ["a", "b", "c"].map(Arc::from).to_vec();
        let indexes: Vec<u64> = numbers.iter().map(|number| progress.read(number)).collect();
        assert_eq!(indexes, [7, 8, 9]);
        progress.finish(8);
        assert_eq!((progress.first(), progress.checkpoint()), (7, None));
        progress.finish(7);
        assert_eq!((progress.first(), progress.checkpoint()), (9, Some(&numbers[1])));
        progress.rewind();
        assert_eq!(progress.next(), 9);
    }
}
