//! The tenant over HTTP: which path leads where.
//! What each endpoint does is in the file named after it.

mod agent;
mod agent_login;
mod answer;
mod call_control_login;
mod calls;
mod connection;
mod controls;
mod dialect;
mod discovery;
mod exchange;
mod fault;
pub(crate) mod ids;
mod injection;
mod media;
mod meeting;
mod odd_body;
mod page;
mod request_line;
mod rtp;
mod token;
mod trace;

use std::sync::Arc;

use axum::{
    Router,
    handler::Handler,
    http::{Method, StatusCode},
    middleware,
    response::Response,
    routing::{self, MethodFilter, MethodRouter},
};

pub(crate) use connection::{Connection, Door};

use crate::tenant::Tenant;

/// The login's path (Node source).
pub(crate) const TOKEN: &str = "/oauth/token";

/// The injection's path (Node source).
pub(crate) const INJECTION: &str =
    "/api/v2/telephony/providers/{provider}/lines/{line}/calls/{call}/dtmf";

/// The document that names the agents' login.
pub(crate) const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";

/// The document that names the agents' API.
pub(crate) const CXONE_CONFIGURATION: &str = "/.well-known/cxone-configuration";

/// The agents' login; the discovery document names it.
pub(crate) const AGENT_TOKEN: &str = "/auth/token";

/// The agents' older login.
pub(crate) const AGENT_KEY: &str = "/authentication/v1/token/access-key";

/// The agents' injection.
pub(crate) const SEND_DTMF: &str =
    "/incontactapi/services/{version}/agent-sessions/{session}/send-dtmf";

/// What else the agents do with a call.
pub(crate) const INTERACTION: &str =
    "/incontactapi/services/{version}/interactions/{contact}/{verb}";

/// Call control's login (Go source).
pub(crate) const CALL_CONTROL_TOKEN: &str = "/api/v2/oauth2/token";

/// A call's status (Go source).
pub(crate) const STATUS: &str = "/api/v2/callcontrol/calls/{call}";

/// Playing a prompt (Go source).
pub(crate) const PLAY: &str = "/api/v2/callcontrol/calls/{call}/play";

/// Collecting keys (Go source).
pub(crate) const COLLECT: &str = "/api/v2/callcontrol/calls/{call}/collect";

/// One way to ask: a method, a path and what answers.
struct Route {
    method: Method,
    path: &'static str,
    answers: Box<dyn FnOnce(MethodFilter) -> MethodRouter<Arc<Tenant>>>,
}

/// All endpoints.
pub(crate) fn router(tenant: Arc<Tenant>) -> Router {
    let routes = [tenant_routes(), call_routes(), control_routes()];
    let routes = routes.into_iter().flatten();
    let add = |router: Router<_>, route: Route| {
        let filter = MethodFilter::try_from(route.method);
        let filter = filter.expect("routes are made by get, post and delete alone");
        router.route(route.path, (route.answers)(filter))
    };
    routes
        .fold(Router::new(), add)
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&tenant),
            trace::trace,
        ))
        .with_state(tenant)
}

fn tenant_routes() -> Vec<Route> {
    vec![
        post(TOKEN, token::grant),
        post(INJECTION, injection::inject),
        post(CALL_CONTROL_TOKEN, call_control_login::grant),
        get(STATUS, media::status),
        post(PLAY, media::play),
        post(COLLECT, media::collect),
        get(OPENID_CONFIGURATION, discovery::openid_configuration),
        get(CXONE_CONFIGURATION, discovery::cxone_configuration),
        post(AGENT_TOKEN, agent_login::grant),
        post(AGENT_KEY, agent_login::grant_for_key),
        post(SEND_DTMF, agent::send_dtmf),
        post(INTERACTION, agent::interact),
    ]
}

fn call_routes() -> Vec<Route> {
    vec![
        get("/emulator/calls", calls::list),
        post("/emulator/calls", calls::place),
        get("/emulator/calls/{call}", calls::show),
        delete("/emulator/calls/{call}", calls::remove),
        post("/emulator/calls/{call}/answer", calls::answer),
        post("/emulator/calls/{call}/caller", calls::follow),
        post("/emulator/calls/{call}/hangup", calls::hang_up),
        post("/emulator/calls/{call}/line", calls::change_line),
        post("/emulator/calls/{call}/rtp", rtp::send),
        get("/emulator/calls/{call}/audio.wav", calls::audio),
    ]
}

fn control_routes() -> Vec<Route> {
    vec![
        get("/", page::show),
        get("/emulator/requests", controls::requests),
        get("/emulator/faults", controls::faults),
        post("/emulator/faults", controls::order_faults),
        delete("/emulator/faults", controls::clear_faults),
        get("/emulator/clock", controls::clock),
        post("/emulator/clock", controls::advance_clock),
        get("/emulator/openapi.json", controls::openapi),
    ]
}

fn get<H: Handler<T, Arc<Tenant>>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::GET, path, handler)
}

fn post<H: Handler<T, Arc<Tenant>>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::POST, path, handler)
}

fn delete<H: Handler<T, Arc<Tenant>>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::DELETE, path, handler)
}

fn route<H: Handler<T, Arc<Tenant>>, T: 'static>(
    method: Method,
    path: &'static str,
    handler: H,
) -> Route {
    Route {
        method,
        path,
        answers: Box::new(move |filter| routing::on(filter, handler)),
    }
}

async fn unknown_path() -> Response {
    answer::problem(
        StatusCode::NOT_FOUND,
        "unknownPath",
        "there is no such path",
    )
}

async fn unknown_method() -> Response {
    answer::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "unknownMethod",
        "the path does not take this method",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_has_every_route_and_no_other() {
        let document: serde_json::Value =
            serde_json::from_str(crate::OPENAPI_JSON).expect("it is JSON");
        let mut documented = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().expect("an object") {
            for method in operations.as_object().expect("an object").keys() {
                documented.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        let routes = [tenant_routes(), call_routes(), control_routes()];
        let served = routes.into_iter().flatten();
        let served: BTreeSet<_> = served
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        assert_eq!(documented, served);
    }
}
