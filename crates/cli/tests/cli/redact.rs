//! `redact`: digits become silence, all else stays, and nothing is told of them but how many.

use std::{
    fs,
    io::{Read as _, Write as _},
    process::Stdio,
};

use crate::{
    audio::{folder, recording, tones, wav},
    program::{command, cxtone, fed},
};

/// A quiet hum of 300 Hz, which is no digit, in 16 bits at 8 kHz.
fn hum(samples: usize) -> Vec<i16> {
    #[expect(clippy::cast_possible_truncation, reason = "500 at most")]
    let sample =
        |index| (500.0 * (core::f64::consts::TAU * 300.0 * f64::from(index) / 8000.0).sin()) as i16;
    (0..u32::try_from(samples).expect("short"))
        .map(sample)
        .collect()
}

/// A hum with a 5 in its middle.
fn hum_with_digit() -> Vec<i16> {
    [hum(4000), tones(&[(770.0, 1336.0)]), hum(4000)].concat()
}

fn samples(wav: &[u8]) -> Vec<i16> {
    let pairs = wav[44..].chunks_exact(2);
    pairs
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
        .collect()
}

#[test]
fn digits_become_silence_and_all_else_stays_bit_by_bit() {
    let input = wav(8000, 1, &hum_with_digit());
    let ran = fed(["redact", "-", "-o", "-"], &input)
        .exits(0)
        .complains("1 digit muted in -\n");
    assert_eq!(ran.stdout_bytes[..44], input[..44]);
    let (before, after) = (samples(&input), samples(&ran.stdout_bytes));
    assert_eq!(before.len(), after.len());
    // 4 ms on either side belong to the digit at most.
    assert_eq!(before[..3968], after[..3968]);
    assert_eq!(before[4832..], after[4832..]);
    assert!(after[4000..4800].iter().all(|sample| *sample == 0));
    let heard = fed(["detect", "-"], &ran.stdout_bytes).exits(0);
    assert_eq!(heard.stdout, "-: no digits\n");
}

#[test]
fn every_format_stays_as_it_is_and_says_how_long_it_is() {
    for encoding in ["pcm16", "f32", "ulaw", "alaw"] {
        let folder = folder();
        let path = recording(folder.path(), "28#", &["--encoding", encoding]);
        let safe = folder.path().join("safe.wav");
        let (from, to) = (path.to_str().expect("UTF-8"), safe.to_str().expect("UTF-8"));
        let ran = cxtone(["redact", from, "-o", to, "--json"]).exits(0);
        let [told] = &ran.json()[..] else {
            panic!("one object");
        };
        assert_eq!(told["digits"], 3, "{encoding}");
        assert_eq!(told["seconds"], 0.6, "{encoding}");
        let (before, after) = (
            fs::read(&path).expect("there"),
            fs::read(&safe).expect("there"),
        );
        assert_eq!(before.len(), after.len(), "{encoding}");
        assert_eq!(before[..40], after[..40], "{encoding}");
        let heard = cxtone(["detect", to]).exits(0);
        assert!(heard.stdout.contains("no digits"), "{encoding}");
    }
}

#[test]
fn a_file_is_replaced_by_its_redacted_self() {
    let folder = folder();
    let path = recording(folder.path(), "159", &[]);
    let path = path.to_str().expect("UTF-8");
    cxtone(["redact", path, "-o", path])
        .exits(0)
        .complains("3 digits muted");
    cxtone(["redact", path, "-o", path])
        .exits(0)
        .complains("0 digits muted");
}

#[test]
fn all_channels_are_muted_together_unless_asked_for_apart() {
    let (left, right) = (hum_with_digit(), hum(8800));
    let both: Vec<i16> = left
        .iter()
        .zip(&right)
        .flat_map(|(a, b)| [*a, *b])
        .collect();
    let input = wav(8000, 2, &both);
    for (options, right_is_mute) in [(&[][..], true), (&["--apart"], false)] {
        let arguments = [&["redact", "-", "-o", "-"], options].concat();
        let ran = fed(arguments, &input).exits(0);
        let after = samples(&ran.stdout_bytes);
        assert_eq!(after.len(), both.len());
        let in_digit = &after[2 * 4000..2 * 4800];
        assert!(in_digit.iter().step_by(2).all(|sample| *sample == 0));
        let is_mute = in_digit
            .iter()
            .skip(1)
            .step_by(2)
            .all(|sample| *sample == 0);
        assert_eq!(is_mute, right_is_mute, "{options:?}");
        if !right_is_mute {
            let right_after: Vec<i16> = after.iter().skip(1).step_by(2).copied().collect();
            assert_eq!(right_after, right);
        }
    }
}

#[test]
fn sound_passes_while_the_stream_still_flows() {
    let input = wav(8000, 1, &hum(8000));
    let mut child = command(["redact", "-", "-o", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = child.stdout.take().expect("piped");
    stdin.write_all(&input).expect("writes");
    stdin.flush().expect("flushes");
    // stdin stays open: all but the last 40 ms have to come without its end.
    let mut passed = vec![0; input.len() - 2 * 320];
    stdout.read_exact(&mut passed).expect("reads");
    assert_eq!(passed, input[..passed.len()]);
    drop(stdin);
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).expect("reads");
    assert_eq!(rest, input[passed.len()..]);
    assert!(child.wait().expect("ends").success());
}

#[test]
fn a_length_that_was_not_told_is_told_in_a_file() {
    let folder = folder();
    let safe = folder.path().join("safe.wav");
    let to = safe.to_str().expect("UTF-8");
    let whole = wav(8000, 1, &hum_with_digit());
    let mut open = whole.clone();
    open[4..8].fill(0xff);
    open[40..44].fill(0xff);
    for input in [
        &open[..],
        &open[..open.len() - 1001],
        &whole[..whole.len() - 1001],
    ] {
        fed(["redact", "-", "-o", to], input).exits(0);
        let written = fs::read(&safe).expect("there");
        let size = |at: usize| {
            let bytes = written[at..at + 4].try_into().expect("four bytes");
            usize::try_from(u32::from_le_bytes(bytes)).expect("small")
        };
        assert_eq!(size(4) + 8, written.len());
        assert_eq!(size(40) + 44, written.len());
        assert_eq!(written.len(), input.len() - (input.len() - 44) % 2);
    }
}

#[test]
fn nothing_is_told_of_the_digits_but_their_number() {
    let folder = folder();
    let path = recording(folder.path(), "97531", &[]);
    let path = path.to_str().expect("UTF-8");
    for options in [&[][..], &["--json"], &["--verbose"]] {
        let arguments = [&["redact", path, "-o", "-"], options].concat();
        let ran = cxtone(arguments).exits(0);
        assert!(!ran.stderr.contains("97531") && ran.stderr.contains('5'));
    }
}

#[test]
fn what_cannot_be_redacted_leaves_nothing_behind() {
    let folder = folder();
    let broken = folder.path().join("broken.wav");
    fs::write(&broken, b"RIFF").expect("written");
    let safe = folder.path().join("safe.wav");
    let (from, to) = (
        broken.to_str().expect("UTF-8"),
        safe.to_str().expect("UTF-8"),
    );
    cxtone(["redact", from, "-o", to])
        .exits(1)
        .complains("broken.wav");
    assert!(!safe.exists());
    let slow = wav(4000, 1, &[0; 100]);
    fed(["redact", "-", "-o", to], &slow)
        .exits(1)
        .complains("4000");
    assert!(!safe.exists());
    cxtone(["redact", from]).exits(2).complains("--output");
}
