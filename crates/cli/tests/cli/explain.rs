//! `detect --explain`: why a digit is one, and why something is nearly one.

use std::fs;

use serde_json::Value;

use crate::{
    audio::{folder, recording},
    program::{Ran, cxtone, fed},
};

/// Runs `detect --explain` on digits of some kind.
fn explained(generated: &[&str], detected: &[&str]) -> Ran {
    let folder = folder();
    let path = recording(folder.path(), "5", generated);
    let path = path.to_str().expect("UTF-8");
    cxtone([&["detect", "--explain", path], detected].concat()).exits(0)
}

fn check_of<'a>(explained: &'a Value, aspect: &str) -> &'a Value {
    let checks = explained["checks"].as_array().expect("checks");
    let check = checks.iter().find(|check| check["aspect"] == aspect);
    check.expect("every aspect is checked")
}

#[test]
fn a_digit_is_explained_by_every_measure_and_figure() {
    let line = &explained(&[], &["--json"]).json()[0];
    assert_eq!(line["nearMisses"], Value::Null);
    let reasons = &line["digits"][0]["explained"];
    assert_eq!(reasons["outcome"], "plain digit");
    assert_eq!(reasons["checks"].as_array().map(Vec::len), Some(9));
    assert_eq!(reasons["figures"].as_array().map(Vec::len), Some(20));
    let level = check_of(reasons, "level");
    assert!((level["measured"].as_f64().expect("a number") + 10.0).abs() < 0.5);
    assert_eq!(
        (&level["least"], &level["passes"]),
        (&Value::from(-50.0), &true.into())
    );
}

#[test]
fn a_tone_that_is_too_short_is_a_near_miss_with_its_length() {
    let line = &explained(&["--tone", "23"], &["--json"]).json()[0];
    assert_eq!(line["digits"], Value::Array(vec![]));
    let near_miss = &line["nearMisses"][0];
    assert_eq!(near_miss["digit"], "5");
    assert_eq!(near_miss["explained"]["missed"], "too short");
    let length = check_of(&near_miss["explained"], "length");
    assert_eq!(
        (&length["least"], &length["passes"]),
        (&Value::from(27.0), &false.into())
    );
}

#[test]
fn people_read_why_and_see_colour_only_where_they_want_it() {
    let heard = explained(&[], &[]).stdout;
    assert!(heard.contains("heard: next to nothing but two steady tones"));
    assert!(heard.contains("length"), "{heard}");
    assert!(!heard.contains('\x1b'));
    let missed = explained(&["--tone", "23"], &["--color", "always"]).stdout;
    assert!(
        missed.contains("no digits") && missed.contains("too short: "),
        "{missed}"
    );
    assert!(missed.contains('\x1b'));
}

#[test]
fn a_stream_is_explained_as_it_is_heard() {
    let folder = folder();
    let path = recording(folder.path(), "5", &["--tone", "23"]);
    let bytes = fs::read(path).expect("written");
    let lines = fed(["detect", "-", "--explain", "--json"], &bytes)
        .exits(0)
        .json();
    assert_eq!(
        lines[0]["nearMisses"][0]["explained"]["missed"],
        "too short"
    );
    let digit = cxtone(["generate", "7", "-o", "-"]).exits(0).stdout_bytes;
    let lines = fed(["detect", "-", "--explain", "--json"], &digit)
        .exits(0)
        .json();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["digits"][0]["explained"]["outcome"], "plain digit");
}

#[test]
fn reasons_change_nothing_of_what_is_heard() {
    let folder = folder();
    let path = recording(folder.path(), "0123456789*#ABCD", &["--tone", "40"]);
    let path = path.to_str().expect("UTF-8");
    let plain = cxtone(["detect", "--json", path]).exits(0).json();
    let mut lines = cxtone(["detect", "--json", "--explain", path])
        .exits(0)
        .json();
    for digit in lines[0]["digits"].as_array_mut().expect("digits") {
        digit
            .as_object_mut()
            .expect("an object")
            .remove("explained");
    }
    assert_eq!(lines, plain);
}
