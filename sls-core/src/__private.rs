//! Not public API. Used by generated code.
//!
//! A bound that is not met has to be reported once, under the token that the author wrote. So the
//! code that `#[handler]` generates asks for every argument and for the reply by itself, with the
//! author's type in a turbofish; what it gets depends on no bound any more, and the registration
//! compiles whatever is missing.

#![allow(missing_debug_implementations, missing_docs, reason = "not public API")]

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::extract::{FromInput, Input, Rejection, Rejections, Requirements};
use crate::handler::Handler;
pub use crate::handler::marker;
use crate::reply::{IntoAnswer, IntoOutcome, IntoReply, IntoResponse, Outcomes, Reply, Response};
use crate::resource::{AnyResource, Wanted};

/// What `#[handler]` implements for the type beside a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "has no `#[handler]`",
    note = "`handlers![..]` lists functions that are annotated with `#[handler]`"
)]
pub trait Annotated {
    /// What no other handler of a list may claim, as far as the attribute shows it.
    const CLAIMS: Claims = &[];

    fn handler() -> Handler;
}

/// A number that is equal for claims that are the same, and what to say of the second one.
pub type Claims = &'static [(u64, &'static str)];

/// What is wrong with an entry of a list.
pub type Refusal = Option<&'static str>;

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
    let mut claimed = [None; SLOTS];
    let mut entry = 0;
    while entry < ENTRIES {
        let own = all[entry];
        let mut position = 0;
        while position < own.len() {
            let (claim, refusal) = own[position];
            let mut slot = (claim % SLOTS as u64) as usize;
            while let Some(other) = claimed[slot] {
                if other == claim {
                    refusals[entry] = Some(refusal);
                    break;
                }
                slot = (slot + 1) % SLOTS;
            }
            claimed[slot] = Some(claim);
            position += 1;
        }
        entry += 1;
    }
    refusals
}

/// Refuses, in a constant, the entry of a list that something is wrong with.
#[track_caller]
pub const fn distinct(refusals: &[Refusal], entry: usize) {
    if let Some(refusal) = refusals[entry] {
        panic!("{}", refusal);
    }
}

/// What `#[resource]` implements for the type beside a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "has no `#[resource]`",
    note = "`resources![..]` lists functions that are annotated with `#[resource]`"
)]
pub trait AnnotatedResource {
    fn resource() -> AnyResource;
}

