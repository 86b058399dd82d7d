//! The story of the recognition rate: what was heard against what was sent.

use core::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use cxtone_benches::cost::CpuTime;
use cxtone_benches::random::Random;
use cxtone_benches::sent;
use cxtone_dtmf::score;

fn stories(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("score");
    for count in [5, 50, 250] {
        let sent = sent::random_digits(count, &mut Random::new(2));
        let mut heard = sent.clone();
        heard.remove(count / 2);
        let scored = score(&sent, &heard).expect("short enough");
        assert_eq!((scored.hits as usize, scored.missed), (count - 1, 1));
        group.bench_function(format!("{count} digits, one missed"), |bencher| {
            bencher.iter(|| score(black_box(&sent), black_box(&heard)));
        });
    }
    group.finish();
}

criterion_group! {
    name = scores;
    config = Criterion::default().with_measurement(CpuTime);
    targets = stories
}
criterion_main!(scores);
