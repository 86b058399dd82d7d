//! The port through which a call's audio is heard, and why it is not.
//! What is heard in it is found out in `listening`.

use core::{error::Error, fmt, time::Duration};
use std::sync::Arc;

use cxtone_audio::{ChannelsError, Recording, WavError};
use cxtone_cxone::{BoxFuture, FetchError};
use cxtone_dtmf::{Digit, SampleRateOutOfRange};
use cxtone_payload::{CallId, DtmfType};
use thiserror::Error;

/// A place in a call's recording. What it counts is the tap's own affair; ours count frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u64);

impl Mark {
    /// The place after so many frames, or whatever the tap counts.
    #[must_use]
    pub const fn new(position: u64) -> Self {
        Self(position)
    }

    /// How many frames, or whatever the tap counts.
    #[must_use]
    pub const fn position(self) -> u64 {
        self.0
    }
}

/// Where a call's audio comes from.
pub trait AudioTap: Send + Sync {
    /// The present end of the call's recording. Called before the digits are sent, which wait for
    /// it at most [`MARKING_DEADLINE`](crate::MARKING_DEADLINE), and half of the time that is left
    /// to them.
    ///
    /// # Errors
    ///
    /// [`TapError`] when it is not known.
    fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>>;

    /// What came since the mark. Called again while it is shorter than expected, at most for
    /// [`LISTENING_DEADLINE`](crate::LISTENING_DEADLINE) in all.
    ///
    /// # Errors
    ///
    /// [`TapError`] when the audio cannot be had.
    fn since<'a>(
        &'a self,
        call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>>;

    /// Whether digits that reach the call as this type are heard here, so that none heard proves
    /// that none came. Asked after [`since`](Self::since), so that what was heard by then may tell.
    /// `INBAND` alone unless said otherwise: the other types travel beside the audio, and many
    /// recorders and gateways drop them on the way. Whoever says yes without knowing has digits
    /// sent twice.
    fn hears(&self, dtmf_type: DtmfType) -> bool {
        dtmf_type == DtmfType::Inband
    }
}

/// The stretch of audio over which what was lost is added up: as long as a tone is where nobody
/// asks for another length.
pub const MISSING_WITHIN: Duration = Duration::from_millis(100);

/// What a tap has of a call since a mark: audio, and what came beside it.
///
/// `Debug` shows neither samples nor digits.
#[derive(Clone)]
pub struct Overheard {
    recording: Recording,
    signalled: Vec<Digit>,
    missing: Duration,
}

impl Overheard {
    /// Audio alone, with nothing missing in it.
    #[must_use]
    pub fn new(recording: Recording) -> Self {
        Self {
            recording,
            signalled: Vec::new(),
            missing: Duration::ZERO,
        }
    }

    /// With digits that came as signals and not as tones, in their order.
    #[must_use]
    pub fn with_signalled(mut self, digits: Vec<Digit>) -> Self {
        self.signalled = digits;
        self
    }

    /// With at most so much audio lost on the way within any [`MISSING_WITHIN`]; the recording
    /// holds silence in its place.
    #[must_use]
    pub fn with_missing(mut self, missing: Duration) -> Self {
        self.missing = missing;
        self
    }

    /// The audio, from the mark on.
    #[must_use]
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Digits that came as signals, such as telephone-events.
    #[must_use]
    pub fn signalled(&self) -> &[Digit] {
        &self.signalled
    }

    /// The most audio that was lost on the way within any [`MISSING_WITHIN`].
    #[must_use]
    pub fn missing(&self) -> Duration {
        self.missing
    }
}

impl From<Recording> for Overheard {
    fn from(recording: Recording) -> Self {
        Self::new(recording)
    }
}

impl fmt::Debug for Overheard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Overheard")
            .field("recording", &self.recording)
            .field("signalled", &self.signalled.len())
            .field("missing", &self.missing)
            .finish()
    }
}

/// Why there is no audio to listen to, or why it proves nothing.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum TapError {
    /// There is no tap.
    #[error("nobody listens to the call; tell where its recording is")]
    NoTap,
    /// The recording was not downloaded.
    #[error("the recording was not heard: {0}")]
    Fetch(#[source] FetchError),
    /// What came is no recording.
    #[error("the recording was not heard: {0}")]
    NotAudio(#[source] Arc<WavError>),
    /// The recording has a sample rate that the detector does not take.
    #[error("the recording was not heard: {0}")]
    SampleRate(#[source] SampleRateOutOfRange),
    /// The recording's channels do not fit together.
    #[error("the recording was not heard: {0}")]
    Channels(#[source] ChannelsError),
    /// Nothing was recorded since the digits were sent.
    #[error("nothing was recorded since the digits were sent; check that the call is recorded")]
    Silent,
    /// The audio ends before the digits could have played out and their delay have passed.
    #[error(
        "the recording ends too soon to show that nothing was played; check that the call is \
         still recorded"
    )]
    Incomplete,
    /// Digits of this type need not be heard where the tap listens.
    #[error(
        "nothing was heard, which proves nothing of digits sent as {dtmf_type}: where the call is \
         listened to, they need not be heard; if they are, say that they are rendered there"
    )]
    Inaudible {
        /// The type that the digits were sent as.
        dtmf_type: DtmfType,
    },
    /// All samples are the same: a line that is up has at least some noise.
    #[error(
        "the recording holds no sound at all, so it may not be of this call; check where it is \
         taken"
    )]
    Lifeless,
    /// Too much audio was lost on the way.
    #[error(
        "{missing_ms} ms of the audio were lost at one place, in which a digit may have been; \
         check the network to the tap"
    )]
    Gaps {
        /// The most within any [`MISSING_WITHIN`], in ms.
        missing_ms: u64,
    },
    /// The mark is so long ago that what followed it is not kept any more.
    #[error("the audio since the digits were sent is no longer kept; listen sooner")]
    Forgotten,
    /// The tap listens to another call.
    #[error("the tap listens to another call; give each call a tap of its own")]
    OtherCall,
    /// The tap took longer than it may.
    #[error("the recording did not come in time; check the place it comes from")]
    TimedOut,
    /// Listening was cancelled; the digits were sent all the same.
    #[error("cancelled before the digits were heard")]
    Cancelled,
    /// Listening was ended by a defect in the tap or by the end of its runtime.
    #[error(
        "listening was ended before it was done; the digits may be heard in the recording later"
    )]
    Interrupted,
    /// A tap of the caller's own failed. Its error must hold no digit and no secret.
    #[error("the recording was not heard: {0}")]
    Other(#[source] Arc<dyn Error + Send + Sync>),
}

impl From<WavError> for TapError {
    fn from(error: WavError) -> Self {
        Self::NotAudio(Arc::new(error))
    }
}
