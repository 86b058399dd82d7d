#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod dtmf_type;
mod finding;
mod id;
mod limits;
mod payload;
mod raw;
mod rule;
mod validate;

pub use dtmf_type::{DtmfType, UnknownDtmfType};
pub use finding::{Finding, Findings};
pub use id::{CallId, ID_CHARACTERS_MAX, InvalidId, LineId, ProviderId};
pub use limits::{CHARACTERS_LISTED_MAX, Limits, TEXT_BYTES_MAX};
pub use payload::Payload;
pub use raw::{Raw, RawValue};
pub use validate::validate;
