#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod backoff;
mod breaker;
mod budget;
mod call_control;
mod client;
mod connect_failure;
mod discovery;
mod echo;
mod errand;
mod fetch;
mod guards;
mod http_transport;
mod inject_error;
pub mod load_limits;
mod media_hosts;
pub mod policy;
mod probe;
mod public_address;
mod quotas;
mod rejection;
mod request_body;
mod retry_budget;
mod sent;
mod step;
mod token;
mod token_cache;
mod transport;
mod transport_error;

pub use call_control::{COLLECT_SLACK, CommandError, Commanded, PROMPT_MAX};
pub use client::{Client, ClientBuilder};
pub use discovery::{DiscoverError, Endpoints, discover};
pub use fetch::FetchError;
pub use http_transport::{CONNECT_TIMEOUT, HttpOptions, HttpTransport, POOL_IDLE_MAX};
pub use inject_error::{Doubt, InjectError};
pub use load_limits::{BreakerPolicy, LoadLimits, Rate};
pub use media_hosts::MEDIA_HOSTS_MAX;
pub use policy::RetryPolicy;
pub use probe::{Probe, Reached, reach};
pub use rejection::Rejection;
pub use sent::{Delivery, Sent, Timing};
pub use step::{Refusal, Retry, Situation, Step, classify, classify_repeatable};
pub use token::{Token, TokenError, TokenSource};
pub use token_cache::{TOKEN_SKEW_MAX, TokenCache};
pub use transport::{ANSWER_BYTES_MAX, BodyLimit, BoxFuture, FirstByte, PublicOnly, Transport};
pub use transport_error::{TransportError, TransportErrorKind};
