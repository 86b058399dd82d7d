//! When a call is listened to: from which place on, for how long, and what that costs.

use core::{future::pending, time::Duration};
use std::sync::{Arc, Mutex};

use cxtone_audio::Recording;
use cxtone_cxone::BoxFuture;
use cxtone_dtmf::{SampleRate, Synth, Tone};
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{
    AudioTap, Failure, LISTENING_DEADLINE, MARKING_DEADLINE, Mark, Overheard, RecognitionSource,
    SETTLING_MARGIN, TapError,
};
use tokio::time::{Instant, sleep};

use crate::{
    far_end::{ANSWER_MS, Answer, FarEnd, TOKEN_MS, status},
    setting::{DIGITS, PLAY_OUT, inject, injection, injector, payload, verified_injection},
};

const UNTIL_ANSWER: Duration = Duration::from_millis(TOKEN_MS + ANSWER_MS);

/// A recorder that writes down what is on the line with a delay.
#[derive(Clone)]
struct Recorder {
    began: Instant,
    lag: Duration,
    marking: Duration,
    /// When the digits began to play.
    played: Arc<Mutex<Vec<Instant>>>,
}

impl Recorder {
    /// Records what plays from the moment a request arrives.
    fn of(far_end: &Arc<FarEnd>, lag: Duration) -> Self {
        let recorder = Self {
            began: Instant::now(),
            lag,
            marking: Duration::ZERO,
            played: Arc::default(),
        };
        let played = recorder.played.clone();
        far_end.on_arrival(move || {
            played
                .lock()
                .expect("no holder panics")
                .push(Instant::now())
        });
        recorder
    }

    /// All that is written down by now.
    fn tape(&self) -> Vec<f32> {
        let mut tape = vec![0.0; frames(self.began.elapsed().saturating_sub(self.lag))];
        for at in &*self.played.lock().expect("no holder panics") {
            let start = frames(*at - self.began);
            let tones = tones();
            let room = tape.len().saturating_sub(start).min(tones.len());
            if room > 0 {
                tape[start..start + room].copy_from_slice(&tones[..room]);
            }
        }
        tape
    }
}

impl AudioTap for Recorder {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async {
            sleep(self.marking).await;
            Ok(Mark::new(self.tape().len() as u64))
        })
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        let skipped = usize::try_from(mark.position()).expect("short");
        let rest = self.tape().split_off(skipped);
        Box::pin(async { Ok(Recording::from_mono(SampleRate::TELEPHONE, rest).into()) })
    }

    fn hears(&self, _dtmf_type: DtmfType) -> bool {
        true
    }
}

fn frames(duration: Duration) -> usize {
    duration.as_millis() as usize * SampleRate::TELEPHONE.hz() as usize / 1000
}

fn tones() -> Vec<f32> {
    let tone = Tone {
        gap_ms: 200,
        ..Tone::default()
    };
    let rate = SampleRate::TELEPHONE;
    let mut synth = Synth::new(payload(DIGITS).digits(), rate, tone).expect("a sound tone");
    let mut samples = vec![0.0; frames(PLAY_OUT)];
    synth.fill(&mut samples);
    samples
}

#[tokio::test(start_paused = true)]
async fn n12_the_end_of_one_injection_is_not_heard_at_the_start_of_the_next() {
    for lag in [Duration::ZERO, Duration::from_millis(400), SETTLING_MARGIN] {
        let far_end = FarEnd::new(&[]);
        let recorder = Recorder::of(&far_end, lag);
        let injector = injector(&far_end).tap(recorder).build();
        for injection in [
            injection("call-1"),
            verified_injection("call-1"),
            verified_injection("call-1"),
        ] {
            let verified = injection.verify;
            let report = inject(&injector, injection).await.expect("delivered");
            let recognition = report.recognition;
            assert_eq!(recognition.source == RecognitionSource::Audio, verified);
            assert_eq!(recognition.rate, 1.0, "{lag:?}: {recognition:?}");
            assert!(recognition.heard.is_none_or(|heard| heard.exact), "{lag:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn n12_an_ambiguous_outcome_is_measured_as_it_was_heard_or_not() {
    for (answer, plays, rate) in [
        (status(500), true, 1.0),
        (status(500), false, 0.0),
        (Answer::Lost, true, 1.0),
        (Answer::Lost, false, 0.0),
    ] {
        let far_end = FarEnd::new(&[answer]);
        let recorder = Recorder::of(&far_end, Duration::ZERO);
        if !plays {
            far_end.on_arrival(|| {});
        }
        let injector = injector(&far_end).tap(recorder).build();
        let Err(Failure::Failed(failed)) = inject(&injector, verified_injection("call-1")).await
        else {
            panic!("it is no success");
        };
        assert!(failed.error.is_ambiguous());
        assert_eq!(failed.recognition.source, RecognitionSource::Audio);
        assert_eq!(failed.recognition.rate, rate);
        assert_eq!(far_end.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn n10_listening_shows_in_no_stage_and_the_token_is_the_injection_s() {
    const MARKING: Duration = Duration::from_millis(700);
    let far_end = FarEnd::new(&[]);
    let mut recorder = Recorder::of(&far_end, Duration::ZERO);
    recorder.marking = MARKING;
    let injector = injector(&far_end).tap(recorder).build();
    let started = Instant::now();
    let report = inject(&injector, verified_injection("call-1"))
        .await
        .expect("delivered");
    let whole = MARKING + UNTIL_ANSWER + PLAY_OUT + SETTLING_MARGIN;
    assert_eq!(started.elapsed(), whole);
    let latency = report.latency;
    assert_eq!(latency.token, Duration::from_millis(TOKEN_MS));
    assert_eq!(latency.first_byte, Duration::from_millis(ANSWER_MS));
    assert_eq!(latency.total, UNTIL_ANSWER);
    assert_eq!(report.latency_ms, UNTIL_ANSWER.as_secs_f64() * 1000.0);
}

/// A tap that never answers one of its questions.
#[derive(Clone, Copy)]
enum Stuck {
    Marking,
    Fetching,
}

impl AudioTap for Stuck {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        match self {
            Self::Marking => Box::pin(pending()),
            Self::Fetching => Box::pin(async { Ok(Mark::new(0)) }),
        }
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        _mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        Box::pin(pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_tap_that_never_answers_holds_neither_the_injection_nor_the_call_for_ever() {
    let played_out = UNTIL_ANSWER + PLAY_OUT + SETTLING_MARGIN;
    for (tap, reported, free) in [
        (
            Stuck::Marking,
            MARKING_DEADLINE + UNTIL_ANSWER,
            MARKING_DEADLINE + played_out,
        ),
        (
            Stuck::Fetching,
            played_out + LISTENING_DEADLINE,
            played_out + LISTENING_DEADLINE,
        ),
    ] {
        let far_end = FarEnd::new(&[]);
        let injector = injector(&far_end).tap(tap).build();
        let started = Instant::now();
        let report = inject(&injector, verified_injection("call-1"))
            .await
            .expect("delivered");
        assert_eq!(started.elapsed(), reported);
        assert!(matches!(report.troubles.tap, Some(TapError::TimedOut)));
        assert_eq!(report.recognition.source, RecognitionSource::Status);
        let call = injection("call-1").address.recorded_as();
        let _guard = injector.locks().acquire(&call).await.expect("not full");
        assert_eq!(started.elapsed(), free);
    }
}
