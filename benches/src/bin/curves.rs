//! Draws recognition against the signal-to-noise ratio: ours, the peers, and the limit.
//!
//! `cargo run --release -p cxtone-benches --features peers --bin curves` writes the pictures to
//! `benches/pictures` and the table into `BENCHMARKING.md`; the seeds make every run the same.

use core::error::Error;
use std::fs;

use cxtone_benches::contender::Ear;
use cxtone_benches::ideal::{Ideal, threshold_for_one_an_hour};
use cxtone_benches::ours::Ours;
use cxtone_benches::peers::dtmf_crate::DtmfCrate;
use cxtone_benches::peers::spandsp::Receiver;
use cxtone_benches::picture::{Curve, Picture};
use cxtone_benches::random::Random;
use cxtone_benches::report::{Table, in_checkout, write_between};
use cxtone_benches::slots::{Slot, Slots};
use cxtone_dtmf::{Digits, Finding, SampleRate, Tone, Verifier};

const TONES_MS: [u32; 2] = [40, 70];

const SNR_DB: core::ops::RangeInclusive<i32> = -12..=20;

/// The table is for the points that standards and goals name.
const TOLD_DB: [i32; 11] = [-6, -5, -4, -3, 0, 3, 5, 6, 10, 15, 20];

/// Digits at each point, in sequences for the verifier.
const SEQUENCES: usize = 100;
const DIGITS: usize = 10;

/// Hours of noise that the limit's threshold is found with.
const HOURS: usize = 6;

const SEED: u64 = 5;

const NAMES: [&str; 5] = [
    "cxtone-dtmf",
    "cxtone-dtmf, digits known",
    "spandsp",
    "crate dtmf",
    "limit, 1 false an hour",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = format!(
        "Percent of {} digits at each point, at random phases in white noise (0–4 kHz), that were \
         heard as sent and once. With the digits known (verify mode): found where they were sent. \
         The limit is told the frequencies, the tones' length and the level of the noise, and has \
         one false digit an hour of noise.\n",
        SEQUENCES * DIGITS
    );
    fs::create_dir_all(in_checkout("benches/pictures"))?;
    for tone_ms in TONES_MS {
        let threshold = threshold_for_one_an_hour(tone_ms, HOURS, SEED);
        let points: Vec<(i32, [f64; NAMES.len()])> = SNR_DB
            .map(|snr_db| (snr_db, percentages(tone_ms, snr_db, threshold)))
            .collect();
        let file = format!("benches/pictures/noise-{tone_ms}ms.svg");
        fs::write(in_checkout(&file), picture(tone_ms, &points).to_svg())?;
        text += &format!("\n![Recognition of {tone_ms} ms tones]({file})\n\n");
        text += &table(tone_ms, &points).to_markdown();
    }
    println!("{text}");
    write_between(&in_checkout("BENCHMARKING.md"), "noise", &text)?;
    Ok(())
}

/// How many percent each recognises at one point.
fn percentages(tone_ms: u32, snr_db: i32, threshold: f64) -> [f64; NAMES.len()] {
    let slots = Slots {
        tone_ms,
        snr_db: f64::from(snr_db),
    };
    let mut random =
        Random::new(SEED + u64::from(tone_ms) * 1000 + u64::from((snr_db + 100).unsigned_abs()));
    let mut ears: [(usize, Box<dyn Ear>); 3] = [
        (0, Box::new(Ours::new())),
        (2, Box::new(Receiver::new())),
        (3, Box::new(DtmfCrate::new())),
    ];
    let mut counts = [0; NAMES.len()];
    for _ in 0..SEQUENCES {
        let sequence: Vec<Slot> = (0..DIGITS).map(|_| slots.next(&mut random)).collect();
        for slot in &sequence {
            for (index, ear) in &mut ears {
                counts[*index] += usize::from(is_heard(slot, ear.as_mut()));
            }
            let mut ideal = Ideal::new(tone_ms, slots.noise_deviation());
            counts[4] += usize::from(ideal.digits(&slot.audio, threshold) == [slot.digit]);
        }
        counts[1] += verified(&sequence, slots);
    }
    counts.map(|count| 100.0 * count as f64 / (SEQUENCES * DIGITS) as f64)
}

/// Whether the digit of a slot is heard, once, and no other.
fn is_heard(slot: &Slot, ear: &mut dyn Ear) -> bool {
    for frame in slot.audio.frames() {
        ear.feed(frame);
    }
    ear.digits() == [slot.digit.as_char()]
}

/// How many digits are found by a verifier that knows them.
fn verified(sequence: &[Slot], slots: Slots) -> usize {
    let mut digits = Digits::new();
    for slot in sequence {
        digits.push(slot.digit).expect("a short sequence");
    }
    let tone = Tone {
        tone_ms: slots.tone_ms,
        gap_ms: slots.gap_ms(),
        ..Tone::default()
    };
    let verifier = Verifier::new(&digits, SampleRate::TELEPHONE, tone)
        .expect("digits that can be sent can be verified");
    let samples = sequence.iter().map(|slot| slot.audio.float());
    let samples = samples.collect::<Vec<_>>().concat();
    let mut scratch = vec![0.0; verifier.scratch_len(samples.len())];
    let verified = verifier
        .verify(&samples, &mut scratch)
        .expect("as much to work in as it asks for");
    let verdicts = verified.verdicts().iter();
    verdicts
        .filter(|verdict| verdict.finding == Finding::Present)
        .count()
}

fn picture(tone_ms: u32, points: &[(i32, [f64; NAMES.len()])]) -> Picture {
    let curves = NAMES.iter().enumerate().map(|(index, &name)| Curve {
        name: name.to_owned(),
        is_limit: index + 1 == NAMES.len(),
        points: points
            .iter()
            .map(|(snr_db, percentages)| (f64::from(*snr_db), percentages[index]))
            .collect(),
    });
    Picture {
        title: format!("Digits of {tone_ms} ms in white noise: recognised"),
        axis: "signal-to-noise ratio, 0–4 kHz, dB".to_owned(),
        range: (f64::from(*SNR_DB.start()), f64::from(*SNR_DB.end())),
        step: 4.0,
        curves: curves.collect(),
    }
}

fn table(tone_ms: u32, points: &[(i32, [f64; NAMES.len()])]) -> Table {
    let told = || points.iter().filter(|(snr_db, _)| TOLD_DB.contains(snr_db));
    let mut heads = vec![format!("{tone_ms} ms, SNR in dB")];
    heads.extend(told().map(|(snr_db, _)| snr_db.to_string().replace('-', "−")));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(&heads);
    for (index, name) in NAMES.iter().enumerate() {
        let mut cells = vec![(*name).to_owned()];
        cells.extend(told().map(|(_, percentages)| format!("{:.1}", percentages[index])));
        table.push(cells);
    }
    table
}
