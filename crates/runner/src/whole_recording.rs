//! Marks in a recording that can only be had whole, from its first frame to its present end.
//! Where the bytes come from is left to the taps.

use cxtone_audio::Recording;
use cxtone_dtmf::SampleRate;
use cxtone_payload::CallId;
use thiserror::Error;

use crate::{Mark, TapError};

/// Stands for the call in the addresses of recordings.
pub const CALL_ID_PLACEHOLDER: &str = "{callId}";

/// An address that is the same for every call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the address of the recordings names no call; put {CALL_ID_PLACEHOLDER} where its id goes")]
pub struct NoPlaceholder;

/// An address with a place for the call's id, which is safe in any path or URL.
#[derive(Clone, Debug)]
pub(crate) struct AddressTemplate(String);

impl AddressTemplate {
    pub(crate) fn new(text: &str) -> Result<Self, NoPlaceholder> {
        if text.contains(CALL_ID_PLACEHOLDER) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoPlaceholder)
        }
    }

    pub(crate) fn of(&self, call: &CallId) -> String {
        self.0.replace(CALL_ID_PLACEHOLDER, call.as_str())
    }
}

/// The end of a recording.
pub(crate) fn end(recording: &Recording) -> Mark {
    Mark::new(recording.frames() as u64)
}

/// What a recording has after a mark.
pub(crate) fn after(recording: &Recording, mark: Mark) -> Result<Recording, TapError> {
    let rate = SampleRate::new(recording.sample_rate_hz()).map_err(TapError::SampleRate)?;
    let skipped = usize::try_from(mark.position()).unwrap_or(usize::MAX);
    let rest = |channel: &Vec<f32>| channel.get(skipped..).unwrap_or_default().to_vec();
    let channels = recording.channels().iter().map(rest).collect();
    Recording::from_channels(rate, channels).map_err(TapError::Channels)
}

/// Runs work that takes long, such as decoding, on a blocking thread.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TapError> + Send + 'static,
) -> Result<T, TapError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(TapError::Interrupted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_recording_needs_a_place_for_the_call() {
        let call = "call-1".parse().expect("a plain id");
        let template = AddressTemplate::new("https://h/calls/{callId}/audio.wav").expect("a place");
        assert_eq!(template.of(&call), "https://h/calls/call-1/audio.wav");
        assert_eq!(
            AddressTemplate::new("https://h/").err(),
            Some(NoPlaceholder)
        );
    }

    #[test]
    fn what_follows_a_mark_is_cut_from_every_channel() {
        let channels = vec![vec![0.1, 0.2, 0.3], vec![0.4, 0.5, 0.6]];
        let recording = Recording::from_channels(SampleRate::TELEPHONE, channels).expect("equal");
        assert_eq!(end(&recording), Mark::new(3));
        for (mark, expected) in [
            (0, [vec![0.1, 0.2, 0.3], vec![0.4, 0.5, 0.6]]),
            (2, [vec![0.3], vec![0.6]]),
            (3, [vec![], vec![]]),
            (u64::MAX, [vec![], vec![]]),
        ] {
            let rest = after(&recording, Mark::new(mark)).expect("a telephone's rate");
            assert_eq!(rest.channels(), expected);
        }
    }
}
