#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod agent_command;
mod call;
mod cast;
mod clock;
mod command;
mod config;
mod emulator;
mod faults;
mod gateway;
mod http;
mod in_process;
mod line_settings;
mod lock;
mod media_command;
#[cfg(test)]
mod openapi;
mod prompts;
mod randomness;
mod request_log;
mod rtp;
mod sample;
mod tenant;
mod tokens;

pub use cast::{CallPattern, Cast, CastError, InvalidCallPattern, ROLES_MAX};
pub use config::{
    BODY_BYTES_MAX, CALL_S_MAX, CALLS_MAX, CONNECTIONS_MAX, ConfigOutOfRange, EmulatorConfig,
    SHUTDOWN_GRACE, SPEED_MAX, TOKEN_LIFE_S_MAX,
};
pub use emulator::{AgentHello, BindError, Emulator, Hello, RunError};
pub use faults::{FaultPlan, FaultPlanError, RULES_MAX};
pub use in_process::{InProcess, Lost};
pub use line_settings::{CallLine, CallLineError};
pub use prompts::Speaker;
pub use rtp::RTP_STREAMS_MAX;

/// The OpenAPI document of all that an emulator serves.
///
/// ```
/// let document: serde_json::Value = serde_json::from_str(cxtone_emulator::OPENAPI_JSON)?;
/// assert!(document["paths"]["/oauth/token"]["post"].is_object());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub const OPENAPI_JSON: &str = include_str!("../openapi.json");

/// The scopes that media commands need (Go source).
pub const CALL_CONTROL_SCOPES: [&str; 3] = [
    "callcontrol:calls:read",
    "callcontrol:calls:write",
    "callcontrol:media:read",
];

/// The scopes that an injection needs (Node source).
pub const SCOPES: [&str; 2] = ["telephony:call:control", "telephony:line:readwrite"];
