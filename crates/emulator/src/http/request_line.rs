//! A request's method and path as the request log may show them: whatever the client made up is
//! left out, since it may hold digits.
//! When a request is noted is decided in `http::trace`.

use axum::http::Method;

use super::{
    AGENT_KEY, AGENT_TOKEN, CALL_CONTROL_TOKEN, COLLECT, CXONE_CONFIGURATION, INJECTION,
    INTERACTION, OPENID_CONFIGURATION, PLAY, SEND_DTMF, STATUS, TOKEN,
    agent::{doing, is_version},
    ids::{call_of_contact, call_of_session},
};
use crate::tenant::Tenant;

/// The methods that HTTP knows (RFC 9110, section 9; RFC 5789).
const METHODS: [Method; 9] = [
    Method::CONNECT,
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::POST,
    Method::PUT,
    Method::TRACE,
];

/// The tenant's paths.
const PATHS: [&str; 12] = [
    TOKEN,
    INJECTION,
    CALL_CONTROL_TOKEN,
    STATUS,
    PLAY,
    COLLECT,
    OPENID_CONFIGURATION,
    CXONE_CONFIGURATION,
    AGENT_TOKEN,
    AGENT_KEY,
    SEND_DTMF,
    INTERACTION,
];

/// The method, or the length of one that HTTP does not know.
pub(super) fn shown_method(method: &Method) -> String {
    if METHODS.contains(method) {
        method.to_string()
    } else {
        unknown("method", method.as_str())
    }
}

/// The path as far as the tenant knows it: of an injection the ids that there are and the lengths
/// of others, of a path that leads nowhere the length alone.
pub(super) fn shown_path(path: &str, tenant: &Tenant) -> String {
    PATHS
        .into_iter()
        .find_map(|route| shown_along(route, path, tenant))
        .unwrap_or_else(|| unknown("path", path))
}

/// The path if it leads along the route.
fn shown_along(route: &str, path: &str, tenant: &Tenant) -> Option<String> {
    let mut rest = path.split('/');
    let shown: Option<Vec<_>> = route
        .split('/')
        .map(|step| shown_segment(step, rest.next()?, tenant))
        .collect();
    match rest.next() {
        None => shown.map(|segments| segments.join("/")),
        Some(_) => None,
    }
}

/// A segment if it fits the route's step: an id fits any step that asks for one.
fn shown_segment(step: &str, segment: &str, tenant: &Tenant) -> Option<String> {
    let known = match step {
        "{provider}" => segment == tenant.provider_id,
        "{line}" => segment == tenant.line_id,
        "{call}" => tenant.has_call(segment),
        "{session}" => call_of_session(segment).is_some_and(|call| tenant.has_call(call)),
        "{contact}" => call_of_contact(segment).is_some_and(|call| tenant.has_call(call)),
        "{version}" => is_version(segment),
        "{verb}" => doing(segment).is_some(),
        literal => return (segment == literal).then(|| segment.to_owned()),
    };
    Some(if known {
        segment.to_owned()
    } else {
        unknown("id", segment)
    })
}

fn unknown(what: &str, text: &str) -> String {
    format!("[unknown {what}, {} bytes]", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::EmulatorConfig, tenant::Order};

    const SEED: u64 = 23;

    fn tenant() -> Tenant {
        let config = EmulatorConfig {
            seed: Some(SEED),
            ..EmulatorConfig::default()
        };
        let tenant = Tenant::new(&config, String::new()).expect("the source is seeded");
        let order = Order {
            call_id: Some("known".to_owned()),
            ..Order::default()
        };
        tenant.place_call(order).expect("free");
        tenant
    }

    fn check(tenant: &Tenant, path: &str, expected: &str) {
        assert_eq!(shown_path(path, tenant), expected, "{path}");
    }

    #[tokio::test]
    async fn a_path_is_shown_as_far_as_the_tenant_knows_it() {
        let tenant = tenant();
        let line = format!(
            "/api/v2/telephony/providers/{}/lines/{}/calls",
            tenant.provider_id, tenant.line_id
        );
        let of_call = |call: &str| format!("{line}/{call}/dtmf");
        check(&tenant, "/oauth/token", "/oauth/token");
        check(&tenant, &of_call("known"), &of_call("known"));
        check(&tenant, &of_call("4711"), &of_call("[unknown id, 4 bytes]"));
        check(&tenant, &of_call(""), &of_call("[unknown id, 0 bytes]"));
        check(
            &tenant,
            "/api/v2/telephony/providers/12/lines/345/calls/known/dtmf",
            "/api/v2/telephony/providers/[unknown id, 2 bytes]/lines/[unknown id, 3 bytes]/calls/known/dtmf",
        );
        let dtmf = "/incontactapi/services/v30/agent-sessions/session-known/send-dtmf";
        check(&tenant, dtmf, dtmf);
        check(
            &tenant,
            "/incontactapi/services/v1234/interactions/contact-1/1234",
            "/incontactapi/services/[unknown id, 5 bytes]/interactions/[unknown id, 9 bytes]/[unknown id, 4 bytes]",
        );
        for path in ["/oauth/token/1234", "/oauth", "/1234", "/", ""] {
            check(
                &tenant,
                path,
                &format!("[unknown path, {} bytes]", path.len()),
            );
        }
        let beyond = format!("{}/1234", of_call("known"));
        check(
            &tenant,
            &beyond,
            &format!("[unknown path, {} bytes]", beyond.len()),
        );
    }

    #[test]
    fn a_method_that_http_does_not_know_is_not_shown() {
        let made_up = Method::from_bytes(b"1234#").expect("a token");
        assert_eq!(shown_method(&made_up), "[unknown method, 5 bytes]");
        assert_eq!(shown_method(&Method::POST), "POST");
    }
}
