//! Digits are shown by no error, whichever way they went astray.

use crate::{
    audio::{folder, recording},
    program::{cxtone, fed},
};

/// As no other output holds it.
const CANARY: &str = "7193";

fn check(arguments: &[&str]) {
    let ran = cxtone(
        arguments
            .iter()
            .map(|argument| argument.replace("CANARY", CANARY)),
    );
    assert_ne!(ran.code, Some(0), "{arguments:?}");
    assert!(
        ran.stderr.contains("error: "),
        "{arguments:?}: {}",
        ran.stderr
    );
    ran.hides(CANARY).hides("719").hides("193");
}

#[test]
fn stray_digits_are_not_shown() {
    check(&["CANARY"]);
    check(&["generate", "12", "CANARY", "-o", "x.wav"]);
    check(&["generate", "-CANARY", "-o", "x.wav"]);
    check(&["generate", "--CANARY", "-o", "x.wav"]);
    check(&["generate", "CANARY"]);
    check(&["generate", "CANARY", "-o", "/no/such/folder/x.wav"]);
    check(&["generate", "CANARYx", "-o", "x.wav"]);
    check(&["generate", "--digits=CANARY", "-o", "x.wav"]);
    check(&["score", "--expect", "CANARY?", "x.wav"]);
    check(&["score", "--expect", "CANARY", "/no/such.wav"]);
    check(&["score", "--expect=CANARY", "--expect=CANARY", "x.wav"]);
    check(&["validate", "CANARY"]);
    check(&["validate", "--digits", "1", "--digits", "CANARY"]);
    check(&["flow", "simulate", "x.yaml", "--acts", "press CANARYx"]);
    check(&["flow", "simulate", "x.yaml", "--acts", "press CANARY"]);
    check(&["audit", "CANARY"]);
    check(&["audit", "show", "x", "--digits", "CANARY"]);
    check(&["audit", "show", "x", "--since", "CANARY"]);
}

#[test]
fn digits_that_are_not_heard_stay_hidden_in_the_score() {
    let folder = folder();
    let path = recording(folder.path(), "0", &[]);
    let path = path.to_str().expect("UTF-8");
    let expect = ["score", "--verbose", "--expect", "-", path];
    fed(expect, CANARY.as_bytes()).exits(0).hides(CANARY);
}

#[test]
fn digits_too_many_are_told_by_their_number_alone() {
    let many = CANARY.repeat(40);
    cxtone(["generate", &many, "-o", "x.wav"])
        .exits(2)
        .complains("128")
        .hides(CANARY);
}
