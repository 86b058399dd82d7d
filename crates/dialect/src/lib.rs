#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod base_url;
mod body;
mod call_address;
mod correlation;
mod credentials;
pub mod cxone_v2;
mod retry_after;

pub use answer::{Answer, Receipt};
pub use base_url::{BASE_URL_BYTES_MAX, BaseUrl, BaseUrlError};
pub use body::{Body, Request, Response};
pub use call_address::CallAddress;
pub use correlation::{CORRELATION_HEADERS, CORRELATION_ID_BYTES_MAX, correlation_id};
pub use credentials::Credentials;
pub use retry_after::RetryAfter;
