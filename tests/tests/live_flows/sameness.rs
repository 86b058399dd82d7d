//! The same flow, caller and seed give the same transcript in simulation and in a call.

use std::sync::Arc;

use cxtone_flow::{Caller, Flow, Quirks, Simulation, TimerMs};
use cxtone_runner::PROMPT_POLL_INTERVAL;

use crate::stage::{Stage, caller, fixture, lines, paused_runtime};

/// How each call may be answered, and what may come of it.
const ANSWERS: [&str; 5] = [
    "{ answer: busy }",
    "{ answer: no-answer }",
    "{ answer: voicemail }",
    "{ answer: { after-ms: 3170 }, acts: [{ ends: 1 }, { wait: 500 }, { press: \"1\" }] }",
    "{ answer: { after-ms: 0 }, acts: [{ begins: 1 }, { wait: 900 }, hang-up] }",
];

/// The far end as a flow runner meets it with `cxone-v2`.
fn far_end() -> Quirks {
    let polls_ms = u32::try_from(PROMPT_POLL_INTERVAL.as_millis()).expect("short");
    Quirks {
        has_one_timer: true,
        polls_ms: TimerMs::try_from(polls_ms).expect("short"),
        ..Quirks::default()
    }
}

fn simulated(flow: &Arc<Flow>, caller: &Caller, seed: u64) -> Vec<String> {
    let call = Simulation::new(Arc::clone(flow), caller.clone(), seed).with_quirks(far_end());
    let call = call.run();
    let lines = call.session.transcript().lines();
    lines.map(ToString::to_string).collect()
}

fn lived(flow: &Arc<Flow>, caller: &Caller, seed: u64) -> Vec<String> {
    paused_runtime().block_on(async {
        let stage = Stage::for_flow(flow);
        let call = stage.place("call-1", caller, seed).await;
        lines(&stage.run(&call, flow).await)
    })
}

fn check(flow: &Arc<Flow>, script: &str, seed: u64) {
    let caller = caller(script);
    let expected = simulated(flow, &caller, seed);
    assert_eq!(lived(flow, &caller, seed), expected, "{script}");
}

fn check_all(name: &str, scripts: &[&str]) {
    let flow = fixture(name);
    for (script, seed) in scripts.iter().chain(&ANSWERS).zip(1..) {
        check(&flow, script, seed);
    }
}

#[test]
fn the_go_flow_goes_in_a_call_as_it_is_simulated() {
    check_all(
        "outbound-code",
        &[
            "",
            "ends 2, wait 400, press 100",
            "ends 2, wait 400, press 000",
            // In the midst of the prompt, before it, and both.
            "begins 2, wait 300, press 100",
            "begins 1, wait 300, press 100",
            "begins 1, wait 300, press 1, begins 2, wait 300, press 00",
            "begins 1, wait 300, press 999100",
            // Terminators, alone and after less than was asked for.
            "ends 2, wait 200, press 10#",
            "ends 2, wait 200, press #, ends 4, wait 200, press *, ends 6, wait 200, press 100",
            "ends 2, wait 200, press 999, ends 4, wait 200, press 123, ends 6, wait 200, press 5#",
            "ends 2, wait 200, press 10000",
            // Partial digits, and slow ones.
            "ends 2, wait 200, press 10",
            "ends 2, wait 6000, press 1, wait 6000, press 0, wait 1000, press 0",
            "ends 2, wait 6000, press 1, wait 6000, press 0, wait 5000, press 0",
            // Hanging up: in a prompt, between two, in the prompt of an entry, in an entry, after one.
            "begins 1, wait 500, hang-up",
            "ends 1, wait 100, hang-up",
            "begins 2, wait 700, hang-up",
            "ends 2, wait 500, hang-up",
            "ends 2, wait 500, press 10, wait 300, hang-up",
            "ends 2, wait 200, press 100, hang-up",
            "begins 3, wait 1000, hang-up",
            "{ jitter-ms: 900, acts: [{ ends: 2 }, { press: \"9\" }, { wait: 300 }, { press: \"99\" }, { ends: 4 }, { wait: 700 }, { press: \"100\" }] }",
            "{ tone-ms: 60, gap-ms: 60, line: { snr-db: 20 }, acts: [{ begins: 2 }, { wait: 400 }, { press: \"000\" }] }",
        ],
    );
}

