#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod call_outcome;
mod campaign_state;
mod conductor;
mod flow_template;
mod journal;
mod lost_call;
mod source;
mod store;
mod worker;

pub use call_outcome::{CallOutcome, UnknownOutcome};
pub use campaign_state::{CampaignState, UnknownState};
pub use conductor::{Care, Claimed, Conclusion, Conductor, FlowConductor, RunnerOf};
pub use cxtone_runner::EffectLog;
pub use flow_template::{FlowTemplate, TEMPLATE_VARIABLES_MAX, TemplateError, VariableMissing};
pub use journal::CallJournal;
pub use lost_call::{LostCall, LostStep};
pub use source::{
    BadRow, CsvCalls, JsonLinesCalls, NewCall, PRIORITY_MAX, SourceError, VARIABLE_BYTES_MAX,
    VARIABLES_MAX,
};
pub use store::{
    CallRow, EffectRow, EffectStatus, Heading, LOAD_ROWS_MAX, Loaded, Status, Store, StoreError,
    WorkerStatus,
};
pub use worker::{
    Audit, CONCURRENT_DEFAULT, CONCURRENT_MAX, LEASE_DEFAULT, LEASE_MAX, LEASE_MIN, Stop,
    TAKEOVERS_MAX, Worker, WorkerOptions, WorkerReport,
};
