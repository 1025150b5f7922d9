//! What is refused at start, and what takes the place of what.

use std::any::TypeId;
use std::sync::Arc;

use super::probe::{Probe, Thing};
use super::{ask, held, prepare, registry, stats, value, watched};
use crate::extract::AnyValue;
use crate::extract::State;
use crate::resource::{AnyResource, Moment, Resource, Resources};

type A = Thing<0>;
type B = Thing<1>;
type C = Thing<2>;

fn thing<const N: usize>() -> Thing<N> {
    Thing { build: 0 }
}

#[track_caller]
fn refused(declared: Vec<AnyResource>, stand_ins: Vec<AnyResource>, expected: &[&str]) {
    let given = |id| (id == TypeId::of::<u8>()).then(|| -> AnyValue { Arc::new(7u8) });
    let problems = Resources::new(declared, stand_ins, &given).map(drop).unwrap_err();
    let short = |problem: &String| problem.replace("sls_core::resource::tests::probe::", "");
    let short: Vec<_> = problems.iter().map(short).collect();
    assert_eq!(short, expected);
}

#[test]
fn every_problem_is_listed_at_once() {
    refused(
        vec![
            Resource::<A>::new("a", async |_: State<B>| thing()).into(),
            Resource::<B>::new("b", async |_: State<A>| thing()).into(),
            Resource::<A>::new("again", async || thing()).into(),
            Resource::<C>::new("c", async |_: State<String>, _: State<u8>| thing()).into(),
            Resource::<u8>::new("byte", async || 7).into(),
        ],
        vec![AnyResource::stand_in(7u16)],
        &[
            "two resources of type `Thing<0>`, `a` and `again`: give each a type of its own",
            "`u8` is a state of the app and the resource `byte`: leave one of them out",
            "there is no resource of type `u16` that a value could replace",
            "the resource `c` needs `alloc::string::String`, and there is neither a resource nor \
             a state of that type",
            "resources need each other in a circle: `a` needs `b` needs `a`",
        ],
    );
}

#[test]
fn a_resource_that_needs_itself_is_a_circle() {
    let resource = Resource::<A>::new("a", async |_: State<A>| thing());
    let expected = "resources need each other in a circle: `a` needs `a`";
    refused(vec![resource.into()], Vec::new(), &[expected]);
}

#[tokio::test]
async fn a_build_takes_resources_and_plain_values_in_any_order() {
    let sum = Resource::<String>::new("sum", async |a: State<A>, byte: State<u8>, b: State<B>| {
        format!("{} {} {}", a.build, *byte, b.build)
    });
    let (first, second) = (Probe::default(), Probe::default());
    second.fail(1);
    let declared = vec![
        sum.into(),
        watched::<1>("b", &second).optional().into(),
        watched::<0>("a", &first).into(),
    ];
    let given = |id| (id == TypeId::of::<u8>()).then(|| -> AnyValue { Arc::new(9u8) });
    let resources = Resources::new(declared, Vec::new(), &given).unwrap();
    let wanted = resources.wanted(&[TypeId::of::<String>(), TypeId::of::<u8>()], &[]);
    prepare(&resources, &wanted, Moment::default(), std::time::Duration::MAX).await.unwrap();
    assert_eq!(*value::<String>(&resources).unwrap(), "1 9 2");
    assert!(value::<A>(&resources).is_some() && value::<u8>(&resources).is_none());
}

#[tokio::test]
async fn functions_of_all_shapes_are_builds() {
    async fn plain() -> A {
        thing()
    }
    async fn fallible(a: State<A>) -> Result<B, std::num::ParseIntError> {
        Ok(Thing { build: a.build + "1".parse::<usize>()? })
    }
    let eight =
        async |_: State<A>,
               _: State<B>,
               _: State<A>,
               _: State<B>,
               _: State<A>,
               _: State<B>,
               _: State<A>,
               b: State<B>| { Ok::<_, crate::Error>(Thing { build: b.build + 1 }) };
    let resources = registry(vec![
        Resource::<A>::new("plain", plain).into(),
        Resource::<B>::new("fallible", fallible).into(),
        Resource::<C>::new(String::from("eight"), eight).into(),
    ]);
    assert_eq!(ask::<2>(&resources, 0).await, Ok(2));
}

#[tokio::test]
async fn a_value_in_place_of_a_resource_needs_nothing_and_is_left_alone() {
    let probe = Probe::default();
    let checked = Resource::<A>::new("a", async |_: State<String>| -> A { unreachable!() })
        .check(async |_: State<A>| -> bool { unreachable!() })
        .max_age(std::time::Duration::ZERO);
    let stand_in = AnyResource::stand_in(Thing::<0> { build: 99 });
    let declared = vec![checked.into(), watched::<1>("other", &probe).into()];
    let resources = Resources::new(declared, vec![stand_in], &|_| None).unwrap();
    resources.init(Moment::default()).await.unwrap();
    assert_eq!(ask::<0>(&resources, 1_000_000).await, Ok(99));
    let stats = stats(&resources, "a");
    assert_eq!((stats.built, stats.rebuilt, stats.checked, stats.reused), (1, 0, 0, 1));
}

#[tokio::test]
async fn what_only_replaced_resources_need_is_not_built_at_start() {
    let (config, shared) = (Probe::default(), Probe::default());
    let declared = || -> Vec<AnyResource> {
        vec![
            watched::<0>("config", &config).into(),
            watched::<1>("shared", &shared).into(),
            Resource::<C>::new("client", async |_: State<A>, _: State<B>| thing()).into(),
            Resource::<Thing<3>>::new("other", async |_: State<B>| thing()).into(),
        ]
    };
    let stand_in = AnyResource::stand_in(thing::<2>());
    let resources = Resources::new(declared(), vec![stand_in], &|_| None).unwrap();
    resources.init(Moment::default()).await.unwrap();
    assert_eq!((config.begun(), shared.begun()), (0, 1));
    assert_eq!((held::<0>(&resources), held::<2>(&resources)), (None, Some(0)));
    assert_eq!(ask::<0>(&resources, 0).await, Ok(1));
}

#[test]
fn debug_output_shows_names_and_no_values() {
    let resource = Resource::<String>::new("secret", async || "hunter2".to_owned());
    assert_eq!(format!("{resource:?}"), r#"Resource<alloc::string::String>("secret")"#);
    let resources = registry(vec![resource.into()]);
    assert_eq!(format!("{resources:?}"), r#"Resources(["secret"])"#);
}
