//! Not public API. Used by generated code.
//!
//! A bound that is not met has to be reported once, under the token that the author wrote. So the
//! code that `#[handler]` generates asks for every argument and for the reply by itself, with the
//! author's type in a turbofish; what it gets depends on no bound any more, and the registration
//! compiles whatever is missing.

#![allow(missing_debug_implementations, missing_docs, reason = "not public API")]

#[path = "__private/claims.rs"]
pub mod claims;
#[path = "__private/resource.rs"]
pub mod resource;
#[path = "__private/returned.rs"]
pub mod returned;
#[path = "__private/values.rs"]
pub mod values;

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;

pub use self::claims::{Claims, Refusal, distinct, refusals, slots};
pub use self::resource::{check, close, resource};
pub use self::returned::{Replies, Returned, record_reply};
pub use self::values::{text, texts};
use crate::extract::{FromInput, Input, Rejection, Rejections, Requirements};
use crate::handler::Handler;
pub use crate::handler::marker;
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

/// What `#[resource]` implements for the type beside a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "has no `#[resource]`",
    note = "`resources![..]` lists functions that are annotated with `#[resource]`"
)]
pub trait AnnotatedResource {
    fn resource() -> AnyResource;
}

/// How one argument is made; it can go to another thread if the argument can.
pub struct Argument<T> {
    from_input: fn(&Input<'_>) -> Result<T, Rejection>,
    requirements: fn(&mut Requirements),
    made: PhantomData<Mutex<T>>,
}

impl<T> Clone for Argument<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Argument<T> {}

pub fn argument<T: FromInput<M>, M>() -> Argument<T> {
    Argument { from_input: T::from_input, requirements: T::requirements, made: PhantomData }
}

/// All arguments of a function.
///
/// Method lookup finds out whether they can go to another thread. If one cannot, that was said of
/// it, since [`FromInput`] asks for it: then nothing is said of the future, which holds it.
pub struct Arguments<A>(RefusedArguments<A>);
/// Arguments of which one was refused.
pub struct RefusedArguments<A>(A);

impl<A> Arguments<A> {
    pub fn new(arguments: A) -> Self {
        Self(RefusedArguments(arguments))
    }
}

impl<A> Deref for Arguments<A> {
    type Target = RefusedArguments<A>;

    fn deref(&self) -> &RefusedArguments<A> {
        &self.0
    }
}

impl<A: Send> Arguments<A> {
    pub fn call<F>(&self, function: F) -> Call<F::Returned>
    where
        A: Copy + Sync + 'static,
        F: Callable<A>,
        F::Future: Send,
    {
        call(self.0.0, function)
    }

    pub fn endpoint<F, O>(&self, function: F, reply: fn(F::Returned) -> O) -> Answered<O>
    where
        A: Copy + Sync + 'static,
        F: Callable<A>,
        F::Future: Send,
        F::Returned: 'static,
        O: 'static,
    {
        endpoint(self.0.0, function, reply)
    }
}

impl<A> RefusedArguments<A> {
    pub fn call<F: Callable<A>>(&self, _: F) -> Call<F::Returned> {
        unreachable!("what was refused is not compiled")
    }

    pub fn endpoint<F: Callable<A>, O>(&self, _: F, _: fn(F::Returned) -> O) -> Answered<O> {
        unreachable!("what was refused is not compiled")
    }
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
