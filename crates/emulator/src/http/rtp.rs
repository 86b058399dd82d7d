//! The test API's RTP streams: where to send a call's sound and digits.
//! What is sent and when is in `rtp`.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{
    answer::{self, problem},
    calls::{bad_request, unknown},
    trace::Whole,
};
use crate::{
    rtp::{RTP_STREAMS_MAX, RtpOrder, StreamRefusal},
    tenant::Tenant,
};

pub(super) async fn send(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Response {
    let order: RtpOrder = match serde_json::from_slice(&body) {
        Ok(order) => order,
        Err(error) => return bad_request(&error.to_string()),
    };
    if let Err(message) = order.check() {
        return bad_request(message);
    }
    match crate::rtp::send(tenant, id, order).await {
        Ok(hello) => answer::json(StatusCode::CREATED, &hello),
        Err(StreamRefusal::UnknownCall) => unknown(),
        Err(StreamRefusal::TooMany) => problem(
            StatusCode::CONFLICT,
            "tooManyStreams",
            &format!("there are {RTP_STREAMS_MAX} streams already; end some calls first"),
        ),
        Err(StreamRefusal::Socket(error)) => problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "noSocket",
            &error.to_string(),
        ),
    }
}
