use proc_macro2::TokenStream;

use super::*;
use crate::item::Item;
use crate::model::Function;
use crate::refusals::Refusals;

/// What the function becomes, or everything that is refused.
fn expanded(attribute: &str, item: &str) -> Result<String, Vec<String>> {
    let mut refusals = Refusals::default();
    let args = parse(attribute.parse().expect("balanced tokens"), &mut refusals);
    let item: TokenStream = item.parse().expect("balanced tokens");
    let function = Function::parse(&item, Item::Resource).expect("the test's item is a function");
    match validate(&args, &function, &mut refusals) {
        Some(resource) => Ok(expand(&resource).to_string().replace(' ', "")),
        None => Err(refusals.into_vec().iter().map(ToString::to_string).collect()),
    }
}

const POOL: &str = "async fn pool() -> Result<Pool, Error> {}";

#[track_caller]
fn becomes(attribute: &str, item: &str, code: &str) {
    let expansion = expanded(attribute, item).expect("it was refused");
    let code = code.replace(' ', "");
    assert!(expansion.contains(&code), "{attribute}: {code} is not in\n{expansion}");
}

#[track_caller]
fn refused_with(result: Result<String, Vec<String>>, because: &str) {
    let messages = result.expect_err("it was accepted");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains(because), "refused with {messages:?}");
}

#[track_caller]
fn refused(attribute: &str, because: &str) {
    refused_with(expanded(attribute, POOL), because);
}

#[track_caller]
fn refused_item(item: &str, because: &str) {
    refused_with(expanded("", item), because);
}

#[test]
fn keeps_the_function_and_adds_a_type_beside_it() {
    let item = r#"#[doc = "Doc."] #[cfg(unix)]
        pub(crate) async fn pool(config: State<Config>) -> Pool { @ not rust at all }"#;
    let expansion = expanded("", item).expect("it was refused");
    assert!(expansion.starts_with(&item.replace([' ', '\n'], "")), "{expansion}");
    assert_eq!(expansion.matches("asyncfn").count(), 1);
    assert_eq!(expansion.matches("#[cfg(unix)]").count(), 3);
    assert!(expansion.contains("pub(crate)structpool{}"), "{expansion}");
    assert!(expansion.contains("AnnotatedResourceforpool"), "{expansion}");
}

#[test]
fn the_type_is_what_is_returned_or_the_ok_of_it() {
    for (returned, ty) in [
        ("Pool", "Pool"),
        ("Result<Pool, Error>", "Pool"),
        ("Result<Pool>", "Pool"),
        ("sls_core::Result<db::Pool<u8>>", "db::Pool<u8>"),
        ("std::io::Result<Box<dyn Store>>", "Box<dynStore>"),
        ("Result<Result<Pool, Error>, Error>", "Result<Pool,Error>"),
        ("(Pool, u8)", "(Pool,u8)"),
        ("&'static Pool", "&'staticPool"),
        ("Option<Pool>", "Option<Pool>"),
    ] {
        let item = format!("async fn pool() -> {returned} {{}}");
        becomes(
            "",
            &item,
            &format!("::sls_core::__private::resource::<{ty},{}", returned.replace(' ', "")),
        );
    }
}

