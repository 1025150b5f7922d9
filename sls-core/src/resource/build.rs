//! From an async function to what builds a resource.

use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::extract::{AnyValue, State};
use crate::resource::Built;
use crate::resource::erased::{BuildFn, Kind, mistaken, typed};

/// An async function that builds a resource of type `T`.
///
/// Its arguments are what it needs: [`State`]s of other resources, or of values that the app was
/// given, eight at most. `M` tells these apart and is always inferred. What it returns is for
/// [`Built`] to say: a `T` or a `Result<T, E>`.
///
/// # Example
/// ```
/// use sls_core::{Error, Resource, State};
///
/// struct Config { url: String }
/// struct Client { url: String }
///
/// async fn config() -> Result<Config, Error> {
///     Ok(Config { url: "http://localhost".to_owned() })
/// }
///
/// async fn client(config: State<Config>) -> Client {
///     Client { url: config.url.clone() }
/// }
///
/// let app = sls_core::App::new()
///     .resource(Resource::<Config>::new("config", config))
///     .resource(Resource::<Client>::new("client", client));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not build `{T}`",
    label = "not a build of this resource",
    note = "a build is an `async fn` of up to eight arguments `State<_>`, of types that are `Send + Sync`"
)]
pub trait Build<T, M> {
    /// What the function returns before it is awaited.
    #[doc(hidden)]
    type Building: Future + 'static;

    #[doc(hidden)]
    fn into_recipe(self) -> Recipe<Self::Building>;
}

/// What to build from, and how.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "not public API")]
pub struct Recipe<Building> {
    pub(super) needs: Vec<Kind>,
    pub(super) build: Box<Begin<Building>>,
}

type Begin<Building> = dyn Fn(Vec<AnyValue>) -> Result<Building, Error> + Send + Sync;

macro_rules! build {
    ($($ty:ident $value:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<Function, Building, T, $($ty),*> Build<T, fn($(State<$ty>),*)> for Function
        where
            Function: Fn($(State<$ty>),*) -> Building + Send + Sync + 'static,
            Building: Future + 'static,
            $($ty: Send + Sync + 'static),*
        {
            type Building = Building;

            #[allow(unused_mut, unused_variables, reason = "a build may need nothing")]
            fn into_recipe(self) -> Recipe<Building> {
                let build = move |values: Vec<AnyValue>| -> Result<Building, Error> {
                    let mut values = values.into_iter();
                    $(let $value = next::<$ty>(&mut values)?;)*
                    Ok(self($($value),*))
                };
                Recipe { needs: vec![$(Kind::of::<$ty>()),*], build: Box::new(build) }
            }
        }
    };
}

build!();
build!(A a);
build!(A a, B b);
build!(A a, B b, C c);
build!(A a, B b, C c, D d);
build!(A a, B b, C c, D d, E e);
build!(A a, B b, C c, D d, E e, F f);
build!(A a, B b, C c, D d, E e, F f, G g);
build!(A a, B b, C c, D d, E e, F f, G g, H h);

fn next<A: Send + Sync + 'static>(
    values: &mut impl Iterator<Item = AnyValue>,
) -> Result<State<A>, Error> {
    typed(values.next().ok_or_else(mistaken::<A>)?)
}

/// The build of a value whose type nobody sees.
pub(super) fn erase<Building, T, M>(build: Box<Begin<Building>>) -> Box<BuildFn>
where
    Building: Future<Output: Built<T, M>> + Send + 'static,
    T: Send + Sync + 'static,
{
    Box::new(move |values| -> BoxFuture<'static, _> {
        let building = build(values);
        Box::pin(async move {
            let value: AnyValue = std::sync::Arc::new(building?.await.into_result()?);
            Ok(value)
        })
    })
}
