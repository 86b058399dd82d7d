//! What an ear tells and what a score says, in the shapes in which others read them.

use cxtone_dtmf::{Digits, Profile, SampleRate, Synth, Tone};
use cxtone_hearing::{Ear, Finding, Hearing, Measuring, Method, ScoreReport, Told, ToldReport};
use serde_json::{Value, json};

const RATE: SampleRate = SampleRate::TELEPHONE;

fn tones(digits: &str, tone_ms: u32, gap_ms: u32) -> Vec<f32> {
    let digits: Digits = digits.parse().expect("digits");
    let tone = Tone {
        tone_ms,
        gap_ms,
        ..Tone::default()
    };
    let mut synth = Synth::new(&digits, RATE, tone).expect("a tone");
    let mut samples = vec![0.0; usize::try_from(synth.samples_total()).expect("short")];
    synth.fill(&mut samples);
    samples
}

fn told(samples: &[f32], hearing: Hearing) -> Vec<Told> {
    let mut told = Vec::new();
    let mut ear = Ear::new(2, RATE, hearing);
    for block in samples.chunks(160) {
        ear.hear(block, |it| told.push(it));
    }
    ear.finish(|it| told.push(it));
    told
}

fn json_of(told: &[Told]) -> Vec<Value> {
    let shapes = told.iter().map(ToldReport::of);
    shapes
        .map(|it| serde_json::to_value(it).expect("plain data"))
        .collect()
}

#[test]
fn a_digit_is_told_while_it_lasts_and_when_it_is_over() {
    let told = json_of(&told(&tones("7", 100, 100), Hearing::default()));
    let kinds: Vec<_> = told.iter().map(|it| &it["type"]).collect();
    assert_eq!(kinds, ["confirmed", "digit"]);
    for it in &told {
        assert_eq!((&it["digit"], &it["channel"]), (&json!("7"), &json!(2)));
        assert_eq!(it["start"], told[0]["start"]);
    }
    let keys: Vec<_> = told[1].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "at",
            "channel",
            "digit",
            "end",
            "highOffsetPercent",
            "levelDbm0",
            "lowOffsetPercent",
            "start",
            "twistDb",
            "type"
        ]
    );
}

#[test]
fn reasons_are_told_where_they_are_asked_for() {
    let explaining = Hearing {
        profile: Profile::ATT,
        explains: true,
    };
    // Too short for a digit of this profile, and a tone pair all the same.
    let told = json_of(&told(&tones("7", 26, 200), explaining));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["type"], "near-miss");
    assert_eq!(told[0]["explained"]["outcome"], "missed");
    let checks = told[0]["explained"]["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["passes"] == json!(false)));
}

#[test]
fn what_knows_the_digits_decides_unless_it_must_not() {
    let expected: Digits = "123".parse().unwrap();
    let samples = tones("173", 80, 60);
    for (is_blind, method) in [(false, Method::LikelihoodTest), (true, Method::Detector)] {
        let how = Measuring {
            is_blind,
            ..Measuring::default()
        };
        let score = ScoreReport::measure(&expected, &samples, RATE, &how).unwrap();
        assert_eq!(score.recognition_method, method);
        assert_eq!((score.hits, score.substituted), (2, 1));
        assert!(!score.exact && score.verdicts.is_some() != is_blind);
        let confused = &score.confusion[0];
        assert_eq!((confused.expected, confused.heard), ('2', '7'));
    }
}

#[test]
fn decisions_say_what_is_counted() {
    let check = |third_ms: u32| {
        let parts = [
            tones("24", 100, 100),
            tones("6", third_ms, 100),
            tones("80", 100, 100),
        ];
        let expected: Digits = "24680".parse().expect("digits");
        let samples = parts.concat();
        let score = ScoreReport::measure(&expected, &samples, RATE, &Measuring::default());
        let score = serde_json::to_value(score.expect("short")).expect("plain data");
        let findings = score["verdicts"].as_array().expect("they were known");
        let count = |finding: &str| {
            let found = findings.iter().filter(|it| it["finding"] == finding);
            json!(found.count())
        };
        assert_eq!(score["hits"], count("present"), "{third_ms} ms: {score}");
        assert_eq!(score["missed"], count("missing"), "{third_ms} ms: {score}");
        assert_eq!(score["substituted"], count("substituted"), "{third_ms} ms");
    };
    (0..=100).step_by(11).for_each(|ms| check(ms.max(1)));
}

#[test]
fn lengths_that_were_asked_for_are_checked() {
    let expected: Digits = "123".parse().unwrap();
    let how = Measuring {
        timing_ms: Some((100, 60)),
        ..Measuring::default()
    };
    let score = ScoreReport::measure(&expected, &tones("123", 80, 60), RATE, &how).unwrap();
    assert_eq!(
        (score.timing_errors.tones, score.timing_errors.gaps),
        (3, 0)
    );
    assert!(score.exact);
}

#[test]
fn no_digit_shows_in_debug() {
    let told = told(&tones("7", 100, 100), Hearing::default());
    assert!(matches!(told[1], Told::Found(Finding::Digit(_))));
    assert_eq!(
        format!("{told:?}"),
        "[Confirmed([digit]), Found(Digit([digit]))]"
    );
    let expected: Digits = "4".parse().unwrap();
    let score = ScoreReport::measure(
        &expected,
        &tones("7", 100, 100),
        RATE,
        &Measuring::default(),
    );
    let shown = format!("{:?}", score.unwrap().confusion);
    assert_eq!(shown, "[Confused([digits], 1 ×)]");
}
