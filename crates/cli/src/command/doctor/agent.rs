//! The checks of a tenant that speaks `cxone-agent`: its access key, and where discovery leads.
//! How a check is told stands in `check`.

use std::sync::Arc;

use cxtone_cxone::{TokenSource as _, Transport};

use super::{check::Check, clock, reachability, reached, token_check};
use crate::options::Tenant;

/// Everything that can be told without asking anyone.
pub(super) fn configuration(tenant: &Tenant) -> Vec<Check> {
    let agent = &tenant.agent;
    let place = match agent.issuer() {
        Ok(Some(issuer)) => vec![Check::passed("issuer", issuer.to_string())],
        Err(failure) => vec![Check::configured("issuer", Err(failure))],
        Ok(None) => vec![
            Check::configured("api url", tenant.api_url().map(|url| url.to_string())),
            Check::configured("auth url", tenant.auth_url().map(|url| url.to_string())),
        ],
    };
    let session = agent.session().map(|session| session.to_string());
    place
        .into_iter()
        .chain([
            Check::configured("access key", agent.access_key().map(|_| "set".to_owned())),
            Check::configured("session", session),
        ])
        .collect()
}

/// Everything that the far end has to tell.
pub(super) async fn far_end(tenant: &Tenant, transport: Arc<dyn Transport>) -> Vec<Check> {
    let (tokens, api_url) = match tenant.access(&transport).await {
        Ok(access) => access,
        Err(failure) => return vec![Check::configured("discovery", Err(failure))],
    };
    let found = format!("the API is at {api_url}");
    let api = reached(&*transport, Ok(api_url)).await;
    vec![
        Check::passed("discovery", found),
        reachability("api reachable", &api),
        clock(&[&api]),
        token_check(&tokens.token().await.map(drop)),
    ]
}
