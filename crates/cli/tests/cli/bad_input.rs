//! Files that are no recordings, and arguments that are no text.

use std::fs;

use crate::{
    audio::{folder, wav},
    program::{command, cxtone},
};

fn check(name: &str, bytes: &[u8], message: &str) {
    let folder = folder();
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("writes");
    let path = path.to_str().expect("UTF-8");
    for arguments in [vec!["detect", path], vec!["score", "--expect", "1", path]] {
        cxtone(arguments)
            .exits(1)
            .complains("error: ")
            .complains(name)
            .complains(message);
    }
}

#[test]
fn what_is_no_recording_is_told_with_its_name() {
    check("empty.wav", b"", "empty");
    check(
        "text.wav",
        b"this is a text, and a long one at that: no sound in it",
        "no WAV",
    );
    check("short.wav", b"RIFF", "cut off");
    let whole = wav(8000, 1, &[0; 800]);
    check("truncated.wav", &whole[..whole.len() - 100], "cut off");
    let mut unknown = whole.clone();
    unknown[20] = 0x55;
    check("mp3.wav", &unknown, "0x0055");
    let mut no_channel = whole;
    no_channel[22] = 0;
    check("no-channel.wav", &no_channel, "channels");
}

#[test]
fn a_missing_file_and_a_folder_are_told() {
    let folder = folder();
    let path = folder.path().to_str().expect("UTF-8");
    cxtone(["detect", path]).exits(1).complains(path);
    cxtone(["score", "--expect", "1", "/no/such.wav"])
        .exits(1)
        .complains("/no/such.wav");
}

#[cfg(unix)]
mod not_utf8 {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};

    use super::*;

    fn not_utf8(start: &str) -> OsString {
        OsString::from_vec([start.as_bytes(), b"\xff\xfe"].concat())
    }

    #[test]
    fn digits_that_are_no_text_are_a_usage_error_and_not_shown() {
        let digits = not_utf8("8642");
        let commands = [
            vec!["generate".into(), digits.clone(), "-o".into(), "-".into()],
            vec![
                "score".into(),
                "--expect".into(),
                digits.clone(),
                "x.wav".into(),
            ],
            vec!["validate".into(), "--digits".into(), digits],
        ];
        for arguments in commands {
            cxtone(arguments).exits(2).complains("UTF-8").hides("8642");
        }
    }

    #[test]
    fn paths_need_be_no_text() {
        let folder = folder();
        let path = folder.path().join(not_utf8("pin"));
        let generated = cxtone([
            "generate".into(),
            "159".into(),
            "-o".into(),
            path.clone().into_os_string(),
        ]);
        generated.exits(0);
        let heard = cxtone(["detect".into(), path.into_os_string()]).exits(0);
        assert!(heard.stdout.contains("159"), "{}", heard.stdout);
    }

    #[test]
    fn other_arguments_that_are_no_text_are_a_usage_error() {
        let output = command([
            "generate".into(),
            "1".into(),
            "-o".into(),
            "-".into(),
            "--tone".into(),
            not_utf8("5"),
        ])
        .output()
        .expect("runs");
        assert_eq!(output.status.code(), Some(2));
    }
}
