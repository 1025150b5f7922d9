//! What builds a resource, and the functions that look after it.

use std::borrow::Cow;
use std::marker::PhantomData;

use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::extract::State;
use crate::lifecycle::HookOutcome;
use crate::resource::{Build, Built, CheckOutcome, Resource};

/// A resource of type `T`, whose build returns an `R`.
///
/// That the future is `Send` is asked for here and not in [`Build`], so that it fails alone. What
/// functions lack is said of them, where they are written, since they are in no turbofish.
pub fn resource<T: Shared, R: Built<T, N>, M, N>(
    name: impl Into<Cow<'static, str>>,
    build: impl Build<T, M, Building: Future<Output = R> + Send>,
) -> Resource<T> {
    Resource::new(name, build)
}

/// What invocations can use together that run at the same time, on whatever thread.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a resource",
    label = "not `Send` and `Sync`",
    note = "invocations on several threads share a resource: write `Arc` in place of `Rc`, and a `Mutex` in place of a `Cell` or a `RefCell`"
)]
pub trait Shared: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Shared for T {}

/// An async function of a resource: it takes it by reference, or as a state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be called with `{T}`",
    label = "not an `async fn` of `&{T}`",
    note = "write `async fn name(&self)` as a method of `{T}`, or `async fn name(it: &{T})`; it may take `State<{T}>` as well",
    note = "its future has to be `Send`"
)]
pub trait OnValue<T, M> {
    type Outcome: 'static;

    fn call(self, value: State<T>) -> BoxFuture<'static, Self::Outcome>;
}

/// It takes the resource as a state.
pub struct ByState<O>(PhantomData<O>);
/// It borrows the resource.
pub struct ByReference<O>(PhantomData<O>);

#[diagnostic::do_not_recommend]
impl<T, F, Running, O> OnValue<T, ByState<O>> for F
where
    F: Fn(State<T>) -> Running,
    Running: Future<Output = O> + Send + 'static,
    O: 'static,
{
    type Outcome = O;

    fn call(self, value: State<T>) -> BoxFuture<'static, O> {
        Box::pin(self(value))
    }
}

#[diagnostic::do_not_recommend]
impl<T, F, O> OnValue<T, ByReference<O>> for F
where
    T: Send + Sync + 'static,
    F: for<'a> Borrowing<'a, T, Outcome = O> + Send + 'static,
    O: Send + 'static,
{
    type Outcome = O;

    fn call(self, value: State<T>) -> BoxFuture<'static, O> {
        Box::pin(async move { self.borrow(&value).await })
    }
}

/// A function that borrows its argument for as long as it runs.
pub trait Borrowing<'a, T: 'a> {
    type Running: Future<Output = Self::Outcome> + Send + 'a;
    type Outcome;

    fn borrow(&self, value: &'a T) -> Self::Running;
}

impl<'a, T: 'a, F, Running> Borrowing<'a, T> for F
where
    F: Fn(&'a T) -> Running,
    Running: Future + Send + 'a,
{
    type Running = Running;
    type Outcome = Running::Output;

    fn borrow(&self, value: &'a T) -> Running {
        self(value)
    }
}

/// A function as `Resource::check` and `Resource::close` take it.
pub type OnState<T> =
    Box<dyn Fn(State<T>) -> BoxFuture<'static, Result<(), Error>> + Send + Sync + 'static>;

pub fn check<T, M>(
    function: impl OnValue<T, M, Outcome: CheckOutcome> + Copy + Send + Sync + 'static,
) -> OnState<T> {
    Box::new(move |value| {
        let outcome = function.call(value);
        Box::pin(async move { CheckOutcome::into_result(outcome.await) })
    })
}

pub fn close<T, M>(
    function: impl OnValue<T, M, Outcome: HookOutcome> + Copy + Send + Sync + 'static,
) -> OnState<T> {
    Box::new(move |value| {
        let outcome = function.call(value);
        Box::pin(async move { HookOutcome::into_result(outcome.await) })
    })
}
