//! `detect --plot`: a picture of the sound with the digits in it, whole or not at all.

use std::fs;

use crate::{
    audio::{folder, recording, tones, wav},
    program::cxtone,
};

/// Keypad frequencies of ITU-T Q.23.
const FIVE: (f64, f64) = (770.0, 1336.0);
const POUND: (f64, f64) = (941.0, 1477.0);

/// Width and height out of a PNG's header.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG"));
    let number = |at: usize| {
        let bytes = png[at..at + 4].try_into().expect("four bytes");
        u32::from_be_bytes(bytes)
    };
    (number(16), number(20))
}

#[test]
fn an_svg_has_a_key_and_two_boxes_for_each_digit_of_each_channel() {
    let folder = folder();
    let (path, picture) = (folder.path().join("two.wav"), folder.path().join("two.svg"));
    let (left, right) = (tones(&[FIVE, POUND]), tones(&[POUND, POUND]));
    let both: Vec<i16> = left
        .iter()
        .zip(&right)
        .flat_map(|(l, r)| [*l, *r])
        .collect();
    fs::write(&path, wav(8000, 2, &both)).expect("writes");
    let (path, picture) = (
        path.to_str().expect("UTF-8"),
        picture.to_str().expect("UTF-8"),
    );
    let ran = cxtone(["detect", path, "--plot", picture]).exits(0);
    assert_eq!(ran.stdout, cxtone(["detect", path]).exits(0).stdout);
    let svg = fs::read_to_string(picture).expect("written");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    let count = |text: &str| svg.matches(text).count();
    assert_eq!((count(">5</text>"), count(">#</text>")), (1, 3));
    assert_eq!(count(r#"rx="2""#), 8);
    assert_eq!(count("data:image/png;base64,"), 2);
    assert_eq!((count(">channel 1<"), count(">channel 2<")), (1, 1));
    assert_eq!((count(">1336<"), count(">770<")), (2, 2));
}

#[test]
fn a_png_is_as_high_as_its_channels_and_no_wider_than_its_limit() {
    let folder = folder();
    let picture = folder.path().join("sound.png");
    for (channels, seconds, expected) in [
        (1, 1, (1_200, 548)),
        (2, 60, (2_520, 1_096)),
        (9, 1, (1_200, 4_384)),
    ] {
        let path = folder.path().join("sound.wav");
        let samples = vec![0; usize::from(channels) * seconds * 8000];
        fs::write(&path, wav(8000, channels, &samples)).expect("writes");
        let (path, picture) = (
            path.to_str().expect("UTF-8"),
            picture.to_str().expect("UTF-8"),
        );
        let ran = cxtone(["detect", path, "--plot", picture]).exits(0);
        assert_eq!(ran.stderr.contains("first 8 of 9 channels"), channels == 9);
        assert_eq!(size(&fs::read(picture).expect("written")), expected);
    }
}

#[test]
fn marks_change_the_picture() {
    let folder = folder();
    let path = recording(folder.path(), "5", &["--level", "-30"]);
    let path = path.to_str().expect("UTF-8");
    let png = |profile: &str| {
        let picture = folder.path().join("sound.png");
        let picture = picture.to_str().expect("UTF-8");
        cxtone(["detect", path, "--profile", profile, "--plot", picture]).exits(0);
        fs::read(picture).expect("written")
    };
    // NTT rejects what is at -29 dBm0: the same sound, and nothing to mark in it.
    assert_ne!(png("att"), png("ntt"));
}

#[test]
fn what_cannot_be_drawn_is_refused_and_a_picture_that_is_there_stays() {
    let folder = folder();
    let path = recording(folder.path(), "5", &[]);
    let path = path.to_str().expect("UTF-8");
    cxtone(["detect", path, "--plot", "x.gif"])
        .exits(2)
        .complains(".svg or .png");
    for sources in [&["-"][..], &[path, path]] {
        cxtone([&["detect", "--plot", "x.svg"], sources].concat())
            .exits(2)
            .complains("--plot draws one file");
    }
    let picture = folder.path().join("kept.svg");
    fs::write(&picture, "kept").expect("writes");
    let picture = picture.to_str().expect("UTF-8");
    cxtone(["detect", "/no/such.wav", "--plot", picture]).exits(1);
    assert_eq!(fs::read_to_string(picture).expect("there"), "kept");
    cxtone(["detect", path, "--plot", "/no/such/folder/x.svg"])
        .exits(1)
        .complains("folder does not exist");
}
