//! What an answer left open, settled by listening: what was heard is delivered, what was not may be
//! sent again, and all else stays open.

use core::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use cxtone_audio::Recording;
use cxtone_cxone::{BoxFuture, policy};
use cxtone_dtmf::{SampleRate, Synth, Tone};
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{
    AudioTap, Delivered, Failure, LATE_MARGIN, Mark, Overheard, RecognitionSource, Report,
    SETTLING_MARGIN, Settle, Settlement, TapError,
};
use tokio::time::Instant;

use crate::{
    far_end::{Answer, FarEnd, status},
    setting::{
        DIGITS, MemoryLog, PLAY_OUT, inject, injection, injector, payload, verified_injection,
    },
};

/// What the far end does with a request, whatever it answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Plays {
    Nothing,
    All,
    /// So many of the digits.
    First(usize),
    /// All, so much later.
    Late(Duration),
}

/// A line with some noise on it, on which the far end plays as its script says.
#[derive(Clone)]
pub(crate) struct Line {
    began: Instant,
    script: Arc<Mutex<VecDeque<Plays>>>,
    played: Arc<Mutex<Vec<(Instant, usize)>>>,
    ears: Ears,
}

/// What the tap makes of the line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ears {
    Sound,
    /// Records silence whatever is on the line.
    Deaf,
    /// Stops recording after so long.
    Short(Duration),
    /// Loses this much at one place.
    Lossy(Duration),
    /// Has no mark.
    Absent,
    /// Hears nothing but tones, as a recorder without telephone-events.
    Tones,
}

impl Line {
    pub(crate) fn of(far_end: &Arc<FarEnd>, ears: Ears, script: &[Plays]) -> Self {
        let line = Self {
            began: Instant::now(),
            script: Arc::new(Mutex::new(script.iter().copied().collect())),
            played: Arc::default(),
            ears,
        };
        let listening = line.clone();
        far_end.on_arrival(move || listening.play());
        line
    }

    pub(crate) fn play(&self) {
        let next = self.script.lock().expect("no holder panics").pop_front();
        let (delay, digits) = match next.unwrap_or(Plays::All) {
            Plays::Nothing => return,
            Plays::All => (Duration::ZERO, DIGITS.len()),
            Plays::First(digits) => (Duration::ZERO, digits),
            Plays::Late(delay) => (delay, DIGITS.len()),
        };
        let mut played = self.played.lock().expect("no holder panics");
        played.push((Instant::now() + delay, digits));
    }

    /// All that is recorded by now.
    fn tape(&self) -> Vec<f32> {
        let mut length = frames(self.began.elapsed());
        if let Ears::Short(until) = self.ears {
            length = length.min(frames(until));
        }
        if matches!(self.ears, Ears::Deaf) {
            return vec![0.0; length];
        }
        let mut tape: Vec<f32> = (0..length).map(noise).collect();
        for &(at, digits) in &*self.played.lock().expect("no holder panics") {
            let start = frames(at - self.began);
            let tones = tones(digits);
            for (sample, tone) in tape.iter_mut().skip(start).zip(tones) {
                *sample += tone;
            }
        }
        tape
    }
}

impl AudioTap for Line {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async {
            match self.ears {
                Ears::Absent => Err(TapError::Silent),
                _ => Ok(Mark::new(self.tape().len() as u64)),
            }
        })
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        let skipped = usize::try_from(mark.position()).expect("short");
        let rest = self.tape().split_off(skipped);
        let missing = match self.ears {
            Ears::Lossy(missing) => missing,
            _ => Duration::ZERO,
        };
        let recording = Recording::from_mono(SampleRate::TELEPHONE, rest);
        Box::pin(async move { Ok(Overheard::new(recording).with_missing(missing)) })
    }

    fn hears(&self, dtmf_type: DtmfType) -> bool {
        !matches!(self.ears, Ears::Tones) || dtmf_type == DtmfType::Inband
    }
}

fn frames(duration: Duration) -> usize {
    duration.as_millis() as usize * SampleRate::TELEPHONE.hz() as usize / 1000
}