#[test]
fn a_date_and_a_menu_go_in_a_call_as_they_are_simulated() {
    check_all(
        "date-of-birth",
        &[
            "",
            "ends 1, wait 300, press 29022024, ends 2, wait 300, press 1",
            "begins 1, wait 300, press 29022024, begins 2, wait 300, press 1",
            "begins 1, wait 300, press 290220241",
            "ends 1, wait 300, press 31022024, ends 3, wait 300, press 28022024, begins 4, wait 300, press 2, ends 5, wait 300, press 01012000, ends 6, wait 300, press 1",
            "ends 1, wait 300, press 2902, wait 2000, press 2024, ends 2, wait 300, press 7, ends 4, wait 300, press 8",
            "ends 1, wait 300, press 2902, hang-up",
            "ends 1, wait 300, press 29022024, ends 2, hang-up",
        ],
    );
}

#[test]
fn a_sensitive_step_goes_in_a_call_as_it_is_simulated() {
    check_all(
        "account-number",
        &[
            "",
            "begins 1, wait 300, press 7, ends 2, wait 200, press 9927398713#, ends 3, wait 300, press 1234#",
            "ends 2, wait 500, press 79927398713#, ends 3, wait 500, press 1234#",
            "ends 2, wait 500, press 79927398713#, ends 3, wait 500, press 12, wait 400, hang-up",
            "ends 2, wait 500, press 79927398713#, begins 3, wait 500, hang-up",
            "ends 2, wait 500, press 79927398714#, ends 4, wait 500, press 79927398713#, begins 5, wait 500, press 123456",
            "ends 2, wait 500, press 79927398713#, ends 3, wait 500, press 12#, ends 5, wait 500, press 1234#",
        ],
    );
}

#[test]
fn prompts_that_nobody_recorded_last_as_long_as_they_take_to_say() {
    let flow = fixture("outbound-code");
    for script in [
        "ends 2, wait 400, press 100",
        "wait 1500, press 1, wait 2500, press 0, wait 2500, press 0",
        "wait 4000, press 999, wait 3000, press 000",
    ] {
        let caller = caller(script);
        let call = Simulation::new(Arc::clone(&flow), caller.clone(), 1)
            .with_quirks(far_end())
            .with_spoken_prompts()
            .run();
        let lines_of = call.session.transcript().lines();
        let expected: Vec<_> = lines_of.map(ToString::to_string).collect();
        let found = paused_runtime().block_on(async {
            let stage = Stage::unrecorded();
            let call = stage.place("call-1", &caller, 1).await;
            lines(&stage.run(&call, &flow).await)
        });
        assert_eq!(found, expected, "{script}");
    }
}

/// Callers that are drawn for each flow.
const DRAWN: u64 = 60;

#[test]
fn drawn_callers_go_in_a_call_as_they_are_simulated() {
    let mut differing = Vec::new();
    for name in ["outbound-code", "date-of-birth", "account-number"] {
        let flow = fixture(name);
        for seed in 0..DRAWN {
            let drawn = Caller::drawn(seed, &flow.words());
            let caller = Caller {
                tone_ms: drawn.tone_ms.max(100_u32.try_into().expect("short")),
                gap_ms: drawn.gap_ms.max(100_u32.try_into().expect("short")),
                ..drawn
            };
            let (expected, found) = (simulated(&flow, &caller, seed), lived(&flow, &caller, seed));
            if expected != found {
                differing.push(format!("{name} {seed}:\n{expected:#?}\n{found:#?}"));
            }
        }
    }
    assert!(
        differing.is_empty(),
        "{} differ: {}",
        differing.len(),
        differing.join("\n")
    );
}
