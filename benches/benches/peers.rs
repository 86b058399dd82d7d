//! What ours cost beside others, in CPU time a sample, in one run and in turns.
//!
//! `cargo bench -p cxtone-benches --features peers --bench peers` prints the tables; with
//! `-- --write` after it they are put into `BENCHMARKING.md`, and `-- --test` takes one turn only.

use core::error::Error;

use cxtone_benches::channels::{CHANNELS, InTurn, ManyChannels};
use cxtone_benches::contender::{Contender, hits};
use cxtone_benches::ours::{Ours, ours, ours_from_16_bits};
use cxtone_benches::peers::dtmf_crate::dtmf_crate;
use cxtone_benches::peers::interleaved::{Costs, take_turns};
use cxtone_benches::peers::multimon::Multimon;
use cxtone_benches::peers::senders::Sender;
use cxtone_benches::peers::spandsp::{Receiver, spandsp};
use cxtone_benches::random::Random;
use cxtone_benches::report::{Table, in_checkout, machine, write_between};
use cxtone_benches::sent;
use cxtone_benches::workload::{self, Workload};

/// Turns of each contender.
const REPEATS: usize = 15;

/// The name that all others are compared with.
const BASELINE: &str = "spandsp";

/// Of the digits in the workloads, ours and the baseline must hear this share, or what is timed
/// is not detection.
const HEARD_LEAST: f64 = 0.95;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |wanted: &str| arguments.iter().any(|argument| argument == wanted);
    let repeats = if has("--test") { 1 } else { REPEATS };
    let (workloads, speech) = workload::all();
    let today = jiff::Zoned::now().date();
    let note = format!(
        "Measured {today} on {}, shared and noisy. Speech: {speech}.\n\
         ns of CPU time a sample at 8 kHz, best of {repeats} turns (median). In brackets after a \
         name: its share of spandsp's cost on the call's mix, by the best turns.",
        machine()
    );
    let streams = detectors("one stream", &mut one_stream(), &workloads, repeats);
    let many = format!("{CHANNELS} channels in turn");
    let channels = detectors(&many, &mut many_channels(), &workloads, repeats);
    let text = format!(
        "{note}\n\n{}\n{}\n{}",
        streams.to_markdown(),
        channels.to_markdown(),
        senders(repeats).to_markdown()
    );
    println!("{text}");
    if has("--write") {
        write_between(&in_checkout("BENCHMARKING.md"), "speed", &text)?;
    }
    Ok(())
}

fn one_stream() -> Vec<Box<dyn Contender>> {
    let mut contenders: Vec<Box<dyn Contender>> = vec![
        Box::new(ours()),
        Box::new(ours_from_16_bits()),
        Box::new(spandsp()),
        Box::new(dtmf_crate()),
    ];
    match Multimon::installed() {
        Some(multimon) => contenders.push(Box::new(multimon)),
        None => println!("multimon-ng is not installed, so it is left out"),
    }
    contenders
}

fn many_channels() -> Vec<Box<dyn Contender>> {
    let ours = || InTurn::new(Ours::new);
    let spandsp = || InTurn::new(Receiver::new);
    vec![
        Box::new(ManyChannels::new("cxtone-dtmf", ours)),
        Box::new(ManyChannels::new("spandsp", spandsp)),
    ]
}

/// A table of what listening costs: a row a contender, a column a workload.
fn detectors(
    title: &str,
    contenders: &mut [Box<dyn Contender>],
    workloads: &[Workload],
    repeats: usize,
) -> Table {
    let mut heads = vec![title];
    heads.extend(workloads.iter().map(|workload| workload.name));
    heads.push("digits heard");
    let mut columns = Vec::new();
    for workload in workloads {
        columns.push(take_turns(contenders.len(), repeats, |index| {
            contenders[index].hear(&workload.audio).ns_per_sample()
        }));
    }
    let mix = columns.last().map_or(&[][..], Vec::as_slice);
    let names: Vec<String> = contenders.iter().map(|it| it.name().to_owned()).collect();
    let mut table = Table::new(&heads);
    for (index, contender) in contenders.iter_mut().enumerate() {
        let mut cells = vec![with_share(&names, mix, index)];
        cells.extend(columns.iter().map(|column| column[index].told()));
        cells.push(heard(contender.as_mut(), workloads));
        table.push(cells);
    }
    table
}

/// A contender's name with its share of the baseline's cost.
fn with_share(names: &[String], costs: &[Costs], index: usize) -> String {
    let name = &names[index];
    let baseline = names.iter().position(|name| name == BASELINE);
    let best = |index: usize| costs.get(index).map(Costs::best);
    match (best(index), baseline.and_then(best)) {
        (Some(own), Some(baseline)) => format!("{name} (× {:.2})", own / baseline),
        _ => name.clone(),
    }
}

/// The share of the digits in the workloads that is heard by one stream.
///
/// # Panics
///
/// Ours or the baseline hears fewer than it must.
fn heard(contender: &mut dyn Contender, workloads: &[Workload]) -> String {
    let (mut sent, mut heard) = (0, 0);
    for workload in workloads {
        let hearing = contender.hear(&workload.audio);
        if hearing.samples != workload.audio.len() {
            return "–".to_owned();
        }
        sent += workload.digits.len();
        heard += hits(&workload.digits, &hearing.digits);
    }
    let share = heard as f64 / sent as f64;
    let name = contender.name();
    let must = name.starts_with("cxtone") || name == BASELINE;
    assert!(
        !must || share >= HEARD_LEAST,
        "{name} hears {heard} of {sent}"
    );
    format!("{:.1} %", 100.0 * share)
}

/// A table of what sending costs.
fn senders(repeats: usize) -> Table {
    let timings = [(40, 40), (50, 50), (100, 100), (1000, 20)];
    let digits = sent::random_digits(128, &mut Random::new(3));
    let columns: Vec<Vec<Costs>> = timings
        .iter()
        .map(|&(tone_ms, gap_ms)| {
            take_turns(Sender::ALL.len(), repeats, |index| {
                let sent = Sender::ALL[index].send(&digits, tone_ms, gap_ms);
                sent.cpu.as_secs_f64() * 1e9 / sent.audio.len() as f64
            })
        })
        .collect();
    let heads = timings.map(|(tone_ms, gap_ms)| format!("{tone_ms}/{gap_ms} ms"));
    let mut all_heads = vec!["generator"];
    all_heads.extend(heads.iter().map(String::as_str));
    let mut table = Table::new(&all_heads);
    for (index, sender) in Sender::ALL.into_iter().enumerate() {
        let mut cells = vec![sender.name().to_owned()];
        cells.extend(columns.iter().map(|column| column[index].told()));
        table.push(cells);
    }
    table
}
