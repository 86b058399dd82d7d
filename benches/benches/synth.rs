//! The story of the generator: a sequence of digits becomes samples, in frames of 20 ms.

use core::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cxtone_benches::audio::FRAME;
use cxtone_benches::cost::CpuTime;
use cxtone_benches::random::Random;
use cxtone_benches::sent;
use cxtone_dtmf::{Digit, Tone};

const DIGITS: usize = 64;

fn stories(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("synth");
    let digits = sent::random_digits(DIGITS, &mut Random::new(1));
    for (tone_ms, gap_ms) in [(40, 40), (100, 100), (1000, 0)] {
        let tone = Tone {
            tone_ms,
            gap_ms,
            ..Tone::default()
        };
        let samples = DIGITS as u64 * u64::from(tone_ms + gap_ms) * 8;
        assert_eq!(samples_of(&digits, tone), samples);
        group.throughput(Throughput::Elements(samples));
        group.bench_function(format!("{tone_ms}/{gap_ms} ms"), |bencher| {
            bencher.iter(|| samples_of(black_box(&digits), tone));
        });
    }
    group.finish();
}

fn samples_of(digits: &[Digit], tone: Tone) -> u64 {
    let mut synth = sent::synth(digits, tone);
    let mut frame = [0.0; FRAME];
    let mut samples = 0;
    loop {
        let filled = synth.fill(&mut frame);
        black_box(&frame);
        if filled == 0 {
            return samples;
        }
        samples += filled as u64;
    }
}

criterion_group! {
    name = synth;
    config = Criterion::default().with_measurement(CpuTime);
    targets = stories
}
criterion_main!(synth);
