#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod audible_types;
mod call_control;
mod call_locks;
mod causes;
mod effect_log;
mod failure_kind;
mod flow_abilities;
mod flow_runner;
mod hearing;
mod injection;
mod injector;
mod json_lines_log;
mod listening;
mod listening_back;
mod metrics;
mod monitor;
mod pace;
mod planned;
mod recording_file_tap;
mod recording_mask;
mod recording_url_tap;
mod rtp_stream;
mod rtp_tap;
mod settle;
mod tap;
mod whole_recording;

pub use call_control::CallControl;
pub use call_locks::{CallGuard, CallLocks, TooManyWaiting, WAITING_MAX};
pub use causes::with_causes;
pub use cxtone_audit::{
    DigitsKey, HeardCounts, InjectionId, Observed, Recognition, RecognitionSource, Rotation,
    Settlement,
};
pub use cxtone_cxone::TokenSource;
pub use cxtone_line::rtp::PayloadType;
pub use effect_log::{EffectLog, LogError};
pub use flow_abilities::flow_abilities;
pub use flow_runner::{
    CommandFailure, DRAIN_MAX, FlowRefusal, FlowRefused, FlowReport, FlowRunner, OpenEntry,
    PROMPT_POLL_INTERVAL, RINGING_MAX, RunReport, UNMASKING_MARGIN, UNMASKING_MAX,
};
pub use hearing::MISSING_MAX;
pub use injection::{Delivered, Failed, Failure, Injection, Latency, Report, Timings, Troubles};
pub use injector::{Injector, InjectorBuilder, LostDigits, SENDER_LOST};
pub use json_lines_log::{
    FOLDER_FILES_MAX, HEAD_SUFFIX, JsonLinesLog, LogFolder, OpenLogError, Segment, read_log,
};
pub use listening::{
    LISTENING_ATTEMPTS_MAX, LISTENING_DEADLINE, LISTENING_INTERVAL, MARKING_DEADLINE,
    SETTLING_MARGIN,
};
pub use metrics::Metrics;
pub use monitor::{
    CallbackMonitor, ChannelMonitor, InvalidWebhookKey, InvalidWebhookUrl, JsonLinesMonitor,
    MONITOR_BACKLOG_MAX, MONITOR_QUEUE_DEFAULT, Monitor, MonitorCounts, MonitorError, MonitorEvent,
    WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_ATTEMPTS_MAX, WEBHOOK_KEY_BYTES_MAX, WEBHOOK_KEY_BYTES_MIN,
    WEBHOOK_TIMEOUT, WEBHOOK_WAIT_BASE, WEBHOOK_WAIT_MAX, WebhookKey, WebhookMonitor,
};
pub use planned::{PlanFailure, PlannedInjection};
pub use recording_file_tap::RecordingFileTap;
pub use recording_mask::{AgentMask, RecordingMask};
pub use recording_url_tap::{RECORDING_BYTES_MAX, RecordingUrlTap};
pub use rtp_stream::{RTP_EVENTS_MAX, RTP_KEPT, RTP_SOURCE_SILENCE};
pub use rtp_tap::{RTP_DATAGRAM_BYTES_MAX, RtpTap};
pub use settle::{LATE_MARGIN, Settle};
pub use tap::{AudioTap, MISSING_WITHIN, Mark, Overheard, TapError};
pub use whole_recording::{CALL_ID_PLACEHOLDER, NoPlaceholder};
