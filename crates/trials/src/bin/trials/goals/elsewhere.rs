//! Goals that need other audio or other tools than this proof has, and where they are measured.

/// Each goal and how it is measured.
pub(super) const ROWS: [(&str, &str); 7] = [
    (
        "talk-off",
        "needs hours of real speech and music; `cxtone detect` over such recordings",
    ),
    (
        "G.726, GSM, Opus",
        "needs their encoders; labelled audio through ffmpeg, then `cxtone score`",
    ),
    (
        "digits known beforehand (verify mode)",
        "by the tests of cxtone-dtmf and its README",
    ),
    (
        "`Provisional` within 20 ms",
        "the detector has no such event",
    ),
    ("speed", "cargo bench -p cxtone-benches"),
    ("generator", "cargo test -p cxtone-dtmf --test synthesis"),
    (
        "no_std, no panic",
        "cargo xtask test --only bare; the crate's lints",
    ),
];
