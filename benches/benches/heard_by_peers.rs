//! Who hears our generator's digits of 40/40 ms, and who hears spandsp's: where a peer misses both
//! alike, the peer is deaf, not the generator wrong.
//!
//! `cargo bench -p cxtone-benches --features peers --bench heard_by_peers` prints the table; with
//! `-- --write` after it, it is put into `BENCHMARKING.md`, and `-- --test` sends fewer digits.
//! `-- --raw FOLDER` only writes some of the audio and its digits, for the scripts in `peers`.

use core::error::Error;
use std::fs;
use std::path::Path;

use cxtone_benches::audio::Audio;
use cxtone_benches::contender::{Contender, hits};
use cxtone_benches::ours::ours;
use cxtone_benches::peers::dtmf_crate::dtmf_crate;
use cxtone_benches::peers::multimon::Multimon;
use cxtone_benches::peers::senders::Sender;
use cxtone_benches::peers::spandsp::spandsp;
use cxtone_benches::random::Random;
use cxtone_benches::report::{Table, in_checkout, write_between};
use cxtone_dtmf::Digit;

/// Digits of each sequence, and how many sequences.
const DIGITS: usize = 16;
const SEQUENCES: usize = 625;
const SEQUENCES_IN_TEST: usize = 25;

/// Sequences in one stream.
const IN_ONE_STREAM: usize = 25;

const TONE_MS: u32 = 40;
const GAP_MS: u32 = 40;

const SEED: u64 = 40;

/// Those that can hear digits of 40 ms: they must hear all.
const HEAR_ALL: [&str; 3] = ["cxtone-dtmf", "spandsp", "multimon-ng"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |wanted: &str| arguments.iter().any(|argument| argument == wanted);
    if let Some(folder) = arguments.iter().skip_while(|it| *it != "--raw").nth(1) {
        return write_raw(Path::new(folder));
    }
    let sequences = if has("--test") {
        SEQUENCES_IN_TEST
    } else {
        SEQUENCES
    };
    let mut contenders: Vec<Box<dyn Contender>> = vec![
        Box::new(ours()),
        Box::new(spandsp()),
        Box::new(dtmf_crate()),
    ];
    match Multimon::installed() {
        Some(multimon) => contenders.push(Box::new(multimon)),
        None => println!("multimon-ng is not installed, so it is left out"),
    }
    let mut table = Table::new(&["heard by", "ours", "spandsp's"]);
    for contender in &mut contenders {
        let ours = heard(contender.as_mut(), Sender::Ours, sequences);
        let spandsp = heard(contender.as_mut(), Sender::Spandsp, sequences);
        if HEAR_ALL.contains(&contender.name()) {
            assert_eq!(ours.hits, ours.sent, "{} of our digits", contender.name());
            assert_eq!(ours.heard, ours.sent, "{} of our digits", contender.name());
        }
        table.push(vec![
            contender.name().to_owned(),
            ours.told(),
            spandsp.told(),
        ]);
    }
    let text = format!(
        "{} digits of {TONE_MS}/{GAP_MS} ms at 8 kHz, all sixteen as often, in sequences of \
         {DIGITS} that begin anywhere in a frame.\n\n{}",
        sequences * DIGITS,
        table.to_markdown()
    );
    println!("{text}");
    if has("--write") {
        write_between(&in_checkout("BENCHMARKING.md"), "heard by peers", &text)?;
    }
    Ok(())
}

/// The first stream of each, as 16 bits in the order of Intel, and its digits as text.
fn write_raw(folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, sender) in [("ours", Sender::Ours), ("spandsp", Sender::Spandsp)] {
        let (digits, audio) = stream(sender, &mut Random::new(SEED));
        let raw = audio.integer().iter().flat_map(|it| it.to_le_bytes());
        fs::write(
            folder.join(name).with_extension("raw"),
            raw.collect::<Vec<_>>(),
        )?;
        let digits = digits.iter().map(|digit| digit.as_char());
        fs::write(
            folder.join(name).with_extension("txt"),
            digits.collect::<String>(),
        )?;
    }
    Ok(())
}

struct Count {
    sent: usize,
    hits: usize,
    heard: usize,
}

impl Count {
    fn told(&self) -> String {
        let share = 100.0 * self.hits as f64 / self.sent as f64;
        format!("{share:.2} %, {} besides", self.heard - self.hits)
    }
}

/// All sequences in one stream, as one line after the other: silence of a random length before
/// each, so that blocks lie anywhere in the tones.
fn heard(contender: &mut dyn Contender, sender: Sender, sequences: usize) -> Count {
    let mut random = Random::new(SEED);
    let mut count = Count {
        sent: 0,
        hits: 0,
        heard: 0,
    };
    for _ in 0..sequences.div_ceil(IN_ONE_STREAM) {
        let (digits, audio) = stream(sender, &mut random);
        let heard = contender.hear(&audio).digits;
        count.sent += digits.len();
        count.hits += hits(&digits, &heard);
        count.heard += heard.len();
    }
    count
}

fn stream(sender: Sender, random: &mut Random) -> (Vec<Digit>, Audio) {
    let mut samples = Vec::new();
    let mut all = Vec::new();
    for _ in 0..IN_ONE_STREAM {
        // Every digit is sent as often, in an order that differs from sequence to sequence.
        let mut digits = Digit::ALL.to_vec();
        for index in (1..DIGITS).rev() {
            digits.swap(index, random.below(index + 1));
        }
        let silence = 1600 + random.below(800);
        samples.resize(samples.len() + silence, 0);
        samples.extend(sender.send(&digits, TONE_MS, GAP_MS).audio.integer());
        all.extend(digits);
    }
    samples.resize(samples.len() + 1600, 0);
    (all, Audio::from_integer(samples))
}
