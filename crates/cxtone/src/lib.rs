#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

/// Files with sound in them, and pictures of sound.
#[cfg(feature = "dsp")]
pub use cxtone_audio as audio;
/// What happened, masked and provable.
#[cfg(feature = "client")]
pub use cxtone_audit as audit;
/// Many calls through a flow: a store, a journal, workers.
#[cfg(feature = "campaign")]
pub use cxtone_campaign as campaign;
/// The client: tokens, attempts, typed outcomes.
#[cfg(feature = "client")]
pub use cxtone_cxone as cxone;
/// The far end's paths, shapes and answers.
#[cfg(feature = "client")]
pub use cxtone_dialect as dialect;
/// Digits, tones, their detection and its score.
#[cfg(feature = "dsp")]
pub use cxtone_dtmf as dtmf;
/// A tenant on loopback, to test against.
#[cfg(feature = "emulator")]
pub use cxtone_emulator as emulator;
/// What happens next in a call: flows, and the session that follows one.
#[cfg(feature = "client")]
pub use cxtone_flow as flow;
/// What lies between two ends: codecs, packets, noise.
#[cfg(feature = "dsp")]
pub use cxtone_line as line;
/// What may be sent, and why not.
#[cfg(feature = "client")]
pub use cxtone_payload as payload;
/// One call: injections, locks, logs, taps, monitors.
#[cfg(feature = "client")]
pub use cxtone_runner as runner;
/// Gives an injection up; of the crate `tokio-util`.
#[cfg(feature = "client")]
pub use tokio_util::sync::CancellationToken;
