//! The story of a request: a raw one becomes valid, or all its findings.

use core::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use cxtone_benches::cost::CpuTime;
use cxtone_payload::{Limits, Raw, validate};

fn stories(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("validate");
    for (name, digits, findings) in [("valid", "1234567890#", 0), ("two findings", "12x4", 2)] {
        let raw = Raw {
            digits: digits.into(),
            dtmf_type: "RFC2833".into(),
            pause_ms: if findings == 0 { 200_u32 } else { 20 }.into(),
        };
        let found = validate(&raw, &Limits::CXONE_V2).map_or_else(|found| found.len(), |_| 0);
        assert_eq!(found, findings);
        group.bench_function(name, |bencher| {
            bencher.iter(|| validate(black_box(&raw), &Limits::CXONE_V2));
        });
    }
    group.finish();
}

criterion_group! {
    name = requests;
    config = Criterion::default().with_measurement(CpuTime);
    targets = stories
}
criterion_main!(requests);
