//! What a call's recording tells of digits that another one was about to send some time ago.
//! What that other one did otherwise, and what follows, is left to who asks.

use core::time::Duration;
use std::sync::Arc;

use cxtone_audio::Recording;
use cxtone_dtmf::{Digit, Digits, SampleRate};
use cxtone_payload::{CallId, DtmfType};
use tokio::time::{Instant, timeout};

use crate::{
    AudioTap, LISTENING_DEADLINE, Mark, Overheard, TapError,
    hearing::{heard, prove},
    listening::contained,
    pace::Pace,
    whole_recording::{after, off_thread},
};

/// A call in which digits are looked for that were about to be sent.
pub(crate) struct ListeningBack {
    pub(crate) tap: Arc<dyn AudioTap>,
    pub(crate) call: CallId,
    /// What was sent into it before.
    pub(crate) before: Vec<Digit>,
    pub(crate) digits: Digits,
    /// How they were to be sent.
    pub(crate) dtmf_type: DtmfType,
    /// How long before `since` they were about to be sent.
    pub(crate) intended_ago: Duration,
    pub(crate) since: Instant,
    pub(crate) pace: Pace,
}

/// What was found of the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trace {
    /// All of them, and after them nothing.
    Heard,
    /// Nothing but what was sent before, in audio in which they would have been heard.
    Nothing,
    /// Something that tells neither.
    Other,
}

impl ListeningBack {
    /// Fetches the recording and listens to all of it since the digits were about to be sent.
    pub(crate) async fn listen(&self) -> Result<Trace, TapError> {
        let proved = self.ago();
        let fetch = contained(async {
            let overheard = self.tap.since(&self.call, Mark::new(0)).await?;
            Ok((overheard, self.tap.hears(self.dtmf_type)))
        });
        let (overheard, audible) = timeout(LISTENING_DEADLINE, fetch)
            .await
            .unwrap_or(Err(TapError::TimedOut))?;
        // What is listened to rather begins too soon than too late; what was recorded while it was
        // fetched is not asked for.
        let spans = Spans {
            heard: self.ago(),
            proved,
        };
        let (before, digits) = (self.before.clone(), self.digits);
        let traced =
            off_thread(move || trace(&before, digits.as_slice(), &overheard, spans)).await?;
        match traced {
            Trace::Nothing if !audible => Err(TapError::Inaudible {
                dtmf_type: self.dtmf_type,
            }),
            traced => Ok(traced),
        }
    }

    /// How long ago the digits were about to be sent, in the call's time.
    fn ago(&self) -> Duration {
        self.pace.in_call(self.intended_ago + self.since.elapsed())
    }
}

/// Stretches of the recording, both up to its end.
#[derive(Clone, Copy)]
struct Spans {
    /// The one that is listened to.
    heard: Duration,
    /// The one that must be there if nothing heard is to mean that nothing was played.
    proved: Duration,
}

/// What is in the end of the audio.
fn trace(
    before: &[Digit],
    digits: &[Digit],
    overheard: &Overheard,
    spans: Spans,
) -> Result<Trace, TapError> {
    let recording = overheard.recording();
    let rate = SampleRate::new(recording.sample_rate_hz()).map_err(TapError::SampleRate)?;
    if recording.frames() == 0 {
        return Err(TapError::Silent);
    }
    let last = latest(recording, rate, spans.heard)?;
    let channels = last.channels().iter();
    let mut ways: Vec<Vec<Digit>> = channels
        .map(|channel| heard(channel, rate).iter().map(|one| one.digit).collect())
        .collect();
    if !overheard.signalled().is_empty() {
        ways.push(overheard.signalled().to_vec());
    }
    let traces = ways.iter().map(|heard| of(before, digits, heard));
    let traces: Vec<Trace> = traces.collect();
    if traces.contains(&Trace::Heard) {
        return Ok(Trace::Heard);
    }
    if traces.contains(&Trace::Other) {
        return Ok(Trace::Other);
    }
    prove(overheard, spans.proved).map(|()| Trace::Nothing)
}

/// The last `span` of a recording, or all of it.
fn latest(recording: &Recording, rate: SampleRate, span: Duration) -> Result<Recording, TapError> {
    let frames = span.as_millis().saturating_mul(u128::from(rate.hz())) / 1000;
    let frames = usize::try_from(frames).unwrap_or(usize::MAX);
    let skipped = recording.frames().saturating_sub(frames);
    after(recording, Mark::new(skipped as u64))
}

/// What digits that were heard tell. The recording may lag behind, or have stopped, so that some
/// of what was sent before is heard too: what is heard must end what was sent if the digits were,
/// and must not end what was sent without them.
fn of(before: &[Digit], digits: &[Digit], heard: &[Digit]) -> Trace {
    let all = [before, digits].concat();
    let are_there = heard.len() >= digits.len() && all.ends_with(heard);
    match (are_there, before.ends_with(heard)) {
        (true, false) => Trace::Heard,
        (false, true) => Trace::Nothing,
        _ => Trace::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<Digit> {
        text.parse::<Digits>()
            .map_or_else(|_| Vec::new(), |digits| digits.iter().collect())
    }

    #[test]
    fn digits_count_as_heard_only_where_what_was_sent_before_cannot_be_them() {
        for (before, sent, heard, expected) in [
            ("", "12", "12", Trace::Heard),
            ("", "12", "", Trace::Nothing),
            ("", "12", "1", Trace::Other),
            ("", "12", "2", Trace::Other),
            ("", "12", "312", Trace::Other),
            ("", "12", "123", Trace::Other),
            ("34", "12", "12", Trace::Heard),
            ("34", "12", "412", Trace::Heard),
            ("34", "12", "3412", Trace::Heard),
            ("34", "12", "93412", Trace::Other),
            ("34", "12", "4", Trace::Nothing),
            ("34", "12", "34", Trace::Nothing),
            ("34", "12", "341", Trace::Other),
            // The same digits again: the first ones may be all that is heard.
            ("12", "12", "12", Trace::Other),
            ("12", "12", "1212", Trace::Heard),
            ("312", "12", "212", Trace::Heard),
            ("1", "1", "11", Trace::Heard),
            ("11", "1", "11", Trace::Other),
        ] {
            let found = of(&digits(before), &digits(sent), &digits(heard));
            assert_eq!(found, expected, "{before} {sent} {heard}");
        }
    }
}
