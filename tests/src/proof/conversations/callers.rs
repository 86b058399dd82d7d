//! Who is called: a few scripts, and the way through the Go source's flow that each must lead to.
//! Which call gets which is told by the call's id.

use cxtone_emulator::Cast;

/// A caller, and the way that the keys must lead.
pub(super) struct Part {
    name: &'static str,
    acts: &'static str,
    pub(super) path: &'static [&'static str],
    pub(super) outcome: &'static str,
}

/// The right code, during the prompt, right the second time, wrong three times, hanging up halfway,
/// and silence.
pub(super) const PARTS: [Part; 6] = [
    Part {
        name: "right",
        acts: "ends 2, wait 400, press 100",
        path: &["greeting", "code", "which", "success"],
        outcome: "finished",
    },
    Part {
        name: "early",
        acts: "begins 2, wait 300, press 000",
        path: &["greeting", "code", "which", "agent"],
        outcome: "finished",
    },
    Part {
        name: "second",
        acts: "ends 2, wait 900, press 123, ends 4, wait 200, press 100",
        path: &["greeting", "code", "which", "success"],
        outcome: "finished",
    },
    Part {
        name: "wrong",
        acts: "ends 2, wait 200, press 111, ends 4, wait 1500, press 12#, ends 6, press 333",
        path: &["greeting", "code", "invalid"],
        outcome: "finished",
    },
    Part {
        name: "halfway",
        acts: "ends 2, wait 700, press 10, wait 500, hang-up",
        path: &["greeting", "code"],
        outcome: "caller-hung-up",
    },
    Part {
        name: "silent",
        acts: "wait 1",
        path: &["greeting", "code", "timeout"],
        outcome: "finished",
    },
];

/// The part that is played in the call of this number, and the call's id.
pub(super) fn part(number: usize) -> (&'static Part, String) {
    let part = &PARTS[number % PARTS.len()];
    (part, format!("{}-{number}", part.name))
}

/// All parts, by the ids of their calls.
pub(super) fn cast() -> Cast {
    let mut cast = Cast::default();
    for part in &PARTS {
        let calls = format!("{}-*", part.name);
        let calls = calls.parse().expect("names are letters");
        let caller = part.acts.parse().expect("the acts are right");
        cast.give(calls, caller).expect("each has its own name");
    }
    cast
}
