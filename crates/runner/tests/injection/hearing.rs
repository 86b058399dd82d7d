//! The recognition rate, measured from audio where there is a tap and assumed where there is none.

use core::time::Duration;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use cxtone_audio::Recording;
use cxtone_cxone::BoxFuture;
use cxtone_dtmf::{SampleRate, Synth, Tone};
use cxtone_payload::CallId;
use cxtone_runner::{
    AudioTap, Failure, LISTENING_ATTEMPTS_MAX, LISTENING_INTERVAL, Mark, Overheard,
    RecognitionSource, Report, SETTLING_MARGIN, TapError,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{ANSWER_MS, FarEnd, TOKEN_MS, status},
    setting::{
        DIGITS, MemoryLog, PLAY_OUT, inject, injection, injector, payload, verified_injection,
    },
};

/// From the mark to the earliest fetch.
const UNTIL_FETCH: Duration = Duration::from_millis(TOKEN_MS + ANSWER_MS)
    .saturating_add(PLAY_OUT)
    .saturating_add(SETTLING_MARGIN);

/// A tap with made-up recordings: the last one stays.
#[derive(Clone)]
pub(crate) struct MadeUp {
    recordings: Arc<Mutex<VecDeque<Result<Recording, TapError>>>>,
    fetched: Arc<Mutex<Vec<Instant>>>,
    mark: Result<Mark, TapError>,
}

impl MadeUp {
    pub(crate) fn new(recordings: impl IntoIterator<Item = Result<Recording, TapError>>) -> Self {
        Self {
            recordings: Arc::new(Mutex::new(recordings.into_iter().collect())),
            fetched: Arc::default(),
            mark: Ok(Mark::new(0)),
        }
    }

    fn fetches(&self) -> usize {
        self.fetched.lock().expect("no holder panics").len()
    }
}

impl AudioTap for MadeUp {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async { self.mark.clone() })
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        _mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        Box::pin(async {
            self.fetched
                .lock()
                .expect("no holder panics")
                .push(Instant::now());
            let mut recordings = self.recordings.lock().expect("no holder panics");
            match recordings.len() {
                0 => panic!("a tap with a defect"),
                1 => recordings[0].clone().map(Overheard::new),
                _ => recordings.pop_front().expect("several").map(Overheard::new),
            }
        })
    }
}

/// The digits as a call of this rate would have them, `UNTIL_FETCH` long.
fn samples(digits: &str, rate: SampleRate) -> Vec<f32> {
    let frames = |duration: Duration| duration.as_millis() as usize * rate.hz() as usize / 1000;
    let mut samples = vec![0.0; frames(Duration::from_millis(TOKEN_MS + ANSWER_MS))];
    let tone = Tone {
        gap_ms: 200,
        ..Tone::default()
    };
    let mut synth = Synth::new(payload(digits).digits(), rate, tone).expect("a sound tone");
    let start = samples.len();
    samples.resize(frames(UNTIL_FETCH), 0.0);
    synth.fill(&mut samples[start..]);
    samples
}

pub(crate) fn recording(digits: &str) -> Recording {
    let rate = SampleRate::TELEPHONE;
    Recording::from_mono(rate, samples(digits, rate))
}

async fn heard(tap: MadeUp) -> Report {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).tap(tap).build();
    inject(&injector, verified_injection("call-1"))
        .await
        .expect("delivered")
}

async fn check(audio: Recording, rate: f64, hits: u32, exact: bool) {
    let report = heard(MadeUp::new([Ok(audio)])).await;
    let recognition = report.recognition;
    assert_eq!(recognition.source, RecognitionSource::Audio);
    assert_eq!(recognition.rate, rate);
    let expected = 5;
    let heard = recognition.heard.expect("it was measured");
    assert_eq!(
        (heard.hits, heard.expected, heard.exact),
        (hits, expected, exact)
    );
    assert_eq!(heard.hits + heard.missed + heard.substituted, expected);
}

#[tokio::test(start_paused = true)]
async fn n12_the_rate_is_measured_from_the_call_s_audio() {
    check(recording(DIGITS), 1.0, 5, true).await;
    check(recording("12#"), 0.6, 3, false).await;
    check(recording("1254#"), 0.8, 4, false).await;
    check(recording("12345#"), 0.8, 5, false).await;
}

#[tokio::test(start_paused = true)]
async fn n12_the_audio_is_heard_at_its_own_rate_and_on_whichever_channel_it_is() {
    let rate = SampleRate::new(44_100).expect("within the range");
    let digits = samples(DIGITS, rate);
    let silence = vec![0.0; digits.len()];
    let recording = Recording::from_channels(rate, vec![silence, digits]).expect("equal");
    check(recording, 1.0, 5, true).await;
}