#[test]
fn settings_become_calls_of_the_builder() {
    becomes("lazy, optional", POOL, ".lazy().optional()");
    becomes("optional = true, lazy = false", POOL, ", pool).optional())");
    becomes(r#"max_idle = "60s""#, POOL, ".max_idle(::core::time::Duration::from_secs(60u64))");
    becomes("max_age = 3_600", POOL, ".max_age(::core::time::Duration::from_secs(3600u64))");
    becomes("max_idle = IDLE", POOL, ".max_idle(IDLE)");
    becomes("check = ping", POOL, ".check(::sls_core::__private::check::<Pool,_>(ping))");
    becomes("close = Pool::end", POOL, ".close(::sls_core::__private::close::<Pool,_>(Pool::end))");
    becomes("crate = renamed, lazy", POOL, "renamed::__private::resource::<Pool,");
}

#[test]
fn refuses_settings_that_are_not_there() {
    refused("lasy", "unknown setting `lasy` of `#[resource]`, did you mean `lazy`?");
    refused("eager", "`#[resource]` accepts `check`, `close`,");
    refused(r#"http = "GET /""#, "`http` is a source of `#[handler]`");
    refused("batch_size = 5", "`batch_size` is a setting of");
    refused(r#""60s""#, "write `max_idle = \"60s\"`");
    refused("lazy, lazy", "`lazy` is given twice");
    refused("crate", "`crate` needs a path");
    refused("lazy optional", "`lazy` stands alone");
    refused("=", "expected the name of a setting");
}

#[test]
fn refuses_values_that_are_none() {
    refused("lazy()", "`lazy` stands alone");
    refused("lazy =", "`lazy =` needs a value");
    refused("lazy = 1", "`lazy` is `true` or `false`, or stands alone");
    refused("lazy = LAZY", "`lazy` is `true` or `false`, or stands alone");
    refused("check", "`check` needs a value");
    refused(r#"check = "ping""#, "without quotes: `check = ping`");
    refused("check = Pool::ping()", "not what it returns: `check = Pool::ping`");
    refused("close = async |pool| {}", "the path of a function");
    refused("max_idle = true", "a length of time");
    refused(r#"max_idle = "500ms""#, "whole seconds");
    refused("max_age = 0", "`max_age` is 1 to 31536000 (365d) seconds");
    refused("max_idle = 31536001", "`max_idle` is 0 to 31536000 (365d) seconds");
}

#[test]
fn refuses_functions_that_build_nothing() {
    let nothing = "a resource is what its function returns";
    refused_item("async fn pool() {}", nothing);
    refused_item("async fn pool() -> () {}", nothing);
    refused_item("async fn pool() -> Result<(), Error> {}", nothing);
    refused_item("async fn pool() -> Result {}", "write `Result<T, E>`");
    refused_item("async fn pool() -> impl Store {}", "has to be named");
    refused_item("async fn pool() -> Result<Vec<impl Store>, Error> {}", "has to be named");
    refused_item("async fn pool() -> ! {}", "has to be named");
}

#[test]
fn refuses_functions_that_cannot_be_called() {
    refused_item("fn pool() -> Pool {}", "a resource is built by an `async fn`");
    refused_item("const async fn pool() -> Pool {}", "remove `const`");
    refused_item("async unsafe fn pool() -> Pool {}", "a resource is built by the runtime");
    refused_item(r#"async extern "C" fn pool() -> Pool {}"#, "remove `extern \"C\"`");
    refused_item("async fn pool<T>() -> Pool {}", "a resource has no generic parameters");
    refused_item("async fn pool(&self) -> Pool {}", "a resource is built by a free function");
    refused_item("async fn main() -> Pool {}", "is no resource");
}

#[test]
fn refuses_arguments_that_are_no_state() {
    refused_item("async fn pool(config: Config) -> Pool {}", "in place of `Config`");
    refused_item("async fn pool(ctx: Context) -> Pool {}", "in place of `Context`");
    refused_item("async fn pool(config: &State<Config>) -> Pool {}", "take `State<Config>`");
    refused_item("async fn pool(config: State<_>) -> Pool {}", "has to be named");
    refused_item("async fn pool(config: State<impl A>) -> Pool {}", "in place of `impl`");
    refused_item("async fn pool(#[cfg(a)] x: State<A>) -> Pool {}", "cannot be conditional");
    let arguments = "_: State<A>, ".repeat(Item::Resource.most_arguments() + 1);
    refused_item(&format!("async fn pool({arguments}) -> Pool {{}}"), "at most 8 arguments, not 9");
    let states = "async fn pool(State(a): State<A>, b: sls_core::State<B>) -> Pool {}";
    becomes("", states, "__private::resource::<Pool,Pool,_,_>(");
}

#[test]
fn reports_several_mistakes_together() {
    let item = "fn pool(config: Config) {}";
    let messages = expanded("lasy, max_age = 0", item).expect_err("it was accepted");
    assert_eq!(messages.len(), 5, "{messages:?}");
}
