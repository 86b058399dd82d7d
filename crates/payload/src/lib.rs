#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod dtmf_type;
mod finding;
mod id;
mod limits;
mod payload;
mod plan;
mod raw;
mod rule;
mod sequence;
mod validate;

pub use dtmf_type::{DtmfType, UnknownDtmfType};
pub use finding::{Finding, Findings};
pub use id::{CallId, ID_CHARACTERS_MAX, InvalidId, LineId, ProviderId, SessionId, TenantId};
pub use limits::{CHARACTERS_LISTED_MAX, Limits, PauseForm, TEXT_BYTES_MAX};
pub use payload::Payload;
pub use plan::{PLAN_PAUSES_MS_MAX, PLAN_SENDS_MAX, Plan, PlannedSend, plan};
pub use raw::{Raw, RawValue};
pub use sequence::{Element, PAUSE_COMMA_MS, PAUSE_HALF_MS, PAUSE_WHOLE_MS, Pause, Sequence};
pub use validate::validate;
