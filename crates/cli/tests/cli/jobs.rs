//! `detect` with many threads: the same answers in the same order as with one.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::Stdio,
};

use crate::{
    audio::{folder, tones, wav},
    program::{command, cxtone},
};

/// Keypad frequencies of ITU-T Q.23.
const LOW_HZ: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH_HZ: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

/// One of sixteen pairs.
fn pair(number: usize) -> (f64, f64) {
    (LOW_HZ[number % 4], HIGH_HZ[number / 4 % 4])
}

#[test]
fn many_files_are_told_in_their_order_whatever_the_number_of_threads() {
    const FILES: usize = 100;
    let folder = folder();
    let mut paths = Vec::new();
    for number in 0..FILES {
        let path = folder.path().join(format!("{number}.wav"));
        // The first ones are the longest, so that others would be ready before them.
        let pairs = vec![pair(number); 1 + 40 / (1 + number)];
        fs::write(&path, wav(8000, 1, &tones(&pairs))).expect("writes");
        paths.push(path.to_str().expect("UTF-8").to_owned());
    }
    paths.insert(FILES / 2, "/no/such.wav".to_owned());
    let detect = |jobs: &[&str]| {
        let words = ["detect", "--json"]
            .iter()
            .copied()
            .chain(jobs.iter().copied());
        cxtone(words.chain(paths.iter().map(String::as_str))).exits(1)
    };
    let one = detect(&["--jobs", "1"]);
    let told: Vec<_> = one.json().iter().map(|line| line["path"].clone()).collect();
    assert_eq!(told, paths);
    for jobs in [&["--jobs", "3"][..], &["--jobs", "300"], &[]] {
        assert_eq!(detect(jobs).stdout, one.stdout, "{jobs:?}");
    }
}

#[test]
fn the_channels_of_one_file_are_told_the_same_whatever_the_number_of_threads() {
    const CHANNELS: usize = 5;
    let folder = folder();
    let path = folder.path().join("five.wav");
    let channels: Vec<_> = (0..CHANNELS)
        .map(|number| tones(&[pair(number); 3]))
        .collect();
    let frames = channels[0].len();
    let samples: Vec<i16> = (0..frames)
        .flat_map(|frame| channels.iter().map(move |channel| channel[frame]))
        .collect();
    fs::write(&path, wav(8000, 5, &samples)).expect("writes");
    let path = path.to_str().expect("UTF-8");
    let one = cxtone(["detect", "--json", "--jobs", "1", path]).exits(0);
    let digits = one.json()[0]["digits"].as_array().map(Vec::len);
    assert_eq!(digits, Some(3 * CHANNELS));
    for jobs in ["2", "3", "64"] {
        let many = cxtone(["detect", "--json", "--jobs", jobs, path]).exits(0);
        assert_eq!(many.stdout, one.stdout, "{jobs}");
    }
}

#[test]
fn each_path_on_stdin_is_answered_before_the_next_one_comes() {
    let folder = folder();
    let path = folder.path().join("one.wav");
    fs::write(&path, wav(8000, 1, &tones(&[pair(0)]))).expect("writes");
    let mut child = command(["detect", "--json", "--stdin", "--jobs", "4"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    for _ in 0..10 {
        writeln!(stdin, "{}", path.display()).expect("writes");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("reads");
        assert!(line.contains("\"digit\":\"1\""), "{line}");
    }
    drop(stdin);
    assert!(child.wait().expect("ends").success());
}

#[test]
fn a_number_of_threads_has_a_range() {
    for jobs in ["0", "1025", "many"] {
        cxtone(["detect", "--jobs", jobs, "x.wav"])
            .exits(2)
            .complains("--jobs");
    }
}
