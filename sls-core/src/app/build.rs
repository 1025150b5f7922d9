//! From what the user assembled to tables, with every problem noted.

use std::convert::Infallible;
use std::sync::Arc;

use tower::service_fn;

use crate::__private::Answered;
use crate::app::dispatch::{Core, Direct};
use crate::app::http::HttpTable;
use crate::app::request::call_request;
use crate::app::routes::{Declared, HttpTarget, Routes};
use crate::app::service::AppService;
use crate::app::{App, DeclaredResources, StartError};
use crate::dispatch::Shared;
use crate::erased::{EventService, HttpService, boxed_event_service, boxed_http_service};
use crate::error::{BoxError, Error};
use crate::event::{Source, sniff};
use crate::extract::{Requirements, States};
use crate::handler::{Binding, EventLayer, Handler, HttpLayer, HttpRoute};
use crate::invocation::Invocation;
use crate::reply::{Reply, Response};
use crate::resource::Resources;

pub(super) fn build(app: App) -> Result<AppService, StartError> {
    #[cfg(feature = "idempotency")]
    let app = protected(app);
    let mut problems = app.problems;
    let mut shared = share(app.states, app.resources, &mut problems);
    shared.batches = app.batches;
    shared.lifecycle = app.lifecycle;
    let shared = Arc::new(shared);
    let mut build = Build {
        shared: Arc::clone(&shared),
        problems,
        missing: Vec::new(),
        core: Core { shared: Arc::clone(&shared), ..Core::default() },
        routes: Routes::new(shared, app.mounts),
        declared: Vec::new(),
        table: HttpTable { strip: app.strip, body_limit: app.body_limit, ..HttpTable::default() },
    };
    if app.handlers.is_empty() && build.routes.is_empty() {
        build.problems.push("it has no handlers: add some with `handlers![..]`".to_owned());
    }
    for handler in app.handlers {
        build.handler(handler);
    }
    build.core.tables.sort_by_key(|table| table.rank());
    build.core.settles = build.core.tables.iter().any(|table| table.settles());
    let declared = std::mem::take(&mut build.declared);
    build.problems.extend(build.routes.fill(declared));
    build.report_missing_states();
    if !build.problems.is_empty() {
        return Err(StartError { problems: build.problems });
    }
    let routes = Arc::new(build.routes);
    build.table.layered = layered_routes(&routes, &app.http_layers);
    build.table.routes = routes;
    build.core.http = build.table;
    let core = Arc::new(build.core);
    let layered = layered_core(&core, &app.layers);
    Ok(AppService { core, layered })
}

/// The app with its idempotent handlers behind what runs them once.
#[cfg(feature = "idempotency")]
fn protected(mut app: App) -> App {
    app.idempotency.protect(&mut app.handlers, &mut app.problems);
    app
}

/// What all invocations share, with the resources behind the states.
fn share(mut states: States, declared: DeclaredResources, problems: &mut Vec<String>) -> Shared {
    if declared.is_empty() {
        return Shared { states, ..Shared::default() };
    }
    let DeclaredResources { resources, stand_ins } = declared;
    match Resources::new(resources, stand_ins, &|id| states.given(id)) {
        Ok(resources) => {
            states.set_resources(resources.clone());
            Shared { states, resources: Some(resources), ..Shared::default() }
        }
        Err(found) => {
            problems.extend(found);
            Shared { states, ..Shared::default() }
        }
    }
}

/// The tables in the making.
struct Build {
    shared: Arc<Shared>,
    problems: Vec<String>,
    /// Names of missing state types, each with a handler that wants it.
    missing: Vec<(&'static str, &'static str)>,
    core: Core,
    routes: Routes,
    declared: Vec<Declared>,
    table: HttpTable,
}

impl Build {
    fn handler(&mut self, handler: Handler) {
        let Handler { name, bindings, layers, http_layers, .. } = handler;
        if bindings.is_empty() {
            self.problems.push(format!("handler `{name}` serves no source"));
        }
        let kinds = bindings.iter().map(Binding::is_http);
        let (http, events) =
            kinds.fold((false, false), |(h, e), is_http| (h | is_http, e | !is_http));
        if !layers.is_empty() && !events {
            self.problems.push(format!(
                "handler `{name}` serves HTTP only: use `http_layer` in place of `layer`"
            ));
        }
        if !http_layers.is_empty() && !http {
            self.problems.push(format!(
                "handler `{name}` serves no HTTP: use `layer` in place of `http_layer`"
            ));
        }
        for binding in bindings {
            self.binding(name, binding, &layers, &http_layers);
        }
    }

