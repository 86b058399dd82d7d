//! Digits and secrets where they do not belong: somebody forgot a quote, or mixed up two words.

use crate::{
    run::Run,
    values::{DIGITS, NUMBER, PASSWORD, SECRET},
};

/// Each of the canary's digits in a place, written `HERE`, as text and as a number.
fn check(arguments: &[&str], code: i32) {
    for digits in [DIGITS, &DIGITS.to_lowercase(), NUMBER, &NUMBER[..4], "ABCD"] {
        let arguments = arguments.iter().map(|word| word.replace("HERE", digits));
        Run::new(arguments).exits_plainly(code);
    }
}

#[test]
fn digits_in_the_place_of_a_command_are_not_shown() {
    check(&["HERE"], 2);
    check(&["HERE", "generate"], 2);
    check(&["help", "HERE"], 2);
    check(&["audit", "HERE"], 2);
    check(&["completions", "HERE"], 2);
}

#[test]
fn digits_too_many_words_are_not_shown() {
    check(&["generate", "1", "HERE", "-o", "x.wav"], 2);
    check(&["score", "--expect", "1", "x.wav", "HERE"], 2);
    check(&["validate", "HERE"], 2);
    check(&["emulate", "HERE"], 2);
    check(&["doctor", "HERE"], 2);
    check(&["demo", "HERE"], 2);
    check(&["audit", "verify", "x.audit", "HERE"], 2);
    check(&["completions", "bash", "HERE"], 2);
    check(&["inject", "--call", "c", "1", "HERE"], 2);
}

#[test]
fn digits_in_the_place_of_a_flag_are_not_shown() {
    for command in [
        "generate", "detect", "score", "validate", "inject", "emulate", "doctor",
    ] {
        check(&[command, "--HERE"], 2);
        check(&[command, "--digit=HERE"], 2);
        check(&[command, "--color", "HERE"], 2);
        check(&[command, "--verbose=HERE"], 2);
    }
    check(&["generate", "--digits=HERE", "-o", "x.wav"], 2);
    check(&["inject", "--call", "c", "--digits", "HERE"], 2);
}

#[test]
fn digits_in_the_place_of_a_setting_are_not_shown() {
    for flag in [
        "--sample-rate",
        "--tone",
        "--gap",
        "--level",
        "--twist",
        "--encoding",
    ] {
        check(
            &["generate", "1", "-o", "x.wav", &format!("{flag}=x,HERE")],
            2,
        );
    }
    for flag in ["--sample-rate", "--level", "--twist", "--encoding"] {
        check(&["generate", "1", "-o", "x.wav", flag, "HERE"], 2);
    }
    check(&["detect", "x.wav", "--profile", "HERE"], 2);
    check(&["detect", "-", "--rate", "HERE,"], 2);
    check(
        &["score", "--expect", "1", "x.wav", "--channel", "HERE99999"],
        2,
    );
    check(
        &["score", "--expect", "1", "x.wav", "--min-rate", "HERE"],
        2,
    );
    check(&["emulate", "--calls", "HEREx"], 2);
    check(&["emulate", "--seed", "HEREx"], 2);
    check(&["emulate", "--listen", "HERE"], 2);
    check(
        &["audit", "verify", "x.audit", "--expect-records", "HEREx"],
        2,
    );
    check(&["inject", "--call", "c", "1", "--attempts", "HERE"], 2);
    check(&["inject", "--call", "c", "1", "--timeout", "HERE"], 2);
}

#[test]
fn digits_in_the_place_of_type_or_pause_are_not_shown() {
    check(
        &[
            "validate", "--digits", "1", "--type", "HERE", "--pause", "HERE",
        ],
        1,
    );
    check(
        &[
            "validate", "--json", "--digits", "1", "--type", "HERE", "--pause", "HERE",
        ],
        1,
    );
    let tenant = |arguments: &[&str]| {
        for digits in [DIGITS, NUMBER, &NUMBER[..4]] {
            let arguments = arguments.iter().map(|word| word.replace("HERE", digits));
            inject(arguments).exits_plainly(1);
        }
    };
    tenant(&[
        "inject", "--call", "c", "1", "--type", "HERE", "--pause", "HERE",
    ]);
    tenant(&[
        "inject",
        "--call",
        "c",
        "1",
        "--json",
        "--type",
        "HERE",
        "--pause=HERE",
    ]);
}

