//! Calls in virtual time: the Go source's flow and callers who are scripted.

use std::{fs, path::Path, sync::Arc};

use cxtone_flow::{Caller, Flow, FlowTest, Quirks, Simulated, Simulation};

const SEED: u64 = 5;

const OUTBOUND_CODE: &str = include_str!("../../../fixtures/flows/outbound-code.yaml");

fn simulated(flow: &str, caller: &str) -> Simulated {
    let flow = Arc::new(Flow::parse(flow).expect("a flow"));
    let caller = Caller::parse(caller).or_else(|_| caller.parse());
    Simulation::new(flow, caller.expect("a caller"), SEED).run()
}

fn check(caller: &str, path: &[&str], outcome: &str) {
    let Simulated { session, .. } = simulated(OUTBOUND_CODE, caller);
    let found: Vec<_> = session.path().iter().map(|step| step.as_str()).collect();
    assert_eq!(found, path, "{caller}: {}", session.transcript());
    let found = session.outcome().map(ToString::to_string);
    assert_eq!(found.as_deref(), Some(outcome), "{caller}");
}

#[test]
fn each_caller_takes_its_path_through_the_go_sources_flow() {
    let right = ["greeting", "code", "which", "success"];
    check("ends 2, wait 400, press 100", &right, "finished in success");
    let during_the_prompt = "begins 2, wait 300, press 100";
    check(during_the_prompt, &right, "finished in success");
    check("begins 1, press 100", &right, "finished in success");
    let third_time = "ends 2, press 5#, ends 4, press 123, ends 6, press 100";
    check(third_time, &right, "finished in success");
    let agent = ["greeting", "code", "which", "agent"];
    check("ends 2, press 000", &agent, "finished in agent");
    let silent = ["greeting", "code", "timeout"];
    check("{}", &silent, "finished in timeout");
    let wrong = ["greeting", "code", "invalid"];
    let never = "ends 2, press 999, ends 4, press 999, ends 6, press 999";
    check(never, &wrong, "finished in invalid");
    check("ends 2, press 1, hang-up", &wrong[..2], "caller-hung-up");
    check("answer: busy", &[], "busy");
}

#[test]
fn the_transcript_tells_what_happened_when_and_no_digit() {
    let simulated = simulated(OUTBOUND_CODE, "ends 2, wait 400, press 100");
    let expected = "       0 ms  step greeting
       0 ms  play greeting
    2000 ms  done
    2000 ms  step code
    2000 ms  collect enter-code
    4800 ms  collected [3 digits], full
    4800 ms  match
    4800 ms  step which
    4800 ms  step success
    4800 ms  play success
    6800 ms  done
    6800 ms  finished in success
";
    assert_eq!(simulated.session.transcript().to_string(), expected);
}

/// Asks for three digits with patience for the first, little between them, and no type-ahead.
const PATIENT: &str = "\
start: code
prompts: { ask: https://prompts.example/ask.wav }
steps:
  code:
    collect:
      into: code
      prompt: ask
      digits-min: 3
      digits-max: 3
      type-ahead: false
      timers: { first-digit-ms: 8000, inter-digit-ms: 1000, total-ms: 20000 }
      no-input: { maximum: 1, next: silent }
      no-match: { maximum: 1, next: wrong }
      next: taken
  taken: { hang-up: {} }
  silent: { hang-up: {} }
  wrong: { hang-up: {} }
";

#[test]
fn a_far_end_with_one_timer_waits_the_total_for_every_digit() {
    let flow = Arc::new(Flow::parse(PATIENT).expect("a flow"));
    for (has_one_timer, last) in [(false, "wrong"), (true, "taken")] {
        let caller = "ends 1, press 12, wait 5000, press 3".parse().unwrap();
        let quirks = Quirks {
            has_one_timer,
            ..Quirks::default()
        };
        let simulation = Simulation::new(Arc::clone(&flow), caller, SEED);
        let path = simulation.with_quirks(quirks).run().session.path().to_vec();
        assert_eq!(path.last().map(|step| step.as_str()), Some(last));
    }
}

#[test]
fn a_recorded_call_is_replayed_and_tells_the_first_line_that_is_another() {
    let flow = Arc::new(Flow::parse(OUTBOUND_CODE).expect("a flow"));
    let empty = FlowTest::parse("{ flow: f, caller: { acts: [hang-up] }, transcript: [] }");
    let empty = empty.unwrap();
    let simulated = empty.simulation(Arc::clone(&flow)).run();
    let recorded = empty.clone().recorded(&simulated);
    assert_eq!(recorded.replay(Arc::clone(&flow)), Ok(()));
    let written = serde_json::to_string(&recorded).unwrap();
    assert_eq!(FlowTest::parse(&written), Ok(recorded));
    let differs = empty.replay(flow).unwrap_err().to_string();
    let expected = "line 1 of the transcript is `step greeting`, and the end was expected";
    assert_eq!(differs, expected);
}

#[test]
fn every_recorded_call_of_the_fixtures_goes_as_it_went() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/flows");
    let mut replayed = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with(".test.json") {
            continue;
        }
        let test = FlowTest::parse(&fs::read_to_string(&path).unwrap()).unwrap();
        let flow = fs::read_to_string(folder.join(&test.flow)).unwrap();
        let flow = Arc::new(Flow::parse(&flow).unwrap());
        assert_eq!(test.replay(flow), Ok(()), "{}", path.display());
        replayed += 1;
    }
    assert_eq!(replayed, 10);
}
