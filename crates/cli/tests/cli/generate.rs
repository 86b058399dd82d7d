//! `generate`: what it writes, where to, and what it refuses.

use std::fs;

use crate::{
    audio::{folder, recording},
    program::{cxtone, fed},
};

/// `(option, value, in the message)`
fn check_refused(option: &str, value: &str, message: &str) {
    let folder = folder();
    let path = folder.path().join("out.wav");
    let output = path.to_str().expect("UTF-8");
    cxtone(["generate", "123", "-o", output, option, value])
        .exits(2)
        .complains(option)
        .complains(message);
    assert!(!path.exists(), "nothing is written");
}

#[test]
fn values_out_of_range_are_refused_with_the_range_and_its_unit() {
    check_refused("--tone", "0", "outside 1 to 60000 ms");
    check_refused("--tone", "many", "give 1 to 60000 ms");
    check_refused("--gap", "60001", "outside 0 to 60000 ms");
    check_refused("--gap", "-1", "give 0 to 60000 ms");
    check_refused("--level", "4", "outside -60 to 3.14 dBm0");
    check_refused("--level", "NaN", "outside -60 to 3.14 dBm0");
    check_refused("--twist", "-20.5", "outside -20 to 20 dB");
    check_refused("--sample-rate", "7999", "outside 8000 to 192000 Hz");
    check_refused("--sample-rate", "192001", "outside 8000 to 192000 Hz");
    check_refused("--encoding", "mp3", "pcm16, f32, ulaw or alaw");
}

#[test]
fn a_level_at_which_the_tones_clip_is_refused() {
    let folder = folder();
    let path = folder.path().join("out.wav");
    cxtone([
        "generate",
        "5",
        "--level",
        "0",
        "-o",
        path.to_str().expect("UTF-8"),
    ])
    .exits(2)
    .complains("clip");
    assert!(!path.exists());
}

#[test]
fn a_recording_that_fits_no_memory_is_refused() {
    let folder = folder();
    let path = folder.path().join("out.wav");
    let path = path.to_str().expect("UTF-8");
    let digits = "1".repeat(128);
    cxtone([
        "generate",
        &digits,
        "--tone",
        "60000",
        "--sample-rate",
        "192000",
        "-o",
        path,
    ])
    .exits(2)
    .complains("shorten --tone");
}

#[test]
fn the_file_is_as_long_as_its_tones_and_gaps() {
    let folder = folder();
    let path = recording(folder.path(), "159", &["--tone", "50", "--gap", "30"]);
    let bytes = fs::read(path).expect("is there");
    assert_eq!(&bytes[..4], b"RIFF");
    let samples = 3 * (50 + 30) * 8;
    assert_eq!(bytes.len(), 44 + 2 * samples);
}

#[test]
fn a_file_that_is_there_is_replaced_and_nothing_else_is_left_behind() {
    let folder = folder();
    fs::write(folder.path().join("recording.wav"), "old").expect("writes");
    recording(folder.path(), "1", &[]);
    let names: Vec<_> = fs::read_dir(folder.path())
        .expect("reads")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["recording.wav"]);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = folder();
    let path = folder.path().join("missing").join("out.wav");
    cxtone(["generate", "1", "-o", path.to_str().expect("UTF-8")])
        .exits(1)
        .complains("error: ")
        .complains("missing");
}

#[test]
fn digits_are_read_from_stdin_up_to_the_line_end() {
    for line in ["12#", "12#\n", "12#\r\n"] {
        let ran = fed(["generate", "-", "-o", "-"], line.as_bytes()).exits(0);
        assert_eq!(ran.stdout_bytes.len(), 44 + 2 * 3 * 1600);
    }
    fed(["generate", "-", "-o", "-"], b"12\n34\n").exits(2);
    fed(["generate", "-", "-o", "-"], b"\n")
        .exits(2)
        .complains("no digits");
    fed(["generate", "-", "-o", "-"], b"\xff\xfe")
        .exits(2)
        .complains("UTF-8");
    fed(["generate", "-", "-o", "-"], &[b'1'; 5000])
        .exits(2)
        .complains("4096");
}