fn inject(arguments: impl IntoIterator<Item = String>) -> Run {
    Run::new(arguments)
        .env("CXONE_API_URL", "https://api.example.com")
        .env("CXONE_CLIENT_ID", "client-1")
        .env("CXONE_PROVIDER_ID", "provider-1")
        .env("CXONE_LINE_ID", "line-1")
}

#[test]
fn digits_in_the_place_of_an_id_are_not_shown() {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|&word| word.to_owned())
            .collect::<Vec<_>>()
    };
    inject(words(&["inject", "--call", DIGITS, "1"])).exits(2);
    inject(words(&["inject", "--call", "c", "--provider", DIGITS, "1"])).exits(2);
    inject(words(&["inject", "--call", "c", "--line", DIGITS, "1"])).exits(2);
    inject(words(&["inject", "--call", DIGITS, "call-1", "--json"])).exits(2);
    // A number is an id as good as any other, and shown as such; the digits are not.
    inject(words(&["inject", "--call", "c", "--dry-run", NUMBER])).exits_plainly(0);
    Run::new(["doctor"]).env("CXONE_LINE_ID", DIGITS).exits(1);
    Run::new(["doctor"])
        .env("CXONE_PROVIDER_ID", DIGITS)
        .exits(1);
}

#[test]
fn secrets_in_a_url_are_not_shown() {
    for url in [
        format!("https://user:{PASSWORD}@api.example.com"),
        format!("https://{PASSWORD}@api.example.com"),
        format!("https://api.example.com/?secret={PASSWORD}"),
        format!("https://api.example.com/#{PASSWORD}"),
        format!("ftp://user:{PASSWORD}@api.example.com"),
        format!("http://user:{PASSWORD}@api.example.com"),
        format!("https://user:{PASSWORD}@:api"),
        PASSWORD.to_owned(),
        format!("https://user:{DIGITS}@api.example.com"),
    ] {
        for flag in ["--api-url", "--auth-url"] {
            let api = ["--api-url", "https://127.0.0.1:9"];
            let api = if flag == "--api-url" { &[][..] } else { &api };
            Run::new([&["doctor", flag, &url], api].concat()).exits(1);
            let words = [&["inject", "--call", "c", "1", flag, &url], api].concat();
            inject(words.iter().map(|&word| word.to_owned())).exits(2);
        }
    }
}

#[test]
fn a_secret_as_a_flag_or_word_is_not_shown() {
    for flag in [
        "--client-secret",
        "--secret",
        "--token",
        "--password",
        "--key",
    ] {
        for command in ["inject", "doctor", "emulate"] {
            Run::new([command, flag, SECRET]).exits(2);
            Run::new([command, &format!("{flag}={SECRET}")]).exits(2);
            Run::new([command, &format!("{flag}{SECRET}")]).exits(2);
        }
    }
    Run::new([SECRET]).exits(2);
    Run::new(["audit", SECRET]).exits(2);
    Run::new(["doctor", SECRET]).exits(2);
}

#[cfg(unix)]
#[test]
fn what_is_no_text_is_not_shown_either() {
    use std::{
        ffi::{OsStr, OsString},
        os::unix::ffi::OsStringExt as _,
    };

    let broken = |start: &str| OsString::from_vec([start.as_bytes(), b"\xff"].concat());
    let word = |word: &str| OsString::from(word);
    let digits = broken(DIGITS);
    for arguments in [
        vec![digits.clone()],
        vec![word("generate"), digits.clone(), word("-o"), word("x.wav")],
        vec![
            word("score"),
            word("--expect"),
            digits.clone(),
            word("x.wav"),
        ],
        vec![word("validate"), word("--digits"), digits.clone()],
        vec![word("validate"), word("--type"), digits.clone()],
        vec![word("inject"), word("--call"), digits.clone(), word("1")],
        vec![word("generate"), word("1"), word("--tone"), digits],
    ] {
        Run::new(arguments).exits(2);
    }
    let secret: &OsStr = &broken(SECRET);
    let words = ["inject", "--call", "c", "1"].map(str::to_owned);
    inject(words).env("CXONE_CLIENT_SECRET", secret).exits(2);
    Run::new(["doctor"])
        .env("CXONE_CLIENT_SECRET", secret)
        .exits(1);
    Run::new(["doctor"]).env("CXONE_API_URL", secret).exits(2);
}
