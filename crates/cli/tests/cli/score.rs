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
