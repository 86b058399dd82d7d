#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod answer;
mod base_url;
mod body;
mod call_address;
mod call_control;
mod capabilities;
mod correlation;
mod credentials;
pub mod cxone_agent;
pub mod cxone_v2;
mod dialect;
mod grant;
mod interaction;
mod login;
mod request;
mod retry_after;
mod token_text;
mod written;

pub use address::{Address, AddressKind, SessionAddress};
pub use answer::{Answer, Receipt};
pub use base_url::{BASE_URL_BYTES_MAX, BaseUrl, BaseUrlError};
pub use body::{Body, Request, Response};
pub use call_address::CallAddress;
pub use call_control::{
    COLLECT_DIGITS_MAX, COLLECT_TIMEOUT_MAX, CallControl, CallControlCapabilities, CallState,
    CallStatus, Collected, Collecting, CollectingError, Command, EntryEnd, MEDIA_URL_BYTES_MAX,
    Media, MediaUrl, MediaUrlError, Play, TERMINATORS_MAX, Unreached, Unreadable,
};
pub use capabilities::{Capabilities, Feature, Setting};
pub use correlation::{CORRELATION_HEADERS, CORRELATION_ID_BYTES_MAX, correlation_id};
pub use credentials::Credentials;
pub use dialect::{Dialect, Injecting, WrongAddress};
pub use grant::{Grant, TOKEN_LIFE_DEFAULT, TOKEN_LIFE_MAX, TokenRefusal, token_grant};
pub use interaction::Interaction;
pub use login::Login;
pub use retry_after::RetryAfter;
pub use token_text::{TOKEN_BYTES_MAX, is_fit_for_a_header};
pub use written::WrittenRequest;
