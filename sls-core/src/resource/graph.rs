//! From what was declared to nodes that know each other, with every problem noted.

use std::any::TypeId;

use crate::extract::AnyValue;
use crate::resource::erased::AnyResource;
use crate::resource::node::{Need, Node};
use crate::resource::order::order;

/// Finds the values that the app was given by their type.
pub(super) type Given<'a> = dyn Fn(TypeId) -> Option<AnyValue> + 'a;

/// Nodes in such an order that each comes after what it needs.
///
/// # Errors
/// Two resources of one type, a type that is needed and not there, circles, values that replace
/// nothing: all of them.
pub(super) fn link(
    declared: Vec<AnyResource>,
    stand_ins: Vec<AnyResource>,
    given: &Given<'_>,
) -> Result<Vec<Node>, Vec<String>> {
    let mut problems = Vec::new();
    let mut resources = unique(declared, given, &mut problems);
    replace(&mut resources, stand_ins, &mut problems);
    let needs = resolve(&resources, given, &mut problems);
    let order = order(&needs.iter().map(|needs| positions(needs)).collect::<Vec<_>>());
    match order {
        Ok(order) if problems.is_empty() => Ok(nodes(resources, needs, &order)),
        Ok(_) => Err(problems),
        Err(circles) => {
            problems.extend(circles.iter().map(|circle| {
                let names: Vec<_> =
                    circle.iter().map(|&at| format!("`{}`", resources[at].name)).collect();
                format!("resources need each other in a circle: {}", names.join(" needs "))
            }));
            Err(problems)
        }
    }
}

fn unique(
    declared: Vec<AnyResource>,
    given: &Given<'_>,
    problems: &mut Vec<String>,
) -> Vec<AnyResource> {
    let mut resources: Vec<AnyResource> = Vec::with_capacity(declared.len());
    for resource in declared {
        let AnyResource { name, kind, .. } = &resource;
        if let Some(other) = resources.iter().find(|other| other.kind == *kind) {
            problems.push(format!(
                "two resources of type `{kind:?}`, `{}` and `{name}`: give each a type of its own",
                other.name
            ));
            continue;
        }
        if given(kind.id).is_some() {
            problems.push(format!(
                "`{kind:?}` is a state of the app and the resource `{name}`: leave one of them out"
            ));
        }
        resources.push(resource);
    }
    resources
}

/// Puts finished values in the place of what would have to be built.
///
/// What only replaced resources need is built on demand: a test that replaces a client does not
/// want the client's configuration to be loaded.
fn replace(resources: &mut [AnyResource], stand_ins: Vec<AnyResource>, problems: &mut Vec<String>) {
    let declared: Vec<Vec<_>> = resources.iter().map(|resource| resource.needs.clone()).collect();
    let mut idle = vec![false; resources.len()];
    for stand_in in stand_ins {
        match resources.iter().position(|resource| resource.kind == stand_in.kind) {
            Some(at) => {
                idle[at] = true;
                let name = std::mem::take(&mut resources[at].name);
                resources[at] = AnyResource { name, ..stand_in };
            }
            None => problems.push(format!(
                "there is no resource of type `{:?}` that a value could replace",
                stand_in.kind
            )),
        }
    }
    let needed_by_idle_only = |at: usize, idle: &[bool], resources: &[AnyResource]| {
        let mut dependents = (0..resources.len())
            .filter(|&other| declared[other].contains(&resources[at].kind))
            .peekable();
        dependents.peek().is_some() && dependents.all(|other| idle[other])
    };
    while let Some(at) =
        (0..resources.len()).find(|&at| !idle[at] && needed_by_idle_only(at, &idle, resources))
    {
        idle[at] = true;
        resources[at].eager = false;
    }
}

fn resolve(
    resources: &[AnyResource],
    given: &Given<'_>,
    problems: &mut Vec<String>,
) -> Vec<Vec<Need>> {
    let mut all = Vec::with_capacity(resources.len());
    for AnyResource { name, needs, .. } in resources {
        let mut resolved = Vec::with_capacity(needs.len());
        for kind in needs {
            if let Some(at) = resources.iter().position(|other| other.kind == *kind) {
                resolved.push(Need::Node(at));
            } else if let Some(value) = given(kind.id) {
                resolved.push(Need::Given(value));
            } else {
                problems.push(format!(
                    "the resource `{name}` needs `{kind:?}`, and there is neither a resource nor \
                     a state of that type"
                ));
            }
        }
        all.push(resolved);
    }
    all
}

fn positions(needs: &[Need]) -> Vec<usize> {
    needs
        .iter()
        .filter_map(|need| match need {
            Need::Node(at) => Some(*at),
            Need::Given(_) => None,
        })
        .collect()
}

fn nodes(resources: Vec<AnyResource>, needs: Vec<Vec<Need>>, order: &[usize]) -> Vec<Node> {
    let mut place = vec![0; order.len()];
    for (to, &from) in order.iter().enumerate() {
        place[from] = to;
    }
    let mut nodes: Vec<_> = resources
        .into_iter()
        .zip(needs)
        .map(|(resource, needs)| {
            let needs = needs.into_iter().map(|need| match need {
                Need::Node(from) => Need::Node(place[from]),
                given @ Need::Given(_) => given,
            });
            Node::new(resource, needs.collect())
        })
        .enumerate()
        .collect();
    nodes.sort_by_key(|(from, _)| place[*from]);
    let mut nodes: Vec<Node> = nodes.into_iter().map(|(_, node)| node).collect();
    relate(&mut nodes);
    nodes
}

/// Fills in what follows from the needs.
fn relate(nodes: &mut [Node]) {
    for at in 0..nodes.len() {
        let mut closure = vec![at];
        for need in nodes[at].nodes_needed() {
            closure.extend(&nodes[need].closure);
        }
        closure.sort_unstable();
        closure.dedup();
        for &need in closure.iter().filter(|&&need| need != at) {
            nodes[need].dependents.push(at);
        }
        nodes[at].closure = closure;
    }
    // From the last to the first: the rank of every dependent is known by then.
    for at in (0..nodes.len()).rev() {
        let above = nodes[at].dependents.iter().map(|&other| nodes[other].rank + 1).max();
        nodes[at].rank = above.unwrap_or(0);
    }
}
