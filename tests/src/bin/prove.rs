//! Runs one long proof; `cargo xtask prove` builds it for speed and starts it.
//! What is proved stands in the library.

use std::process::ExitCode;

use cxtone_tests::proof::{
    conversations,
    faults::{self, Options, Tally},
    flows, soak,
};

const USAGE: &str = "\
prove faults INJECTIONS SEED [CALL] | prove flows CALLS SEED [FLOW] | prove soak HOURS SEED | \
prove conversations CALLS ROUNDS SEED";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers = arguments.iter().skip(1).map(|text| text.parse().ok());
    let numbers: Option<Vec<u64>> = numbers.collect();
    let proof = arguments.first().map(String::as_str);
    match (proof, numbers.as_deref()) {
        (Some("faults"), Some([injections, seed])) => prove_faults(*injections, *seed, None),
        (Some("faults"), Some([injections, seed, call])) => {
            prove_faults(*injections, *seed, Some(*call))
        }
        (Some("flows"), Some([calls, seed])) => prove_flows(*calls, *seed, None),
        (Some("flows"), Some([calls, seed, flow])) => prove_flows(*calls, *seed, Some(*flow)),
        (Some("soak"), Some([hours, seed])) => prove_soak(*hours, *seed),
        (Some("conversations"), Some([calls, rounds, seed])) => {
            prove_conversations(*calls, *rounds, *seed)
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn prove_faults(injections: u64, seed: u64, only: Option<u64>) -> ExitCode {
    let proved = faults::run(Options {
        injections,
        seed,
        only,
    });
    let again = |call| format!("\n  again: cargo xtask prove faults --seed {seed} --only {call}");
    let failures = proved.failures.iter();
    let failures = failures.map(|(call, failure)| format!("call {call}: {failure}{}", again(call)));
    tell(
        &proved.tally,
        failures,
        "no digit was heard twice, and every outcome is what it says",
    )
}

fn prove_flows(calls: u64, seed: u64, only: Option<u64>) -> ExitCode {
    let proved = flows::run(flows::Options { calls, seed, only });
    let again = |flow| format!("\n  again: cargo xtask prove flows --seed {seed} --only {flow}");
    let failures = proved.failures.iter();
    let failures = failures.map(|(flow, failure)| format!("flow {flow}: {failure}{}", again(flow)));
    tell(
        &proved.tally,
        failures,
        "every call ended within its limits, by the rules",
    )
}

fn prove_soak(hours: u64, seed: u64) -> ExitCode {
    let soaked = soak::run(hours, seed);
    if let Some((settled, end)) = soaked.resident_bytes {
        println!("resident: {settled} bytes after the first quarter, {end} at the end");
    }
    tell(
        &soaked.tally,
        soaked.failures.into_iter(),
        "memory, tasks and locks did not grow",
    )
}

fn prove_conversations(calls: u64, rounds: u64, seed: u64) -> ExitCode {
    let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
    let conversed = conversations::run(conversations::Options {
        calls: count(calls),
        rounds: count(rounds),
        seed,
        speed: 1,
        audio: true,
    });
    print!("{}", conversed.figures);
    tell(
        &conversed.tally,
        conversed.failures.into_iter(),
        "every call took its path, and its audio was in time",
    )
}

fn tell(tally: &Tally, failures: impl Iterator<Item = String>, holds: &str) -> ExitCode {
    print!("{tally}");
    let mut code = ExitCode::SUCCESS;
    for failure in failures {
        println!("{failure}");
        code = ExitCode::FAILURE;
    }
    if code == ExitCode::SUCCESS {
        println!("{holds}");
    }
    code
}
