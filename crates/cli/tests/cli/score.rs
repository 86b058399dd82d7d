//! `score`: figures of a recording against what was sent.

use crate::{
    audio::{folder, recording},
    program::{cxtone, fed},
};

#[test]
fn what_was_sent_scores_one() {
    let folder = folder();
    let path = recording(folder.path(), "1234#", &[]);
    let path = path.to_str().expect("UTF-8");
    let figures = &cxtone(["score", "--expect", "1234#", path, "--json"])
        .exits(0)
        .json()[0];
    assert_eq!(figures["recognitionRate"], 1.0);
    assert_eq!(figures["exact"], true);
    assert_eq!(figures["hits"], 5);
    assert_eq!(figures["timingErrors"]["total"], 0);
    assert_eq!(figures["confusion"], serde_json::json!([]));
    let from_stdin = fed(["score", "--expect", "-", path], b"1234#\n").exits(0);
    assert!(
        from_stdin.stdout.starts_with("recognition rate 1.0000"),
        "{}",
        from_stdin.stdout
    );
}

#[test]
fn each_kind_of_error_is_counted() {
    let folder = folder();
    let path = recording(folder.path(), "12945", &[]);
    let path = path.to_str().expect("UTF-8");
    let check = |expected: &str, counts: [u32; 4], rate: f64| {
        let figures = &cxtone(["score", "--expect", expected, path, "--json"])
            .exits(0)
            .json()[0];
        let names = ["hits", "substituted", "missed", "inserted"];
        assert_eq!(
            names.map(|name| figures[name].clone()),
            counts.map(serde_json::Value::from)
        );
        let found = figures["recognitionRate"].as_f64().expect("a number");
        assert!((found - rate).abs() < 1e-9, "{expected}: {found}");
    };
    check("12345", [4, 1, 0, 0], 0.8);
    check("129345", [5, 0, 1, 0], 5.0 / 6.0);
    check("1245", [4, 0, 0, 1], 0.75);
    check("0000", [0, 4, 0, 1], 0.0);
    let ran = cxtone(["score", "--expect", "12345", path]).exits(0);
    assert!(ran.stdout.contains("3 heard as 9"), "{}", ran.stdout);
}

#[test]
fn timing_is_held_against_what_was_asked_for() {
    let folder = folder();
    let path = recording(folder.path(), "12", &["--tone", "60", "--gap", "90"]);
    let path = path.to_str().expect("UTF-8");
    let timed = |tone, gap| {
        let timing = ["--tone", tone, "--gap", gap, "--tolerance", "5", "--json"];
        let ran = cxtone([&["score", "--expect", "12", path][..], &timing].concat()).exits(0);
        ran.json()[0]["timingErrors"].clone()
    };
    assert_eq!(timed("60", "90")["total"], 0);
    assert_eq!(timed("80", "90")["tones"], 2);
    assert_eq!(timed("60", "120")["gaps"], 1);
    cxtone(["score", "--expect", "12", path, "--tone", "60"])
        .exits(2)
        .complains("--gap");
}

#[test]
fn a_rate_below_the_wanted_one_exits_with_1() {
    let folder = folder();
    let path = recording(folder.path(), "12", &[]);
    let path = path.to_str().expect("UTF-8");
    cxtone(["score", "--expect", "13", path]).exits(0);
    cxtone(["score", "--expect", "13", path, "--min-rate", "0.5"]).exits(0);
    cxtone(["score", "--expect", "13", path, "--min-rate", "0.51"]).exits(1);
    cxtone(["score", "--expect", "13", path, "--min-rate", "2"])
        .exits(2)
        .complains("--min-rate");
}

#[test]
fn of_several_channels_one_has_to_be_chosen() {
    let folder = folder();
    let path = folder.path().join("stereo.wav");
    let one = crate::audio::tones(&[(697.0, 1209.0)]);
    let right: Vec<i16> = one.iter().flat_map(|sample| [0, *sample]).collect();
    std::fs::write(&path, crate::audio::wav(8000, 2, &right)).expect("writes");
    let path = path.to_str().expect("UTF-8");
    cxtone(["score", "--expect", "1", path])
        .exits(2)
        .complains("--channel");
    cxtone(["score", "--expect", "1", path, "--channel", "3"])
        .exits(2)
        .complains("2 channels");
    cxtone(["score", "--expect", "1", path, "--channel", "0"]).exits(2);
    let rate = |channel| {
        let ran = cxtone([
            "score",
            "--expect",
            "1",
            path,
            "--json",
            "--channel",
            channel,
        ]);
        ran.exits(0).json()[0]["recognitionRate"].clone()
    };
    assert_eq!((rate("1"), rate("2")), (0.0.into(), 1.0.into()));
}

#[test]
fn the_method_is_told_and_the_detector_alone_decides_where_that_is_asked() {
    let folder = folder();
    let path = recording(folder.path(), "1294", &[]);
    let path = path.to_str().expect("UTF-8");
    let known = &cxtone(["score", "--expect", "1234", path, "--json"])
        .exits(0)
        .json()[0];
    assert_eq!(known["recognitionMethod"], "likelihood-test");
    let findings: Vec<_> = known["verdicts"]
        .as_array()
        .expect("one for each digit")
        .iter()
        .map(|verdict| verdict["finding"].as_str().expect("a word"))
        .collect();
    assert_eq!(findings, ["present", "present", "substituted", "present"]);
    let blind = &cxtone(["score", "--expect", "1234", path, "--json", "--blind"])
        .exits(0)
        .json()[0];
    assert_eq!(blind["recognitionMethod"], "detector");
    assert!(blind.get("verdicts").is_none());
    assert_eq!(blind["hits"], known["hits"]);
    let told = |arguments: &[&str], method: &str| {
        let ran = cxtone([&["score", "--expect", "1234", path][..], arguments].concat()).exits(0);
        assert!(ran.stdout.contains(method), "{}", ran.stdout);
    };
    told(&[], "expected digits known (likelihood test)");
    told(&["--blind"], "expected digits unknown (detector)");
}

#[test]
fn digits_in_noise_that_no_detector_hears_are_found_where_they_are_known() {
    let folder = folder();
    let clean = recording(folder.path(), "1234", &["--tone", "60", "--gap", "60"]);
    let mut bytes = std::fs::read(&clean).expect("reads");
    let mut random = 1_u64;
    for sample in bytes[44..].chunks_exact_mut(2) {
        // Six equal values between -9000 and 9000 add up to noise that is stronger than the tones.
        let mut noise = 0;
        for _ in 0..6 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            noise += (random >> 33) as i32 % 18_000 - 9_000;
        }
        let clean = i32::from(i16::from_le_bytes([sample[0], sample[1]]));
        let noisy = (clean + noise).clamp(i16::MIN.into(), i16::MAX.into());
        let noisy = i16::try_from(noisy).expect("clamped to its range");
        sample.copy_from_slice(&noisy.to_le_bytes());
    }
    let path = folder.path().join("noisy.wav");
    std::fs::write(&path, bytes).expect("writes");
    let path = path.to_str().expect("UTF-8");
    let hits = |arguments: &[&str]| {
        let timed = [
            "score", "--expect", "1234", path, "--json", "--tone", "60", "--gap", "60",
        ];
        let ran = cxtone([&timed[..], arguments].concat()).exits(0);
        ran.json()[0]["hits"].as_u64().expect("a count")
    };
    assert_eq!(hits(&[]), 4);
    assert!(hits(&["--blind"]) < 4);
}
