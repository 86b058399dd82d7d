//! `demo`: the digits are its own, and show as little as anybody's.

use std::thread;

use crate::{
    leaks::Canary,
    run::{Run, folder, path_in, search_files},
};

/// The end of what the demo sends, which no code shows by chance.
const CANARY: Canary<'_> = Canary {
    digits: "234#",
    secrets: &[],
};

fn check(form: &str) {
    let folder = folder();
    let out = path_in(&folder, "out");
    let ran = Run::new(["demo", "--out", &out, form]).exits(0);
    CANARY.assert_hidden("stdout of the demo", &ran.stdout);
    CANARY.assert_hidden("stderr of the demo", &ran.stderr);
    // Recordings and pictures are there to be heard and seen.
    let exceptions = [".wav", ".png", ".key"];
    let searched = search_files(&CANARY, out.as_ref(), &exceptions);
    assert_eq!(searched, 2, "the log and its head");
}

#[test]
fn the_demo_shows_no_digits_but_in_its_audio() {
    thread::scope(|scope| {
        for form in ["--verbose", "--json"] {
            scope.spawn(move || check(form));
        }
    });
}
