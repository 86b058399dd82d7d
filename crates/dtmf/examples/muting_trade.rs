//! Prints what a muter leaves of digits in noise, and what it takes from other sound.
//!
//! Reads paths of 16-bit mono WAV files at 8 kHz without digits from stdin, one a line.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "samples are counted in milliseconds of double precision"
)]

#[path = "../tests/signal/mod.rs"]
mod signal;

use std::io;

use cxtone_dtmf::{Muter, Passage, Profile, SampleRate};
use signal::{Sending, Signal, peak};

/// What stands before the samples of a WAV file with one chunk of each kind.
const HEADER_BYTES: usize = 44;

const SEED: u64 = 11;
const DIGITS: usize = 2_000;
const DIGITS_A_SIGNAL: usize = 10;

/// What a row of the table is made of.
#[derive(Clone, Copy)]
struct Row {
    snr_db: f64,
    tone_ms: f64,
    break_ms: Option<(f64, f64)>,
}

fn main() -> io::Result<()> {
    println!(
        "SNR dB, tone ms, over 5 ms audible, all audible, most ms of others, ms muted beside each"
    );
    for snr_db in [60.0, 20.0, 15.0, 10.0, 8.0, 5.0, 0.0] {
        for tone_ms in [40.0, 50.0, 100.0, 500.0] {
            print_row(Row {
                snr_db,
                tone_ms,
                break_ms: None,
            });
        }
    }
    println!("breaks of 10 ms after 35, 60 and 80 ms");
    for after_ms in [35.0, 60.0, 80.0] {
        let break_ms = Some((after_ms, 10.0));
        print_row(Row {
            snr_db: 60.0,
            tone_ms: 100.0,
            break_ms,
        });
    }
    let (mut all, mut muted, mut stretches) = (0, 0, 0);
    for path in io::stdin().lines() {
        let found = listened(&samples(&std::fs::read(path?)?));
        all += found.len();
        muted += found.iter().filter(|muted| **muted).count();
        stretches += found.windows(2).filter(|pair| !pair[0] && pair[1]).count();
    }
    let seconds = |samples: usize| samples as f64 / 8_000.0;
    println!(
        "{:.2} h without digits: {:.2} s muted in {stretches} stretches",
        seconds(all) / 3_600.0,
        seconds(muted),
    );
    Ok(())
}

fn print_row(row: Row) {
    let (mut over, mut whole, mut most_ms, mut beside_ms) = (0, 0, 0.0_f64, 0.0);
    for index in 0..DIGITS / DIGITS_A_SIGNAL {
        let mut signal = Signal::new(8_000, SEED + index as u64);
        let mut spans = Vec::new();
        for _ in 0..DIGITS_A_SIGNAL {
            let offset = signal.random.within(-1.5, 1.5);
            let sending = Sending {
                tone_ms: row.tone_ms,
                gap_ms: signal.random.within(40.0, 90.0),
                twist_db: signal.random.within(-6.0, 4.0),
                low_offset_percent: offset,
                high_offset_percent: offset,
                break_ms: row.break_ms,
                ..Sending::default()
            };
            let digit = signal.random.digit();
            let start = (signal.now_s() * 8_000.0).ceil() as usize;
            signal.digit(digit, &sending);
            spans.push(start..start + (row.tone_ms * 8.0) as usize);
        }
        let power = peak(Sending::default().level_dbm0).powi(2) / 2.0;
        signal.noise(power / 10_f64.powf(row.snr_db / 10.0));
        let muted = listened(&signal.samples);
        let ms = |samples: usize| samples as f64 / 8.0;
        let mut inside = 0;
        for span in spans {
            let broken = row.break_ms.map_or(0..0, |(after_ms, break_ms)| {
                let from = span.start + (after_ms * 8.0) as usize;
                from..from + (break_ms * 8.0) as usize
            });
            let tone = span.filter(|place| !broken.contains(place));
            let len = tone.clone().count();
            let audible = tone.filter(|place| !muted[*place]).count();
            inside += len - audible;
            over += usize::from(ms(audible) > 5.0);
            if audible == len {
                whole += 1;
            } else {
                most_ms = most_ms.max(ms(audible));
            }
        }
        beside_ms += ms(muted.iter().filter(|muted| **muted).count() - inside);
    }
    println!(
        "{}, {}, {over}, {whole}, {most_ms:.1}, {:.1}",
        row.snr_db,
        row.tone_ms,
        beside_ms / DIGITS as f64
    );
}

fn listened(samples: &[f32]) -> Vec<bool> {
    let mut muted = Vec::with_capacity(samples.len());
    let mut tell = |passage: Passage| {
        muted.extend((0..passage.samples).map(|_| passage.is_muted));
    };
    let mut muter = Muter::new(SampleRate::TELEPHONE, Profile::ATT);
    muter.feed(samples, &mut tell);
    muter.finish(&mut tell);
    muted
}

fn samples(wav: &[u8]) -> Vec<f32> {
    let (pairs, _) = wav.get(HEADER_BYTES..).unwrap_or(&[]).as_chunks::<2>();
    let full_scale = |pair: &[u8; 2]| f32::from(i16::from_le_bytes(*pair)) / 32_768.0;
    pairs.iter().map(full_scale).collect()
}
