//! The dialect of two tutorials: injection as in the Node source (form login at `/oauth/token`,
//! `/api/v2/telephony/…/dtmf`), call control as in the Go source.
//! Sending, waiting and sending again are left to `cxone`.
//!
//! No public CXone documentation shows these paths: they are as in the sources and claim no more.

mod auth_root;
mod call_control;
mod dialect;
mod injection;
mod login;
mod token;
pub mod wire;

pub use crate::grant::{Grant, TOKEN_LIFE_DEFAULT, TOKEN_LIFE_MAX, TokenRefusal, token_grant};
pub use crate::token_text::{TOKEN_BYTES_MAX, is_fit_for_a_header};
pub use call_control::{
    CALL_CONTROL, CALL_CONTROL_FORBIDDEN_HELP, CALL_CONTROL_SCOPES, CALL_CONTROL_TOKEN_PATH,
    CallControlCredentials,
};
pub use dialect::{CAPABILITIES, CxoneV2};
pub use injection::{
    FORBIDDEN_HELP, INJECTION_PATH, conflict_message, injection_answer, injection_request,
};
pub use login::ClientCredentials;
pub use token::{TOKEN_PATH, refresh_request, token_request};

/// The scopes that the Node source asks for, the defaults of each token request by form.
pub const SCOPES: [&str; 2] = ["telephony:call:control", "telephony:line:readwrite"];
