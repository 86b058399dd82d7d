//! The documents by which `cxone-agent` finds the login and the API of a tenant.
//! What stands behind the addresses is in `agent_login` and `agent`.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer,
    dialect::{Dialect, Refusal},
    meeting::Meeting,
};
use crate::{faults::Endpoint, request_log::Place, tenant::Tenant};

/// Which tenant is looked for.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wanted {
    #[serde(default)]
    tenant_id: String,
}

pub(super) async fn openid_configuration(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
) -> Response {
    let own = |tenant: &Tenant| {
        let body = json!({
            "issuer": tenant.url,
            "token_endpoint": format!("{}{}", tenant.url, super::AGENT_TOKEN),
        });
        answer::json(StatusCode::OK, &body)
    };
    meeting(tenant, place).answer(own).await
}

pub(super) async fn cxone_configuration(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wanted = query.map_or_else(|_| Wanted::default(), |Query(wanted)| wanted);
    let own = |tenant: &Tenant| {
        if wanted.tenant_id != tenant.tenant_id {
            let refusal = Refusal::not_found("unknownTenant", "there is no such tenant");
            return refusal.answer(Dialect::CxoneAgent);
        }
        let body = json!({ "api_endpoint": tenant.url, "tenantId": tenant.tenant_id });
        answer::json(StatusCode::OK, &body)
    };
    meeting(tenant, place).answer(own).await
}

fn meeting(tenant: Arc<Tenant>, place: Option<Extension<Place>>) -> Meeting {
    let place = place.map(|Extension(place)| place);
    Meeting::arrive(
        tenant,
        Dialect::CxoneAgent,
        (Endpoint::Discovery, ""),
        place,
    )
}
