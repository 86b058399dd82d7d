//! The story of the detector: a minute of something, in frames of 20 ms, one stream or many.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cxtone_benches::channels::{InTurn, ManyChannels};
use cxtone_benches::contender::Contender;
use cxtone_benches::cost::CpuTime;
use cxtone_benches::ours::{Ours, ours, ours_from_16_bits};
use cxtone_benches::workload::{self, Workload};

fn stories(criterion: &mut Criterion<CpuTime>) {
    let (workloads, source) = workload::all();
    println!("speech: {source}");
    let mut contenders: [Box<dyn Contender>; 3] = [
        Box::new(ours()),
        Box::new(ours_from_16_bits()),
        Box::new(ManyChannels::new("64 channels in turn", || {
            InTurn::new(Ours::new)
        })),
    ];
    for contender in &mut contenders {
        let mut group = criterion.benchmark_group(format!("detect/{}", contender.name()));
        group.sample_size(10);
        for workload in &workloads {
            let samples = check(contender.as_mut(), workload);
            group.throughput(Throughput::Elements(samples as u64));
            group.bench_function(workload.name, |bencher| {
                bencher.iter(|| contender.hear(&workload.audio));
            });
        }
        group.finish();
    }
}

/// What is timed must be right: every digit that is there, and none where there are none but
/// speech, which is no measure of false digits in a minute. Tells how many samples that took.
fn check(contender: &mut dyn Contender, workload: &Workload) -> usize {
    let heard = contender.hear(&workload.audio);
    let all = heard.samples == workload.audio.len();
    let sent = workload.digits.iter().map(|digit| digit.as_char());
    let sent: Vec<char> = sent.collect();
    if all && workload.name != "speech" {
        assert_eq!(heard.digits, sent, "{}", workload.name);
    }
    heard.samples
}

criterion_group! {
    name = detect;
    config = Criterion::default().with_measurement(CpuTime);
    targets = stories
}
criterion_main!(detect);
