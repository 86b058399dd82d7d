//! Listening to a call after an injection: when to fetch its audio, how often, and what was heard.
//! Where the audio comes from is the tap's part; hearing and scoring are `dtmf`'s.

use core::{panic::AssertUnwindSafe, time::Duration};
use std::sync::Arc;

use cxtone_audio::Recording;
use cxtone_audit::{HeardCounts, Recognition};
use cxtone_dtmf::{Detector, Digit, Digits, Event, Profile, SCORED_MAX, SampleRate, score};
use cxtone_payload::CallId;
use futures_util::FutureExt;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use crate::{AudioTap, Mark, TapError, whole_recording::off_thread};

/// How long after the expected end of the tones the audio is first fetched: the line, the mixer
/// and the recorder each add some delay. For this long after its tones, a call that is listened to
/// stays locked, so that the end of one injection is not heard at the start of the next.
pub const SETTLING_MARGIN: Duration = Duration::from_millis(500);

/// How often the audio is fetched while it is shorter than expected.
pub const LISTENING_ATTEMPTS_MAX: u32 = 10;

/// How long to wait before fetching it again.
pub const LISTENING_INTERVAL: Duration = Duration::from_millis(500);

/// How long a tap may take to mark its place. The digits wait for it; after this time they are
/// sent without being listened to.
pub const MARKING_DEADLINE: Duration = Duration::from_secs(10);

/// How long all fetches together may take. The call stays locked meanwhile.
pub const LISTENING_DEADLINE: Duration = Duration::from_secs(30);

/// A call being listened to, since before the digits were sent.
pub(crate) struct Listening {
    tap: Arc<dyn AudioTap>,
    call: CallId,
    mark: Mark,
    since: Instant,
}

impl Listening {
    /// Marks the place in the call's audio from which on to listen.
    pub(crate) async fn start(tap: Arc<dyn AudioTap>, call: CallId) -> Result<Self, TapError> {
        let mark = timeout(MARKING_DEADLINE, contained(async { tap.mark(&call).await }))
            .await
            .unwrap_or(Err(TapError::TimedOut))?;
        Ok(Self {
            tap,
            call,
            mark,
            since: Instant::now(),
        })
    }

    /// Waits until the tones have played out by `end`, then fetches and scores the audio.
    pub(crate) async fn hear(self, digits: Digits, end: Instant) -> Result<Recognition, TapError> {
        sleep_until(end + SETTLING_MARGIN).await;
        let recording = self.recording(end - self.since).await?;
        off_thread(move || recognise(&digits, &recording)).await
    }

    /// The audio since the mark, fetched until it is as long as `expected`, or the attempts or the
    /// time for them are used up; then what there is, be it short, is taken.
    async fn recording(&self, expected: Duration) -> Result<Recording, TapError> {
        let deadline = Instant::now() + LISTENING_DEADLINE;
        let mut latest = Err(TapError::TimedOut);
        for attempt in 1..=LISTENING_ATTEMPTS_MAX {
            let fetch = contained(async { self.tap.since(&self.call, self.mark).await });
            let Ok(fetched) = timeout_at(deadline, fetch).await else {
                break;
            };
            let complete = fetched
                .as_ref()
                .is_ok_and(|recording| recording.duration_s() >= expected.as_secs_f64());
            latest = match fetched {
                // A fetch that fails takes nothing from what an earlier one brought.
                Err(_) if latest.is_ok() => latest,
                fetched => fetched,
            };
            if complete || attempt == LISTENING_ATTEMPTS_MAX {
                break;
            }
            sleep(LISTENING_INTERVAL).await;
        }
        latest
    }
}

/// The result of a tap's future, also where it panics. The call that makes the future belongs inside:
/// it may panic as well.
async fn contained<T>(future: impl Future<Output = Result<T, TapError>>) -> Result<T, TapError> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .unwrap_or(Err(TapError::Interrupted))
}

/// The recognition on the channel where most was recognised: which channel of a recording the
/// digits are on differs from recorder to recorder.
fn recognise(digits: &Digits, recording: &Recording) -> Result<Recognition, TapError> {
    let rate = SampleRate::new(recording.sample_rate_hz()).map_err(TapError::SampleRate)?;
    if recording.frames() == 0 {
        return Err(TapError::Silent);
    }
    let recognitions = recording.channels().iter().map(|channel| {
        let heard = heard(channel, rate);
        scored(digits, &heard)
    });
    recognitions
        .max_by(|one, other| one.rate.total_cmp(&other.rate))
        .ok_or(TapError::Silent)
}

/// The digits in one channel, no more than can be scored.
fn heard(samples: &[f32], rate: SampleRate) -> Vec<Digit> {
    let mut heard = Vec::new();
    let mut listen = |event| {
        if let Event::Confirmed { digit, .. } = event
            && heard.len() < SCORED_MAX
        {
            heard.push(digit);
        }
    };
    let mut detector = Detector::new(rate, Profile::default());
    detector.feed(samples, &mut listen);
    detector.finish(&mut listen);
    heard
}

fn scored(digits: &Digits, heard: &[Digit]) -> Recognition {
    let score = score(digits.as_slice(), heard)
        .expect("a payload's digits and what was kept of the heard ones are within SCORED_MAX");
    Recognition::measured(
        score.recognition_rate(),
        HeardCounts {
            hits: score.hits,
            expected: score.expected,
            exact: score.exact(),
        },
    )
}
