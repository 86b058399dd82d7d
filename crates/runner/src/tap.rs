//! The port through which a call's audio is heard, and why it is not.
//! What is heard in it is found out in `listening`.

use core::error::Error;
use std::sync::Arc;

use cxtone_audio::{ChannelsError, Recording, WavError};
use cxtone_cxone::{BoxFuture, FetchError};
use cxtone_dtmf::SampleRateOutOfRange;
use cxtone_payload::CallId;
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
    /// it at most [`MARKING_DEADLINE`](crate::MARKING_DEADLINE).
    ///
    /// # Errors
    ///
    /// [`TapError`] when it is not known.
    fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>>;

    /// What was recorded since the mark. Called again while it is shorter than expected, at most
    /// for [`LISTENING_DEADLINE`](crate::LISTENING_DEADLINE) in all.
    ///
    /// # Errors
    ///
    /// [`TapError`] when the audio cannot be had.
    fn since<'a>(
        &'a self,
        call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Recording, TapError>>;
}

/// Why there is no audio to listen to.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum TapError {
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
