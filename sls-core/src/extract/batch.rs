//! Whole batches as arguments.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use http::StatusCode;

use crate::extract::{FromInput, Input, Location, Rejection, Requirements, Work};

/// The records of a batch as the work of one call knows them.
pub(crate) trait BatchUnits {
    fn len(&self) -> usize;

    /// The record's identifier.
    fn name(&self, position: usize) -> Cow<'_, str>;

    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work));

    /// The record fails without having been seen by the handler.
    fn reject(&self, position: usize, rejection: &Rejection);
}

/// All records of a batch at once, each made into an argument.
///
/// A handler that takes it is called once per batch, not once per record, and says in
/// [`Outcomes`](crate::reply::Outcomes) which records failed. A record of which no `T` can be made
/// fails by itself and is left out. Nothing isolates the others from each other: a panic, or an
/// error in place of outcomes, fails them all.
///
/// # Example
/// ```
/// use sls_core::{Batch, Error, Handler, Json, event::kinesis::Stream, reply::Outcomes};
///
/// async fn store(Json(page): &Json<String>) -> Result<(), Error> {
///     println!("{page}");
///     Ok(())
/// }
///
/// async fn click(batch: Batch<Json<String>>) -> Outcomes {
///     let mut outcomes = Outcomes::new();
///     for item in &batch {
///         outcomes.record(item.id(), store(item).await);
///     }
///     outcomes
/// }
///
/// let handler = Handler::new("click").on(Stream::new("clicks"), click);
/// ```
pub struct Batch<T> {
    items: Vec<Item<T>>,
}

impl<T> Batch<T> {
    /// The items, in the order of the batch.
    pub fn iter(&self) -> std::slice::Iter<'_, Item<T>> {
        self.items.iter()
    }
}

impl<T> Deref for Batch<T> {
    type Target = [Item<T>];

    fn deref(&self) -> &[Item<T>] {
        &self.items
    }
}

impl<T> IntoIterator for Batch<T> {
    type Item = Item<T>;
    type IntoIter = std::vec::IntoIter<Item<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Batch<T> {
    type Item = &'a Item<T>;
    type IntoIter = std::slice::Iter<'a, Item<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T> fmt::Debug for Batch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.items).finish()
    }
}

/// One record of a [`Batch`].
///
/// # Example
/// ```
/// use sls_core::{Batch, Item, Json};
///
/// fn identifiers(batch: &Batch<Json<u32>>) -> Vec<&str> {
///     batch.iter().map(Item::id).collect()
/// }
/// ```
pub struct Item<T> {
    id: String,
    value: T,
}

impl<T> Item<T> {
    /// How the sender names the record, for [`Outcomes`](crate::reply::Outcomes).
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What was made of the record.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> Deref for Item<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Without the value, which may be confidential.
impl<T> fmt::Debug for Item<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Item").field(&self.id).finish()
    }
}

/// What tells this implementation from others; always inferred.
#[derive(Debug)]
pub struct OfBatch<M>(std::marker::PhantomData<M>);

#[diagnostic::do_not_recommend]
impl<T: FromInput<M>, M> FromInput<OfBatch<M>> for Batch<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let batch = input.work.batch().ok_or_else(|| {
            let problem = "not a batch of records";
            Rejection::new(StatusCode::INTERNAL_SERVER_ERROR, Location::Event, problem)
        })?;
        let mut items = Vec::with_capacity(batch.len());
        for position in 0..batch.len() {
            let first = items.len();
            let mut rejected = None;
            batch.units(position, &mut |work| match T::from_input(&Input { work, ..*input }) {
                Ok(value) => items.push(Item { id: batch.name(position).into_owned(), value }),
                Err(rejection) if rejection.is_nothing() => {}
                Err(rejection) => rejected = Some(rejection),
            });
            // What was aggregated into one record fails with it.
            if let Some(rejection) = rejected {
                items.truncate(first);
                batch.reject(position, &rejection);
            }
        }
        Ok(Self { items })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.whole_batch();
        T::requirements(requirements);
    }
}
