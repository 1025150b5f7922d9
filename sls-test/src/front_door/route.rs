//! Route templates of API Gateway and which of several wins.

/// One method and path template; `None` in `method` stands for `ANY`.
#[derive(Clone, Debug)]
pub(super) struct Route {
    method: Option<String>,
    template: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug)]
enum Segment {
    Fixed(String),
    Parameter(String),
    Greedy(String),
}

/// A route that takes a request, and the path parameters as sent.
#[derive(Debug)]
pub(super) struct Match<'r> {
    pub(super) route: &'r Route,
    pub(super) parameters: Vec<(String, String)>,
}

/// What API Gateway's two kinds of API make of the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathEnd {
    /// REST: a trailing slash is ignored, `{proxy+}` takes one segment at least.
    Lenient,
    /// HTTP: a trailing slash counts, and `{proxy+}` may be empty behind it.
    Strict,
}

impl Route {
    /// A route as `GET` and `/orders/{id}`; the method may be `ANY`.
    ///
    /// # Panics
    /// If the template is not one that API Gateway accepts.
    #[track_caller]
    pub(super) fn new(method: &str, template: &str) -> Self {
        let Some(path) = template.strip_prefix('/') else {
            panic!("route `{template}` has to begin with a slash: `/orders/{{id}}`");
        };
        let segments: Vec<_> = path.split('/').map(segment).collect();
        let greedy = segments.iter().position(|segment| matches!(segment, Segment::Greedy(_)));
        assert!(
            greedy.is_none_or(|index| index + 1 == segments.len()),
            "route `{template}`: a greedy parameter as `{{proxy+}}` has to come last"
        );
        let method = (!method.eq_ignore_ascii_case("ANY")).then(|| method.to_ascii_uppercase());
        Self { method, template: template.to_owned(), segments }
    }

    /// The path template as it was given.
    pub(super) fn template(&self) -> &str {
        &self.template
    }

    /// `GET /orders/{id}`, the form in which HTTP APIs name a route.
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.method.as_deref().unwrap_or("ANY"), self.template)
    }

    /// The path parameters if the template takes the path.
    fn take(&self, path: &str, end: PathEnd) -> Option<Vec<(String, String)>> {
        let mut pieces: Vec<_> = path.trim_start_matches('/').split('/').collect();
        if end == PathEnd::Lenient && pieces.len() > 1 && pieces.last() == Some(&"") {
            pieces.pop();
        }
        let mut parameters = Vec::new();
        for (index, segment) in self.segments.iter().enumerate() {
            let piece = *pieces.get(index)?;
            match segment {
                Segment::Fixed(text) if text == piece => {}
                Segment::Parameter(name) if !piece.is_empty() => {
                    parameters.push((name.clone(), piece.to_owned()));
                }
                Segment::Greedy(name) => {
                    let rest = pieces[index..].join("/");
                    parameters.push((name.clone(), rest.clone()));
                    return (end == PathEnd::Strict || !rest.is_empty()).then_some(parameters);
                }
                _ => return None,
            }
        }
        (pieces.len() == self.segments.len()).then_some(parameters)
    }

    fn takes_method(&self, method: &str) -> bool {
        self.method.as_deref().is_none_or(|own| own == method)
    }

    /// Smaller is more specific: full before greedy, then fixed before parameter, left to right.
    fn rank(&self) -> (bool, Vec<u8>) {
        let kinds = self.segments.iter().map(|segment| match segment {
            Segment::Fixed(_) => 0,
            Segment::Parameter(_) => 1,
            Segment::Greedy(_) => 2,
        });
        (matches!(self.segments.last(), Some(Segment::Greedy(_))), kinds.collect())
    }
}

/// The route of an HTTP API: the most specific with this path *and* method.
pub(super) fn choose<'r>(routes: &'r [Route], method: &str, path: &str) -> Option<Match<'r>> {
    let candidates = routes.iter().filter(|route| route.takes_method(method));
    let matches = candidates.filter_map(|route| {
        let parameters = route.take(path, PathEnd::Strict)?;
        Some(Match { route, parameters })
    });
    matches.min_by_key(|found| (found.route.rank(), found.route.method.is_none()))
}

/// The method of a REST API: of the most specific resource for the path.
///
/// A resource without the method answers for itself; a less specific one is not asked.
pub(super) fn choose_resource<'r>(
    routes: &'r [Route],
    method: &str,
    path: &str,
) -> Option<Match<'r>> {
    let fits = |route: &&Route| route.take(path, PathEnd::Lenient).is_some();
    let resource = routes.iter().filter(fits).min_by_key(|route| route.rank())?;
    // Whether it is the method or `ANY` that takes it, the event does not tell.
    let mut methods = routes.iter().filter(|route| route.template == resource.template);
    let route = methods.find(|route| route.takes_method(method))?;
    Some(Match { route, parameters: route.take(path, PathEnd::Lenient)? })
}

fn segment(text: &str) -> Segment {
    let parameter = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    match parameter {
        None => Segment::Fixed(text.to_owned()),
        Some(name) => match name.strip_suffix('+') {
            None => Segment::Parameter(name.to_owned()),
            Some(name) => Segment::Greedy(name.to_owned()),
        },
    }
}