/// How one argument is made.
pub struct Argument<T> {
    from_input: fn(&Input<'_>) -> Result<T, Rejection>,
    requirements: fn(&mut Requirements),
}

pub fn argument<T: FromInput<M>, M>() -> Argument<T> {
    Argument { from_input: T::from_input, requirements: T::requirements }
}

/// A function with its arguments taken care of; shared by all the sources it serves.
pub struct Call<R> {
    requirements: Vec<fn(&mut Requirements)>,
    make: Arc<Make<R>>,
}

type Make<R> = dyn Fn(&Input<'_>, &mut Rejections) -> Option<BoxFuture<'static, R>> + Send + Sync;

/// `F::Future: Send` is asked for here and not in [`Callable`], so that it fails alone.
pub fn call<A, F>(arguments: A, function: F) -> Call<F::Returned>
where
    A: Send + Sync + 'static,
    F: Callable<A>,
    F::Future: Send,
{
    let requirements = F::requirements(&arguments);
    let make: Arc<Make<F::Returned>> = Arc::new(move |input, rejections| {
        Some(Box::pin(function.call(&arguments, input, rejections)?))
    });
    Call { requirements, make }
}

/// The same for a function that serves one source: its future is boxed once, with the reply.
pub fn endpoint<A, F, O>(arguments: A, function: F, reply: fn(F::Returned) -> O) -> Answered<O>
where
    A: Send + Sync + 'static,
    F: Callable<A>,
    F::Future: Send,
    F::Returned: 'static,
    O: 'static,
{
    let requirements = F::requirements(&arguments);
    let make: Arc<Make<O>> = Arc::new(move |input, rejections| {
        let future = function.call(&arguments, input, rejections)?;
        Some(Box::pin(async move { reply(future.await) }))
    });
    Answered { requirements, make, wanted: Wanted::default() }
}

/// A function of these arguments.
pub trait Callable<A>: Send + Sync + 'static {
    type Returned;
    type Future: Future<Output = Self::Returned> + 'static;

    fn requirements(arguments: &A) -> Vec<fn(&mut Requirements)>;

    /// `None` after noting why an argument could not be made.
    fn call(
        &self,
        arguments: &A,
        input: &Input<'_>,
        rejections: &mut Rejections,
    ) -> Option<Self::Future>;
}

macro_rules! callable {
    ($($ty:ident $value:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<Function, Returning, R, $($ty),*> Callable<($(Argument<$ty>,)*)> for Function
        where
            Function: Fn($($ty),*) -> Returning + Send + Sync + 'static,
            Returning: Future<Output = R> + 'static,
        {
            type Returned = R;
            type Future = Returning;

            fn requirements(($($value,)*): &($(Argument<$ty>,)*)) -> Vec<fn(&mut Requirements)> {
                vec![$($value.requirements),*]
            }

            #[allow(unused_variables, reason = "a function without arguments needs no input")]
            fn call(
                &self,
                ($($value,)*): &($(Argument<$ty>,)*),
                input: &Input<'_>,
                rejections: &mut Rejections,
            ) -> Option<Returning> {
                // All of them before the first `?`: every rejection is reported.
                $(let $value = rejections.keep(($value.from_input)(input));)*
                Some(self($($value?),*))
            }
        }
    };
}

callable!();
callable!(A a);
callable!(A a, B b);
callable!(A a, B b, C c);
callable!(A a, B b, C c, D d);
callable!(A a, B b, C c, D d, E e);
callable!(A a, B b, C c, D d, E e, F f);
callable!(A a, B b, C c, D d, E e, F f, G g);
callable!(A a, B b, C c, D d, E e, F f, G g, H h);
callable!(A a, B b, C c, D d, E e, F f, G g, H h, I i);
callable!(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j);
callable!(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k);
callable!(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l);

/// A return type, to find out how it is sent.
///
/// Method lookup goes from the first of three wrappers to the last: an error that is a response by
/// itself, one that converts into [`Error`], neither, for which [`HttpReply`] says what is missing.
pub struct Returned<R>(ConvertibleReturned<R>);
pub struct ConvertibleReturned<R>(AnyReturned<R>);
pub struct AnyReturned<R>(PhantomData<R>);

impl<R> Returned<R> {
    pub const NEW: Self = Self(ConvertibleReturned(AnyReturned(PhantomData)));
}

impl<R: IntoResponse> Returned<R> {
    pub fn http(&self) -> Replies<ViaResponse> {
        Replies(PhantomData)
    }
}

impl<T, E: Into<Error>> ConvertibleReturned<Result<T, E>> {
    pub fn http(&self) -> Replies<ViaError> {
        Replies(PhantomData)
    }

    pub fn direct(&self) -> Replies<Fallible> {
        Replies(PhantomData)
    }
}

impl<R> AnyReturned<R> {
    pub fn http(&self) -> Replies<ViaResponse> {
        Replies(PhantomData)
    }

    pub fn direct(&self) -> Replies<Plain> {
        Replies(PhantomData)
    }
}

impl<R> Deref for Returned<R> {
    type Target = ConvertibleReturned<R>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<R> Deref for ConvertibleReturned<R> {
    type Target = AnyReturned<R>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

pub enum ViaResponse {}
pub enum ViaError {}
pub enum Fallible {}
pub enum Plain {}

/// Replies that are sent in the way `W`.
pub struct Replies<W>(PhantomData<W>);

impl Replies<ViaResponse> {
    /// For return types that have no name.
    pub const RESPONSE: Self = Self(PhantomData);
}

impl Replies<Plain> {
    /// For return types that have no name.
    pub const PLAIN: Self = Self(PhantomData);
}

impl<W> Replies<W> {
    pub fn http<R: HttpReply<W>>(self) -> fn(R) -> Response {
        R::into_http
    }

    pub fn direct<R: DirectReply<W, M>, M>(self) -> fn(R) -> Result<Reply, Error> {
        R::into_direct
    }
}

pub fn record_reply<R: IntoOutcome>() -> fn(R) -> Result<Outcomes, Error> {
    R::into_outcome
}

pub fn typed_reply<R: IntoAnswer<A>, A>() -> fn(R) -> Result<A, Error> {
    R::into_answer
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an HTTP response",
    label = "not a response",
    note = "return `Json<T>`, text, bytes, a status, a tuple such as `(StatusCode, Json<T>)`, `http::Response<_>`, or a `Result` of these; an error type needs `IntoResponse`, or `sls_core::Error` in its place"
)]
pub trait HttpReply<W> {
    fn into_http(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> HttpReply<ViaResponse> for R {
    fn into_http(self) -> Response {
        self.into_response()
    }
}

impl<T: IntoResponse, E: Into<Error>> HttpReply<ViaError> for Result<T, E> {
    fn into_http(self) -> Response {
        self.map_err(Into::into).into_response()
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a direct invocation",
    label = "not JSON",
    note = "return `T` or `Result<T, E>`, where `T` derives `serde::Serialize` and `E` is `sls_core::Error` or any error type"
)]
pub trait DirectReply<W, M> {
    fn into_direct(self) -> Result<Reply, Error>;
}

#[diagnostic::do_not_recommend]
impl<R: IntoReply<M>, M> DirectReply<Plain, M> for R {
    fn into_direct(self) -> Result<Reply, Error> {
        self.into_reply()
    }
}

impl<T: IntoReply<M>, M, E: Into<Error>> DirectReply<Fallible, M> for Result<T, E> {
    fn into_direct(self) -> Result<Reply, Error> {
        self.map_err(Into::into)?.into_reply()
    }
}

/// A call whose return value is sent; what `Handler`'s methods take beside plain functions.
pub struct Answered<O> {
    pub(crate) requirements: Vec<fn(&mut Requirements)>,
    pub(crate) make: Arc<Make<O>>,
    /// The resources among what it requires, once the app is built.
    pub(crate) wanted: Wanted,
}

impl<O> Answered<O> {
    /// The same call once more; what it requires was noted with the first.
    pub(crate) fn share(&self) -> Self {
        Self { requirements: Vec::new(), make: Arc::clone(&self.make), wanted: self.wanted.clone() }
    }
}

pub fn answered<R: 'static, O: 'static>(call: &Call<R>, reply: fn(R) -> O) -> Answered<O> {
    let make = Arc::clone(&call.make);
    Answered {
        requirements: call.requirements.clone(),
        make: Arc::new(move |input, rejections| {
            let future = make(input, rejections)?;
            Some(Box::pin(async move { reply(future.await) }))
        }),
        wanted: Wanted::default(),
    }
}
