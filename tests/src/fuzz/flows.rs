//! What authors of flows write: flow files and caller scripts.

use core::time::Duration;
use std::sync::Arc;

use cxtone_flow::{
    Caller, DialectAbilities, Flow, Performance, Severity, Simulation, check, check::masked, graph,
    limits::FINDINGS_MAX,
};

/// Who calls the flows that can be read.
const SEED: u64 = 1;

/// Deeds of a caller that are looked at.
const DEEDS_MAX: usize = 2_000;

/// Any text is a flow or has an error with a place in the text; a flow comes to its end and can be
/// drawn.
///
/// # Panics
///
/// That is broken.
pub fn flow(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let findings = check(&text, &DialectAbilities::ALL);
    assert!(findings.len() <= FINDINGS_MAX);
    for finding in &findings {
        assert!(finding.place.offset.saturating_add(finding.place.length) <= text.len());
    }
    assert_eq!(masked(&text).len(), text.len());
    match Flow::parse(&text) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let errors = findings.iter().filter(|it| it.severity == Severity::Error);
            assert!(errors.count() > 0, "a flow is refused and nothing is found");
        }
        Ok(flow) => {
            assert!(graph::svg(&flow).ends_with("</svg>\n") && graph::dot(&flow).ends_with("}\n"));
            let call = Simulation::new(Arc::new(flow), Caller::drawn(SEED, &[]), SEED).run();
            assert!(call.session.outcome().is_some(), "a call has no end");
        }
    }
}

/// Any text is a caller or has an error; a caller does what it does in the order of time, and no
/// more than its script says.
///
/// # Panics
///
/// That is broken.
pub fn caller(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = [Caller::parse(&text).ok(), text.parse().ok()];
    for caller in parsed.into_iter().flatten() {
        let mut performance = Performance::new(caller, SEED);
        let mut now = Duration::ZERO;
        for _ in 0..DEEDS_MAX {
            performance.prompt_began(now);
            performance.prompt_ended(now);
            while performance.poll_deed(now).is_some() {}
            let Some(next) = performance.poll_timeout() else {
                break;
            };
            assert!(next > now, "time stands still");
            now = next;
        }
    }
}
