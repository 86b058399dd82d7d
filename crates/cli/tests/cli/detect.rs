//! `detect`: what is heard, and how it is told.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    audio::{folder, recording, tones, wav},
    program::{Ran, cxtone, fed},
};

/// Keypad frequencies of ITU-T Q.23, written down here once more.
const ONE: (f64, f64) = (697.0, 1209.0);
const FIVE: (f64, f64) = (770.0, 1336.0);
const POUND: (f64, f64) = (941.0, 1477.0);

fn sequence(line: &Value) -> String {
    let digits = line["digits"].as_array().expect("digits");
    digits
        .iter()
        .map(|digit| digit["digit"].as_str().expect("a text"))
        .collect()
}

fn detect_json(path: &Path) -> Ran {
    cxtone(["detect", "--json", path.to_str().expect("UTF-8")]).exits(0)
}

fn near(value: &Value, expected: f64, tolerance: f64) {
    let number = value.as_f64().expect("a number");
    assert!(
        (number - expected).abs() <= tolerance,
        "{number} is not {expected}"
    );
}

#[test]
fn digits_made_elsewhere_are_heard_with_their_measures() {
    let folder = folder();
    let path = folder.path().join("tones.wav");
    fs::write(&path, wav(8000, 1, &tones(&[ONE, FIVE, POUND]))).expect("writes");
    let lines = detect_json(&path).json();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["path"], path.to_str().expect("UTF-8"));
    assert_eq!(sequence(&lines[0]), "15#");
    let second = &lines[0]["digits"][1];
    near(&second["start"], 0.2, 0.005);
    near(&second["end"], 0.3, 0.005);
    near(&second["twistDb"], 0.0, 0.3);
    // 6000 of 32768 is 14.75 dB below full scale, which is +3.14 dBm0.
    near(&second["levelDbm0"], -11.6, 0.5);
    near(&second["lowOffsetPercent"], 0.0, 0.1);
    near(&second["highOffsetPercent"], 0.0, 0.1);
    assert_eq!(second["channel"], 1);
    let at = second["at"].as_f64().expect("a number");
    assert!((0.2..=0.3).contains(&at), "{at}");
}

#[test]
fn every_rate_and_encoding_gives_the_same_digits() {
    for rate in ["8000", "11025", "44100", "192000"] {
        for encoding in ["pcm16", "f32", "ulaw", "alaw"] {
            let folder = folder();
            let options = ["--sample-rate", rate, "--encoding", encoding];
            let path = recording(folder.path(), "19*#AD", &options);
            assert_eq!(
                sequence(&detect_json(&path).json()[0]),
                "19*#AD",
                "{rate} {encoding}"
            );
        }
    }
}

#[test]
fn channels_are_told_apart() {
    let folder = folder();
    let path = folder.path().join("stereo.wav");
    let (left, right) = (tones(&[ONE, FIVE]), tones(&[POUND, POUND]));
    let both: Vec<i16> = left
        .iter()
        .zip(&right)
        .flat_map(|(l, r)| [*l, *r])
        .collect();
    fs::write(&path, wav(8000, 2, &both)).expect("writes");
    let line = &detect_json(&path).json()[0];
    let of = |channel: u64| -> String {
        let digits = line["digits"].as_array().expect("digits");
        let on_channel = digits.iter().filter(|digit| digit["channel"] == channel);
        on_channel
            .map(|digit| digit["digit"].as_str().expect("a text"))
            .collect()
    };
    assert_eq!((of(1), of(2)), ("15".into(), "##".into()));
    let table = cxtone(["detect", path.to_str().expect("UTF-8")]).exits(0);
    assert!(
        table.stdout.contains("channel 1 15, channel 2 ##"),
        "{}",
        table.stdout
    );
}

#[test]
fn the_table_has_a_row_for_each_digit_and_no_colour_in_a_pipe() {
    let folder = folder();
    let path = recording(folder.path(), "42", &[]);
    let ran = cxtone(["detect", path.to_str().expect("UTF-8")]).exits(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{}", ran.stdout);
    assert!(lines[0].ends_with(": 42"));
    assert!(lines[1].contains("level dBm0"));
    assert!(!ran.stdout.contains('\x1b'));
    let colored = cxtone(["detect", "--color", "always", path.to_str().expect("UTF-8")]);
    assert!(colored.stdout.contains('\x1b'));
}

#[test]
fn silence_has_no_digits() {
    let folder = folder();
    let path = folder.path().join("silence.wav");
    fs::write(&path, wav(8000, 1, &[0; 8000])).expect("writes");
    assert_eq!(detect_json(&path).json()[0]["digits"], Value::Array(vec![]));
    let table = cxtone(["detect", path.to_str().expect("UTF-8")]).exits(0);
    assert!(table.stdout.contains("no digits"));
}

#[test]
fn a_path_that_fails_is_named_and_the_others_are_still_heard() {
    let folder = folder();
    let good = recording(folder.path(), "7", &[]);
    let good = good.to_str().expect("UTF-8");
    let paths = format!("{good}\n/no/such.wav\n\n{good}\n");
    let ran = fed(["detect", "--stdin", "--json"], paths.as_bytes())
        .exits(1)
        .complains("/no/such.wav");
    let lines = ran.json();
    assert_eq!(lines.len(), 3);
    assert_eq!(sequence(&lines[0]), "7");
    assert_eq!(lines[1]["path"], "/no/such.wav");
    assert!(lines[1]["error"].is_string());
    assert_eq!(lines[1]["digits"], serde_json::json!([]));
    assert_eq!(sequence(&lines[2]), "7");
    let named = cxtone(["detect", "--json", good, "/no/such.wav", good]).exits(1);
    assert_eq!(named.json(), lines);
}

#[test]
fn a_profile_decides_what_is_a_digit() {
    let folder = folder();
    // NTT must reject what is at -29 dBm0, AT&T need not.
    let path = recording(folder.path(), "123", &["--level", "-30"]);
    let path = path.to_str().expect("UTF-8");
    let att = cxtone(["detect", "--json", path]).exits(0);
    assert_eq!(sequence(&att.json()[0]), "123");
    let ntt = cxtone(["detect", "--json", "--profile", "ntt", path]).exits(0);
    assert_eq!(sequence(&ntt.json()[0]), "");
    cxtone(["detect", "--profile", "bell", path])
        .exits(2)
        .complains("att, ntt or etsi");
}

#[test]
fn a_rate_outside_8_to_192_khz_is_told() {
    let folder = folder();
    let path = folder.path().join("slow.wav");
    fs::write(&path, wav(4000, 1, &[0; 4000])).expect("writes");
    cxtone(["detect", path.to_str().expect("UTF-8")])
        .exits(1)
        .complains("4000 Hz");
}
