//! `detect -`: digits of a stream are told while it still flows; and pipes that close early.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::Stdio,
};

use crate::{
    audio::{folder, recording},
    program::{command, cxtone, fed},
};

#[test]
fn a_digit_is_told_before_the_stream_ends() {
    let wav = cxtone(["generate", "5", "-o", "-"]).exits(0).stdout_bytes;
    let mut child = command(["detect", "-", "--json", "--rate", "8000"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    stdin.write_all(&wav[44..]).expect("writes");
    stdin.flush().expect("flushes");
    // stdin stays open: the answer has to come without its end.
    let mut line = String::new();
    stdout.read_line(&mut line).expect("reads");
    assert!(line.contains("\"digit\":\"5\""), "{line}");
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("reads");
    assert_eq!(rest, "");
    assert!(child.wait().expect("ends").success());
}

#[test]
fn a_wav_stream_and_raw_samples_of_each_encoding_are_heard() {
    for (encoding, bytes_before) in [("pcm16", 44), ("ulaw", 58), ("alaw", 58)] {
        let wav = cxtone(["generate", "28#", "-o", "-", "--encoding", encoding]).stdout_bytes;
        let heard = fed(["detect", "-"], &wav).exits(0);
        assert_eq!(heard.stdout.lines().count(), 4, "{}", heard.stdout);
        let raw = ["detect", "-", "--rate", "8000", "--encoding", encoding];
        let heard = fed(raw, &wav[bytes_before..]).exits(0);
        assert_eq!(heard.stdout.lines().count(), 4, "{}", heard.stdout);
    }
}

#[test]
fn raw_channels_are_told_apart() {
    let wav = cxtone(["generate", "3", "-o", "-"]).exits(0).stdout_bytes;
    let silence_beside: Vec<u8> = wav[44..]
        .chunks_exact(2)
        .flat_map(|sample| [0, 0, sample[0], sample[1]])
        .collect();
    let raw = ["detect", "-", "--json", "--rate", "8000", "--channels", "2"];
    let lines = fed(raw, &silence_beside).exits(0).json();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["path"], "-");
    assert_eq!(lines[0]["digits"][0]["channel"], 2);
}

#[test]
fn a_stream_without_digits_says_so() {
    let silence = [0; 16_000];
    let ran = fed(["detect", "-", "--rate", "8000"], &silence).exits(0);
    assert_eq!(ran.stdout, "-: no digits\n");
    let ran = fed(["detect", "-", "--rate", "8000", "--json"], &silence).exits(0);
    assert_eq!(ran.stdout, "{\"path\":\"-\",\"digits\":[]}\n");
}

#[test]
fn how_raw_samples_are_read_is_asked_only_where_there_are_any() {
    cxtone(["detect", "x.wav", "--rate", "8000"])
        .exits(2)
        .complains("--rate");
    cxtone(["detect", "-", "--encoding", "ulaw"])
        .exits(2)
        .complains("--rate");
    cxtone(["detect", "-", "--rate", "8000", "--channels", "0"])
        .exits(2)
        .complains("--channels");
    cxtone(["detect", "--stdin", "x.wav"])
        .exits(2)
        .complains("--stdin");
    cxtone(["detect"]).exits(2).complains("FILE");
}

/// Runs the program with a reader that has already gone.
fn check_closed_pipe(arguments: &[&str]) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = command(arguments)
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let folder = folder();
    let path = recording(folder.path(), "123", &[]);
    let path = path.to_str().expect("UTF-8");
    check_closed_pipe(&["generate", "123", "-o", "-"]);
    check_closed_pipe(&["detect", path]);
    check_closed_pipe(&["detect", "--json", path]);
    check_closed_pipe(&["score", "--expect", "123", path]);
    check_closed_pipe(&[
        "validate", "--digits", "1", "--type", "INBAND", "--pause", "50",
    ]);
    check_closed_pipe(&["completions", "bash"]);
    check_closed_pipe(&["--help"]);
    check_closed_pipe(&["--version"]);
}