#[tokio::test(start_paused = true)]
async fn n12_without_audio_the_rate_is_the_source_s_and_says_so() {
    for (answer, verify, rate) in [(200, false, 1.0), (204, true, 1.0), (409, true, 0.0)] {
        let far_end = FarEnd::new(&[status(answer)]);
        let injector = injector(&far_end).build();
        let mut injection = injection("call-1");
        injection.verify = verify;
        let recognition = match inject(&injector, injection).await {
            Ok(report) => report.recognition,
            Err(Failure::Failed(failed)) => failed.recognition,
            Err(failure) => panic!("{failure}"),
        };
        assert_eq!(
            (recognition.rate, recognition.source),
            (rate, RecognitionSource::Status)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_verified_injection_returns_after_the_play_out_and_is_logged_before_and_after() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::default();
    let tap = MadeUp::new([Ok(recording("12#"))]);
    let injector = injector(&far_end).log(log.clone()).tap(tap).build();
    let started = Instant::now();
    let report = inject(&injector, verified_injection("call-1"))
        .await
        .expect("delivered");
    assert_eq!(started.elapsed(), UNTIL_FETCH);
    assert_eq!(
        report.latency.total,
        Duration::from_millis(TOKEN_MS + ANSWER_MS)
    );
    let entries = log.entries();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[1]["recognitionSource"], "status");
    assert_eq!(entries[2]["recognitionSource"], "audio");
    assert_eq!(entries[2]["recognitionRate"], 0.6);
    assert_eq!(entries[2]["injectionId"], entries[0]["injectionId"]);
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_lags_behind_is_fetched_again_until_it_is_long_enough() {
    let early = Recording::from_mono(SampleRate::TELEPHONE, vec![0.0; 800]);
    let tap = MadeUp::new([Ok(early), Err(TapError::Interrupted), Ok(recording(DIGITS))]);
    let started = Instant::now();
    let report = heard(tap.clone()).await;
    assert_eq!(report.recognition.rate, 1.0);
    assert_eq!(tap.fetches(), 3);
    assert_eq!(started.elapsed(), UNTIL_FETCH + LISTENING_INTERVAL * 2);
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_never_grows_is_scored_as_it_is_after_a_bounded_number_of_fetches() {
    let mut short = samples(DIGITS, SampleRate::TELEPHONE);
    // One second has three digits and 20 ms of the fourth, which is too short to be one.
    short.truncate(8_000);
    let short = Recording::from_mono(SampleRate::TELEPHONE, short);
    let tap = MadeUp::new([Ok(short)]);
    let report = heard(tap.clone()).await;
    assert_eq!(tap.fetches(), LISTENING_ATTEMPTS_MAX as usize);
    assert_eq!(report.recognition.source, RecognitionSource::Audio);
    assert_eq!(report.recognition.rate, 0.6);
}

#[tokio::test(start_paused = true)]
async fn a_tap_that_fails_or_panics_leaves_the_outcome_and_an_assumed_rate() {
    let mute = MadeUp {
        mark: Err(TapError::Silent),
        ..MadeUp::new([])
    };
    let empty = Recording::from_mono(SampleRate::TELEPHONE, Vec::new());
    for tap in [
        mute,
        MadeUp::new([]),
        MadeUp::new([Err(TapError::Silent)]),
        MadeUp::new([Ok(empty)]),
    ] {
        let report = heard(tap).await;
        assert_eq!(report.outcome.status(), Some(200));
        assert_eq!(report.recognition.source, RecognitionSource::Status);
        assert!(report.troubles.tap.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn an_ambiguous_injection_is_listened_to_as_well() {
    let far_end = FarEnd::new(&[status(500)]);
    let tap = MadeUp::new([Ok(recording(DIGITS))]);
    let injector = injector(&far_end).tap(tap).build();
    let Err(Failure::Failed(failed)) = inject(&injector, verified_injection("call-1")).await else {
        panic!("a 500 is no success");
    };
    assert!(failed.error.is_ambiguous());
    assert_eq!(failed.recognition.source, RecognitionSource::Audio);
    assert_eq!(failed.recognition.rate, 1.0);
}

#[tokio::test(start_paused = true)]
async fn cancelling_while_listening_reports_at_once_and_keeps_the_call_locked() {
    let far_end = FarEnd::new(&[]);
    let tap = MadeUp::new([Ok(recording(DIGITS))]);
    let injector = injector(&far_end).tap(tap).build();
    let cancellation = CancellationToken::new();
    let started = Instant::now();
    let (result, ()) = tokio::join!(
        injector.inject(verified_injection("call-1"), &cancellation),
        async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            cancellation.cancel();
        }
    );
    let report = result.expect("it had been delivered");
    assert_eq!(started.elapsed(), Duration::from_secs(1));
    assert!(matches!(report.troubles.tap, Some(TapError::Cancelled)));
    let call = injection("call-1").address.recorded_as();
    let _guard = injector.locks().acquire(&call).await.expect("not full");
    assert_eq!(
        started.elapsed(),
        Duration::from_millis(TOKEN_MS + ANSWER_MS) + PLAY_OUT + SETTLING_MARGIN
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_to_be_heard_without_a_tap_is_assumed_and_told() {
    for (injection, told) in [
        (verified_injection("call-1"), true),
        (injection("call-1"), false),
    ] {
        let far_end = FarEnd::new(&[]);
        let report = inject(&injector(&far_end).build(), injection).await;
        let report = report.expect("delivered");
        assert_eq!(report.recognition.source, RecognitionSource::Status);
        let no_tap = matches!(report.troubles.tap, Some(TapError::NoTap));
        assert_eq!(no_tap, told, "{:?}", report.troubles);
    }
}