/// About −70 dBFS, the same on every run.
fn noise(index: usize) -> f32 {
    let scrambled = index.wrapping_mul(2_654_435_761) >> 16 & 0xffff;
    (scrambled as f32 / 65_536.0 - 0.5) * 1e-3
}

fn tones(digits: usize) -> Vec<f32> {
    let tone = Tone {
        gap_ms: 200,
        ..Tone::default()
    };
    let rate = SampleRate::TELEPHONE;
    let digits = payload(&DIGITS[..digits]);
    let mut synth = Synth::new(digits.digits(), rate, tone).expect("a sound tone");
    let mut samples = vec![0.0; frames(PLAY_OUT)];
    synth.fill(&mut samples);
    samples
}

const FALLBACK: Settle = Settle::Listen {
    late_margin: LATE_MARGIN,
    fallback: true,
};

/// Everything that one injection came to.
struct Course {
    result: Result<Report, Failure>,
    requests: usize,
    /// `status/settled` of each record, or its kind.
    records: Vec<String>,
    types: Vec<String>,
}

async fn course(settle: Settle, ears: Ears, answers: &[Answer], plays: &[Plays]) -> Course {
    let far_end = FarEnd::new(answers);
    let line = Line::of(&far_end, ears, plays);
    let log = MemoryLog::default();
    let injector = injector(&far_end)
        .tap(line)
        .log(log.clone())
        .settle(settle)
        .build();
    let result = inject(&injector, injection("call-1")).await;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let entries = log.entries();
    Course {
        result,
        requests: far_end.seen().len(),
        records: entries
            .iter()
            .map(|entry| format!("{}/{}", text(&entry["status"]), text(&entry["settled"])))
            .collect(),
        types: entries
            .iter()
            .map(|entry| text(&entry["dtmfType"]))
            .collect(),
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_heard_is_delivered_whatever_was_answered() {
    for answer in [status(500), status(503), Answer::Lost] {
        let course = course(Settle::listen(), Ears::Sound, &[answer], &[Plays::All]).await;
        let report = course.result.expect("it was heard");
        assert!(matches!(&report.outcome, Delivered::Heard(error) if error.is_ambiguous()));
        assert_eq!(report.settlement, Some(Settlement::Heard));
        assert_eq!(report.recognition.rate, 1.0);
        assert_eq!(course.requests, 1);
        assert_eq!(
            course.records,
            ["pending/-", "ambiguous/-", "success/heard"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_verified_not_to_be_heard_is_sent_again_and_written_down_before() {
    let answers = [status(500), Answer::Lost];
    let plays = [Plays::Nothing, Plays::Nothing, Plays::All];
    let course = course(Settle::listen(), Ears::Sound, &answers, &plays).await;
    let report = course.result.expect("the third was answered");
    assert_eq!((report.attempts, course.requests), (3, 3));
    assert_eq!(report.settlement, None);
    assert_eq!(
        course.records,
        [
            "pending/-",
            "ambiguous/-",
            "error/notHeard",
            "pending/-",
            "ambiguous/-",
            "error/notHeard",
            "pending/-",
            "success/-",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_attempts_are_those_of_the_policy_and_what_was_never_heard_is_a_certain_failure() {
    let answers = vec![status(500); 9];
    let plays = [Plays::Nothing; 9];
    let course = course(Settle::listen(), Ears::Sound, &answers, &plays).await;
    let failure = course.result.expect_err("it was never played");
    assert!(!failure.is_ambiguous(), "{failure}");
    assert!(failure.to_string().contains("none of the digits was heard"));
    assert_eq!(course.requests, policy::ATTEMPTS_MAX as usize);
}

#[tokio::test(start_paused = true)]
async fn what_was_heard_in_part_or_not_verified_stays_open_and_is_sent_once() {
    let cut = Ears::Short(PLAY_OUT);
    let lossy = Ears::Lossy(Duration::from_millis(40));
    for (ears, plays, settled) in [
        (Ears::Sound, Plays::First(4), "ambiguous/partlyHeard"),
        (Ears::Sound, Plays::First(1), "ambiguous/partlyHeard"),
        (Ears::Deaf, Plays::Nothing, "ambiguous/open"),
        (cut, Plays::Nothing, "ambiguous/open"),
        (lossy, Plays::Nothing, "ambiguous/open"),
        (Ears::Absent, Plays::Nothing, "ambiguous/open"),
        // RFC2833, of which a recording need not hold anything.
        (Ears::Tones, Plays::Nothing, "ambiguous/open"),
    ] {
        for settle in [Settle::listen(), FALLBACK] {
            let course = course(settle, ears, &[status(500)], &[plays]).await;
            let failure = course.result.expect_err("nobody knows");
            assert!(failure.is_ambiguous(), "{ears:?}: {failure}");
            assert_eq!(course.requests, 1, "{ears:?}");
            assert_eq!(course.records.last().map(String::as_str), Some(settled));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_lost_packet_hides_no_digit() {
    let lossy = Ears::Lossy(Duration::from_millis(20));
    let plays = [Plays::Nothing, Plays::All];
    let course = course(Settle::listen(), lossy, &[status(500)], &plays).await;
    assert_eq!((course.result.is_ok(), course.requests), (true, 2));
}

#[tokio::test(start_paused = true)]
async fn digits_that_come_late_within_the_margin_are_heard_and_not_sent_again() {
    for (late_ms, requests) in [(1_000, 1), (3_000, 1), (5_000, 1)] {
        let late = Plays::Late(Duration::from_millis(late_ms));
        let course = course(Settle::listen(), Ears::Sound, &[Answer::Lost], &[late]).await;
        let report = course.result.expect("it was heard");
        assert_eq!(report.settlement, Some(Settlement::Heard), "{late_ms}");
        assert_eq!(course.requests, requests);
    }
}

#[tokio::test(start_paused = true)]
async fn a_longer_margin_hears_what_comes_later() {
    let late = Plays::Late(Duration::from_secs(20));
    for (late_margin, requests) in [(LATE_MARGIN, 2), (Duration::from_secs(20), 1)] {
        let settle = Settle::Listen {
            late_margin,
            fallback: false,
        };
        let course = course(settle, Ears::Sound, &[Answer::Lost], &[late]).await;
        assert_eq!(course.requests, requests, "{late_margin:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_again_where_settling_was_not_asked_for() {
    let course = course(Settle::Off, Ears::Sound, &[status(500)], &[Plays::Nothing]).await;
    assert!(course.result.is_err_and(|failure| failure.is_ambiguous()));
    assert_eq!(course.requests, 1);
    assert_eq!(course.records, ["pending/-", "ambiguous/-"]);
}

#[tokio::test(start_paused = true)]
async fn after_a_verified_non_hearing_the_next_type_is_tried_where_that_was_asked_for() {
    let unheard_twice = [Plays::Nothing, Plays::Nothing, Plays::All];
    let tried = course(FALLBACK, Ears::Sound, &[], &unheard_twice).await;
    let report = tried.result.expect("answered and heard");
    assert_eq!(report.dtmf_type.as_str(), "INBAND");
    assert_eq!(report.settlement, Some(Settlement::Heard));
    assert_eq!(tried.requests, 3);
    assert_eq!(
        tried.types,
        [
            "RFC2833", "RFC2833", "RFC2833", "SIPINFO", "SIPINFO", "SIPINFO", "INBAND", "INBAND",
            "INBAND"
        ]
    );
    let untried = course(Settle::listen(), Ears::Sound, &[], &unheard_twice).await;
    assert!(untried.result.is_ok());
    assert_eq!(untried.requests, 1);
    let partly = course(FALLBACK, Ears::Sound, &[], &[Plays::First(2)]).await;
    assert_eq!(partly.requests, 1);
    let inaudible = course(FALLBACK, Ears::Tones, &[], &[Plays::Nothing]).await;
    assert_eq!(inaudible.requests, 1);
    let records = &inaudible.records;
    assert_eq!(records.last().map(String::as_str), Some("success/open"));
}

#[tokio::test(start_paused = true)]
async fn a_second_send_that_is_refused_ends_as_that() {
    let answers = [status(500), status(409)];
    let plays = [Plays::Nothing; 2];
    let course = course(Settle::listen(), Ears::Sound, &answers, &plays).await;
    let failure = course.result.expect_err("refused");
    assert!(!failure.is_ambiguous());
    assert_eq!(failure.error().and_then(|error| error.status()), Some(409));
    assert_eq!(course.requests, 2);
}

#[tokio::test(start_paused = true)]
async fn a_signal_beside_the_audio_is_heard_too() {
    struct Signals(Line);
    impl AudioTap for Signals {
        fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
            self.0.mark(call)
        }
        fn since<'a>(
            &'a self,
            call: &'a CallId,
            mark: Mark,
        ) -> BoxFuture<'a, Result<Overheard, TapError>> {
            let digits = payload(DIGITS).digits().iter().collect();
            Box::pin(async move { Ok(self.0.since(call, mark).await?.with_signalled(digits)) })
        }
    }
    let far_end = FarEnd::new(&[Answer::Lost]);
    let line = Line::of(&far_end, Ears::Deaf, &[Plays::Nothing]);
    let injector = injector(&far_end)
        .tap(Signals(line))
        .settle(Settle::listen())
        .build();
    let report = inject(&injector, injection("call-1")).await;
    assert_eq!(
        report.expect("it was heard").settlement,
        Some(Settlement::Heard)
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_heard_of_a_type_that_need_not_be_heard_measures_nothing() {
    for (ears, plays, measured) in [
        (Ears::Tones, Plays::Nothing, None),
        (Ears::Tones, Plays::First(1), Some(0.2)),
        (Ears::Tones, Plays::All, Some(1.0)),
        (Ears::Sound, Plays::Nothing, Some(0.0)),
    ] {
        let far_end = FarEnd::new(&[]);
        let line = Line::of(&far_end, ears, &[plays]);
        let injector = injector(&far_end).tap(line).build();
        let report = inject(&injector, verified_injection("call-1")).await;
        let report = report.expect("delivered");
        let recognition = report.recognition;
        assert_eq!(recognition.rate, measured.unwrap_or(1.0), "{plays:?}");
        let is_measured = recognition.source == RecognitionSource::Audio;
        assert_eq!(is_measured, measured.is_some(), "{plays:?}");
        let trouble = report.troubles.tap;
        let is_told = matches!(trouble, Some(TapError::Inaudible { .. }));
        assert_eq!(is_told, measured.is_none(), "{trouble:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_came_meanwhile_tells_whether_silence_proves_anything() {
    struct Learning(Line, AtomicBool);
    impl AudioTap for Learning {
        fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
            self.0.mark(call)
        }
        fn since<'a>(
            &'a self,
            call: &'a CallId,
            mark: Mark,
        ) -> BoxFuture<'a, Result<Overheard, TapError>> {
            self.1.store(true, Ordering::Relaxed);
            self.0.since(call, mark)
        }
        fn hears(&self, _dtmf_type: DtmfType) -> bool {
            self.1.load(Ordering::Relaxed)
        }
    }
    let far_end = FarEnd::new(&[status(500)]);
    let line = Line::of(&far_end, Ears::Sound, &[Plays::Nothing, Plays::All]);
    let injector = injector(&far_end)
        .tap(Learning(line, AtomicBool::new(false)))
        .settle(Settle::listen())
        .build();
    let report = inject(&injector, injection("call-1")).await;
    assert_eq!(report.expect("sent again").attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn while_digits_may_come_late_that_nobody_listens_to_the_call_stays_locked() {
    for (answer, late_margin) in [(500, LATE_MARGIN), (200, Duration::ZERO)] {
        let far_end = FarEnd::new(&[status(answer)]);
        let line = Line::of(&far_end, Ears::Absent, &[]);
        let injector = injector(&far_end)
            .tap(line)
            .settle(Settle::listen())
            .build();
        let first = inject(&injector, injection("call-1")).await;
        assert_eq!(first.is_ok(), answer == 200);
        let told = Instant::now();
        inject(&injector, injection("call-1"))
            .await
            .expect("delivered");
        let waited = told.elapsed();
        let locked = PLAY_OUT + SETTLING_MARGIN + late_margin;
        assert!(
            (locked..locked + Duration::from_millis(200)).contains(&waited),
            "{waited:?} after {answer}"
        );
    }
}