    fn binding(
        &mut self,
        name: &'static str,
        binding: Binding,
        layers: &[Box<EventLayer>],
        http_layers: &[Box<HttpLayer>],
    ) {
        match binding {
            Binding::Direct(mut endpoint) => {
                self.require(name, &endpoint.requirements);
                self.shared.bind(&mut endpoint);
                let direct = self.direct(name, endpoint, layers);
                if let Some(other) = self.core.direct.replace(direct) {
                    self.conflict(name, other.name, "direct invocations");
                }
            }
            Binding::Http(route, endpoint) => {
                self.require(name, &endpoint.requirements);
                let target = self.http_target(name, endpoint, http_layers);
                match HttpRoute::parse(&route) {
                    Ok(parsed) => self.route(name, &route, parsed, target),
                    Err(problem) => {
                        self.problems
                            .push(format!("route `{route}` of handler `{name}`: {problem}"));
                    }
                }
            }
            Binding::WebSocket(key, endpoint) => {
                self.require(name, &endpoint.requirements);
                let target = self.http_target(name, endpoint, http_layers);
                if let Some(other) = self.table.websocket.insert(key.clone(), target) {
                    self.conflict(name, other.name, &format!("WebSocket route `{key}`"));
                }
            }
            Binding::Source(bound) => {
                self.require(name, bound.requirements());
                let claim = bound.claim();
                for problem in bound.problems() {
                    self.problems.push(format!("{claim} of handler `{name}`: {problem}"));
                }
                for rival in bound.enter(name, layers, &self.shared, &mut self.core.tables) {
                    self.conflict(name, rival, &format!("events of {claim}"));
                }
            }
        }
    }

    fn direct(
        &self,
        name: &'static str,
        endpoint: Answered<Result<Reply, Error>>,
        layers: &[Box<EventLayer>],
    ) -> Direct {
        let mut layered = None;
        if !layers.is_empty() {
            let (inner, shared) = (Arc::new(endpoint.share()), Arc::clone(&self.shared));
            let service = service_fn(move |invocation: Invocation| {
                let (inner, shared) = (Arc::clone(&inner), Arc::clone(&shared));
                async move {
                    // A layer may have changed the event.
                    let source = sniff(invocation.payload()).unwrap_or(Source::Unrecognized);
                    inner.serve(&shared, source, &invocation).await
                }
            });
            layered = Some(wrapped(boxed_event_service(service), layers));
        }
        Direct { name, endpoint, layered }
    }

    fn http_target(
        &self,
        name: &'static str,
        mut endpoint: Answered<Response>,
        layers: &[Box<HttpLayer>],
    ) -> HttpTarget {
        self.shared.bind(&mut endpoint);
        let mut layered = None;
        if !layers.is_empty() {
            let (inner, shared) = (Arc::new(endpoint.share()), Arc::clone(&self.shared));
            let service = service_fn(move |request| {
                let (inner, shared) = (Arc::clone(&inner), Arc::clone(&shared));
                async move { Ok::<_, Infallible>(call_request(&inner, &shared, request).await) }
            });
            layered = Some(wrapped(boxed_http_service(service), layers));
        }
        HttpTarget { name, endpoint, layered }
    }

    fn route(&mut self, name: &'static str, text: &str, route: HttpRoute, target: HttpTarget) {
        let Some(pattern) = route.pattern else {
            if let Some(other) = self.routes.default.replace(target) {
                self.conflict(name, other.name, "the route `$default`");
            }
            return;
        };
        let text = text.to_owned();
        self.declared.push(Declared { method: route.method, pattern, text, target });
    }

    fn require(&mut self, name: &'static str, wanted: &[fn(&mut Requirements)]) {
        let requirements = Requirements::of(wanted);
        self.missing
            .extend(requirements.missing_in(&self.shared.states).map(|state| (state, name)));
    }

    /// One problem per type, with all the handlers that want it.
    fn report_missing_states(&mut self) {
        self.missing.sort_unstable();
        self.missing.dedup();
        for of_one_type in self.missing.chunk_by(|(one, _), (other, _)| one == other) {
            let handlers: Vec<_> =
                of_one_type.iter().map(|(_, name)| format!("`{name}`")).collect();
            let (state, _) = of_one_type[0];
            self.problems.push(format!(
                "{} {} `State<{state}>` and there is none: add it with `App::state(..)`",
                handlers.join(", "),
                if handlers.len() == 1 { "takes" } else { "take" },
            ));
        }
    }

    fn conflict(&mut self, one: &str, other: &str, what: &str) {
        self.problems.push(format!("`{other}` and `{one}` both claim {what}"));
    }
}

impl Binding {
    fn is_http(&self) -> bool {
        matches!(self, Self::Http(..) | Self::WebSocket(..))
    }
}

fn wrapped<S>(service: S, layers: &[Box<dyn Fn(S) -> S + Send + Sync>]) -> S {
    layers.iter().fold(service, |inner, layer| layer(inner))
}

fn layered_routes(routes: &Arc<Routes>, layers: &[Box<HttpLayer>]) -> Option<HttpService> {
    if layers.is_empty() {
        return None;
    }
    let routes = Arc::clone(routes);
    let service = service_fn(move |request| {
        let routes = Arc::clone(&routes);
        async move { Ok::<_, BoxError>(routes.request(request).await) }
    });
    Some(wrapped(boxed_http_service(service), layers))
}

fn layered_core(core: &Arc<Core>, layers: &[Box<EventLayer>]) -> Option<EventService> {
    if layers.is_empty() {
        return None;
    }
    let core = Arc::clone(core);
    let service = service_fn(move |invocation| {
        let core = Arc::clone(&core);
        async move { core.dispatch(invocation).await }
    });
    Some(wrapped(boxed_event_service(service), layers))
}
