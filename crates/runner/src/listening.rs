//! Listening to a call after an injection: when to fetch its audio, and how often.
//! Where the audio comes from is the tap's part; what is heard in it is found out in `hearing`.

use core::{panic::AssertUnwindSafe, time::Duration};
use std::sync::Arc;

use cxtone_payload::{CallId, Payload};
use futures_util::FutureExt;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use crate::{
    AudioTap, Mark, Overheard, TapError,
    hearing::{Expected, Hearing, covers, hear},
    pace::Pace,
    whole_recording::off_thread,
};

/// How long after the expected end of the tones the audio is first fetched: the line, the mixer
/// and the recorder each add some delay. For this long after its tones, a call that is listened to
/// stays locked, so that the end of one injection is not heard at the start of the next.
pub const SETTLING_MARGIN: Duration = Duration::from_millis(500);

/// How often the audio is fetched while it is shorter than expected.
pub const LISTENING_ATTEMPTS_MAX: u32 = 10;

/// How long to wait before fetching it again.
pub const LISTENING_INTERVAL: Duration = Duration::from_millis(500);

/// How long a tap may take to mark its place; or half of what is left of the total deadline, where
/// that is less. The digits wait for it; after this time they are sent without being listened to.
pub const MARKING_DEADLINE: Duration = Duration::from_secs(10);

/// How long all fetches together may take. The call stays locked meanwhile.
pub const LISTENING_DEADLINE: Duration = Duration::from_secs(30);

/// A call being listened to, since before the digits were sent.
pub(crate) struct Listening {
    tap: Arc<dyn AudioTap>,
    call: CallId,
    mark: Mark,
    /// What was sent, as it should sound.
    expected: Expected,
    since: Instant,
    pace: Pace,
}

impl Listening {
    /// Marks the place in the call's audio from which on to listen.
    pub(crate) async fn start(
        tap: Arc<dyn AudioTap>,
        call: CallId,
        payload: &Payload,
        pace: Pace,
    ) -> Result<Self, TapError> {
        let marking = contained(async { tap.mark(&call).await });
        let mark = timeout(MARKING_DEADLINE, marking)
            .await
            .unwrap_or(Err(TapError::TimedOut))?;
        Ok(Self {
            tap,
            call,
            mark,
            expected: Expected::new(payload),
            since: Instant::now(),
            pace,
        })
    }

    /// Waits until the tones have played out by `end`, then fetches the audio up to there and
    /// hears what is in it.
    pub(crate) async fn hear(&self, end: Instant) -> Result<Hearing, TapError> {
        sleep_until(end + self.pace.here(SETTLING_MARGIN)).await;
        self.hear_until(end).await
    }

    /// Waits until what comes late has played out too, then hears all until then again.
    pub(crate) async fn hear_late(
        &self,
        end: Instant,
        late_margin: Duration,
    ) -> Result<Hearing, TapError> {
        let late_end = end + self.pace.here(late_margin);
        sleep_until(late_end + self.pace.here(SETTLING_MARGIN)).await;
        self.hear_until(late_end).await
    }

    async fn hear_until(&self, end: Instant) -> Result<Hearing, TapError> {
        let span = self.pace.in_call(end - self.since);
        let overheard = self.overheard(span).await?;
        let expected = self.expected;
        let hearing = off_thread(move || hear(&expected, &overheard, span)).await?;
        let dtmf_type = expected.dtmf_type();
        // What came by now may tell whether such digits are heard here.
        let is_audible = contained(async { Ok(self.tap.hears(dtmf_type)) }).await?;
        if is_audible {
            Ok(hearing)
        } else {
            hearing.where_inaudible(dtmf_type)
        }
    }

    /// What came since the mark, fetched until it is as long as `span`, or the attempts or the
    /// time for them are used up; then what there is, be it short, is taken.
    async fn overheard(&self, span: Duration) -> Result<Overheard, TapError> {
        let deadline = Instant::now() + LISTENING_DEADLINE;
        let mut latest = Err(TapError::TimedOut);
        for attempt in 1..=LISTENING_ATTEMPTS_MAX {
            let fetch = contained(async { self.tap.since(&self.call, self.mark).await });
            let Ok(fetched) = timeout_at(deadline, fetch).await else {
                break;
            };
            let complete = fetched
                .as_ref()
                .is_ok_and(|overheard| covers(overheard.recording(), span));
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
pub(crate) async fn contained<T>(
    future: impl Future<Output = Result<T, TapError>>,
) -> Result<T, TapError> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .unwrap_or(Err(TapError::Interrupted))
}
