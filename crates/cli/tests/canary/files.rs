//! The commands that work on files: `generate`, `detect`, `score`, `validate`, `audit verify`,
//! `completions` and every help.

use crate::{
    run::{Run, file_in, folder, key_in, path_in},
    values::{DIGITS, SECRET, TOKEN},
};

const COMMANDS: [&str; 10] = [
    "demo",
    "generate",
    "detect",
    "score",
    "validate",
    "inject",
    "emulate",
    "audit",
    "doctor",
    "completions",
];

#[test]
fn every_help_and_script_is_clean() {
    for command in COMMANDS {
        for help in ["-h", "--help"] {
            Run::new([command, help])
                .env("CXONE_CLIENT_ID", SECRET)
                .env("CXONE_API_URL", TOKEN)
                .env("CXONE_LINE_ID", DIGITS)
                .env("CXONE_PROVIDER_ID", DIGITS)
                .env("CXTONE_AUDIT_KEY_FILE", SECRET)
                .exits_plainly(0);
        }
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        Run::new(["completions", shell]).exits_plainly(0);
    }
}

#[test]
fn digits_are_generated_and_not_told() {
    let folder = folder();
    for encoding in ["pcm16", "f32", "ulaw", "alaw"] {
        let path = path_in(&folder, encoding);
        let options = ["-o", &path, "--encoding", encoding, "--verbose"];
        Run::new([&["generate", DIGITS], &options[..]].concat()).exits(0);
        Run::new([&["generate", "-"], &options[..]].concat())
            .fed(DIGITS)
            .exits(0);
    }
    // The bytes that it writes are the answer; they are samples, and hold no text.
    Run::new(["generate", DIGITS, "-o", "-"]).exits(0);
}

#[test]
fn digits_that_cannot_be_generated_are_not_told() {
    let folder = folder();
    let nowhere = path_in(&folder, "none/x.wav");
    Run::new(["generate", DIGITS, "-o", &nowhere]).exits(1);
    let path = folder.path().to_str().expect("UTF-8");
    Run::new(["generate", DIGITS, "-o", path]).exits(1);
    let path = path_in(&folder, "x.wav");
    for options in [
        ["--level", "3"],
        ["--tone", "60001"],
        ["--sample-rate", "1"],
        ["--encoding", "mp3"],
    ] {
        Run::new([&["generate", DIGITS, "-o", &path], &options[..]].concat()).exits(2);
    }
    for wrong in [format!("{DIGITS}x"), format!("{DIGITS}é"), DIGITS.repeat(9)] {
        Run::new(["generate", &wrong, "-o", &path]).exits(2);
        Run::new(["generate", "-", "-o", &path])
            .fed(&wrong)
            .exits(2);
    }
    let not_utf8 = [DIGITS.as_bytes(), b"\xff"].concat();
    Run::new(["generate", "-", "-o", &path])
        .fed(not_utf8)
        .exits(2);
    Run::new(["generate", "-", "-o", &path])
        .fed(DIGITS.repeat(1000))
        .exits(2);
}

#[test]
fn what_is_heard_stands_on_stdout_alone() {
    let folder = folder();
    let path = path_in(&folder, "x.wav");
    Run::new(["generate", DIGITS, "-o", &path]).exits(0);
    let wav = std::fs::read(&path).expect("a file");
    for form in [&["--verbose"][..], &["--json"]] {
        let heard = Run::new([&["detect", &path], form].concat())
            .shows_digits_on_stdout()
            .exits(0);
        assert!(heard.stdout.contains('#'), "{}", heard.stdout);
        Run::new([&["detect", "-"], form].concat())
            .fed(&wav)
            .shows_digits_on_stdout()
            .exits(0);
        Run::new([&["detect", "--stdin"], form].concat())
            .fed(&path)
            .shows_digits_on_stdout()
            .exits(0);
    }
}

#[test]
fn what_is_no_recording_is_not_repeated() {
    let folder = folder();
    let text = format!("{DIGITS} {TOKEN} {SECRET}, a text");
    let wave = [b"RIFF\x40\0\0\0WAVE", DIGITS.as_bytes(), SECRET.as_bytes()].concat();
    for content in [text.as_bytes(), &wave, b""] {
        let path = file_in(&folder, "x.wav", content);
        for form in [&["--verbose"][..], &["--json"]] {
            Run::new([&["detect", &path], form].concat()).exits(1);
            Run::new([&["score", "--expect", DIGITS, &path], form].concat()).exits(1);
            Run::new([&["detect", "-"], form].concat())
                .fed(content)
                .searched();
        }
    }
}

#[test]
fn what_is_expected_is_not_told_by_the_score() {
    let folder = folder();
    let path = path_in(&folder, "x.wav");
    for said in [DIGITS, "0", "7#39*", "50#26*84#A1*93#7"] {
        Run::new(["generate", said, "-o", &path]).exits(0);
        for form in [&["--verbose"][..], &["--json"], &["--min-rate", "0"]] {
            Run::new([&["score", "--expect", DIGITS, &path], form].concat()).exits(0);
            Run::new([&["score", "--expect", "-", &path], form].concat())
                .fed(DIGITS)
                .exits(0);
        }
    }
    for wrong in [format!("{DIGITS}x"), DIGITS.repeat(9)] {
        Run::new(["score", "--expect", &wrong, &path]).exits(2);
    }
}

#[test]
fn findings_do_not_repeat_what_they_find() {
    let wrong = [
        format!("{DIGITS}{DIGITS}"),
        format!("{DIGITS}x"),
        DIGITS.replace('#', " # "),
        DIGITS.replace('1', "１"),
        DIGITS.chars().flat_map(|digit| [digit, '-']).collect(),
    ];
    for digits in &wrong {
        for form in [&["--verbose"][..], &["--json"]] {
            let request = ["--type", DIGITS, "--pause", DIGITS];
            let arguments = [&["validate", "--digits", digits], &request[..], form].concat();
            Run::new(arguments).exits_plainly(1);
            let arguments = [&["validate", "--digits", "-"], &request[..], form].concat();
            Run::new(arguments).fed(digits).exits_plainly(1);
        }
    }
    let valid = ["--type", "INBAND", "--pause", "50"];
    Run::new([&["validate", "--digits", DIGITS], &valid[..]].concat()).exits(0);
    Run::new([&["validate", "--json", "--digits", DIGITS], &valid[..]].concat()).exits(0);
}

#[test]
fn a_log_or_key_that_is_none_is_not_repeated() {
    let folder = folder();
    let key = key_in(&folder);
    let content = format!("{DIGITS} {TOKEN} {SECRET}");
    let log = file_in(&folder, "x.audit", &content);
    let no_key = file_in(&folder, "no.key", &content);
    for form in [&["--verbose"][..], &["--json"]] {
        for key in [&key, &no_key, &path_in(&folder, "none.key")] {
            for action in ["verify", "show"] {
                let arguments = ["audit", action, &log, "--key-file", key];
                Run::new([&arguments[..], form].concat()).exits(1);
            }
        }
        file_in(&folder, "x.audit.head", &content);
    }
}
