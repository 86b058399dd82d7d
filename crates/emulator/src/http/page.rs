//! The page at `/`: live calls, what was said and heard in them, and faults by click.
//! It uses the test API and nothing else; what that answers is in the other files.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::answer::problem;

/// The whole page, with `{{nonce}}` where its script and its style name theirs.
const PAGE: &str = include_str!("page.html");

const PLACE_OF_NONCE: &str = "{{nonce}}";

/// The page, which may run its own script and ask its own emulator, and nothing else.
pub(super) async fn show() -> Response {
    let Ok(drawn) = getrandom::u64() else {
        return problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "noRandomness",
            "the system has no random bits for the page",
        );
    };
    let nonce = format!("{drawn:016x}");
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, &policy),
    ];
    (headers, PAGE.replace(PLACE_OF_NONCE, &nonce)).into_response()
}
