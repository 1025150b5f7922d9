//! Plain functions as handlers, without the macro.

use crate::__private::{Answered, argument, endpoint};
use crate::error::Error;
use crate::extract::FromInput;
use crate::reply::{
    Answer, IntoAnswer, IntoOutcome, IntoReply, IntoResponse, Outcomes, Reply, Response,
};

/// An async function whose arguments can all be made from an event.
///
/// `A` lists the arguments and is always inferred. Functions of up to eight arguments have it.
///
/// A closure has it too, if it does nothing before its future is polled: an idempotent handler is
/// called for a repetition and its future dropped.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a handler",
    note = "a handler is an `async fn` of up to eight arguments that implement `FromInput`; `#[handler]` on it says which argument is wrong"
)]
pub trait HandlerFn<A>: Sized {
    /// What the function returns.
    type Output: 'static;

    #[doc(hidden)]
    fn into_answered<O: 'static>(self, reply: fn(Self::Output) -> O) -> Answered<O>;
}

macro_rules! handler_fn {
    ($($marker:ident $ty:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<Function, Returning, Returned, $($marker, $ty),*> HandlerFn<($(($marker, $ty),)*)>
            for Function
        where
            Function: Fn($($ty),*) -> Returning + Send + Sync + 'static,
            Returning: Future<Output = Returned> + Send + 'static,
            Returned: 'static,
            $($ty: FromInput<$marker> + 'static),*
        {
            type Output = Returned;

            fn into_answered<O: 'static>(self, reply: fn(Returned) -> O) -> Answered<O> {
                endpoint(($(argument::<$ty, $marker>(),)*), self, reply)
            }
        }
    };
}

handler_fn!();
handler_fn!(M1 T1);
handler_fn!(M1 T1, M2 T2);
handler_fn!(M1 T1, M2 T2, M3 T3);
handler_fn!(M1 T1, M2 T2, M3 T3, M4 T4);
handler_fn!(M1 T1, M2 T2, M3 T3, M4 T4, M5 T5);
handler_fn!(M1 T1, M2 T2, M3 T3, M4 T4, M5 T5, M6 T6);
handler_fn!(M1 T1, M2 T2, M3 T3, M4 T4, M5 T5, M6 T6, M7 T7);
handler_fn!(M1 T1, M2 T2, M3 T3, M4 T4, M5 T5, M6 T6, M7 T7, M8 T8);

/// A function whose return value can be sent as an `O`.
///
/// `M` tells the ways apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot serve this source",
    label = "its arguments or its return type do not fit",
    note = "`#[handler]` on the function says which argument or return type is wrong"
)]
pub trait Endpoint<O, M> {
    #[doc(hidden)]
    fn into_answered(self) -> Answered<O>;
}

/// What tells the implementations of [`Endpoint`] apart.
#[doc(hidden)]
pub mod marker {
    use std::marker::PhantomData;

    #[derive(Debug)]
    pub enum Annotated {}
    #[derive(Debug)]
    pub struct Plain<A>(PhantomData<A>);
    #[derive(Debug)]
    pub struct Typed<A>(PhantomData<A>);
}

impl<O> Endpoint<O, marker::Annotated> for Answered<O> {
    fn into_answered(self) -> Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<F, A> Endpoint<Response, marker::Plain<A>> for F
where
    F: HandlerFn<A, Output: IntoResponse>,
{
    fn into_answered(self) -> Answered<Response> {
        HandlerFn::into_answered(self, F::Output::into_response)
    }
}

#[diagnostic::do_not_recommend]
impl<F, A> Endpoint<Result<Outcomes, Error>, marker::Plain<A>> for F
where
    F: HandlerFn<A, Output: IntoOutcome>,
{
    fn into_answered(self) -> Answered<Result<Outcomes, Error>> {
        HandlerFn::into_answered(self, F::Output::into_outcome)
    }
}

#[diagnostic::do_not_recommend]
impl<F, A, T> Endpoint<Result<T, Error>, marker::Typed<A>> for F
where
    F: HandlerFn<A, Output: IntoAnswer<T>>,
    T: Answer,
{
    fn into_answered(self) -> Answered<Result<T, Error>> {
        HandlerFn::into_answered(self, F::Output::into_answer)
    }
}

#[diagnostic::do_not_recommend]
impl<F, A, M> Endpoint<Result<Reply, Error>, marker::Plain<(A, M)>> for F
where
    F: HandlerFn<A, Output: IntoReply<M>>,
{
    fn into_answered(self) -> Answered<Result<Reply, Error>> {
        HandlerFn::into_answered(self, F::Output::into_reply)
    }
}
