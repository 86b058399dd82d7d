//! A written sequence as the requests that play it: which digits at once, and how long to wait.
//! Sending them, all under one lock of the call, is the runner's part.

use alloc::{format, vec, vec::Vec};

use cxtone_dtmf::Digits;

use crate::{
    Element, Finding, Findings, Limits, PauseForm, Payload, Raw, RawValue, Sequence, rule,
};

/// The most requests of one plan.
pub const PLAN_SENDS_MAX: usize = 32;

/// The longest pauses of one plan together, in milliseconds: a call is locked all the while.
pub const PLAN_PAUSES_MS_MAX: u64 = 60_000;

/// What is sent for one written sequence, in order.
///
/// `Debug` shows digits only by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    sends: Vec<PlannedSend>,
    wait_after_ms: u64,
}

/// One request of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSend {
    wait_ms: u64,
    payload: Payload,
}

impl Plan {
    /// The requests in order: at least one, at most [`PLAN_SENDS_MAX`].
    #[must_use]
    pub fn sends(&self) -> &[PlannedSend] {
        &self.sends
    }

    /// How long to keep the call locked after the last request has played out, in milliseconds:
    /// the pauses at the end of the sequence.
    #[must_use]
    pub const fn wait_after_ms(&self) -> u64 {
        self.wait_after_ms
    }

    /// All digits of the plan in order.
    #[must_use]
    pub fn digits(&self) -> Digits {
        let mut all = Digits::new();
        for digit in self
            .sends
            .iter()
            .flat_map(|send| send.payload.digits().iter())
        {
            // A sequence holds no more than fit.
            all.push(digit).unwrap_or_default();
        }
        all
    }

    /// How long everything takes, in milliseconds: waits and play-outs, without the requests.
    #[must_use]
    pub fn play_out_ms(&self) -> u64 {
        let sends = self.sends.iter();
        let sends_ms: u64 = sends
            .map(|send| send.wait_ms + send.payload.play_out_ms())
            .sum();
        sends_ms + self.wait_after_ms
    }
}

impl From<Payload> for Plan {
    fn from(payload: Payload) -> Self {
        Self {
            sends: vec![PlannedSend {
                wait_ms: 0,
                payload,
            }],
            wait_after_ms: 0,
        }
    }
}

impl PlannedSend {
    /// How long to wait before it, in milliseconds, from the end of the play-out before it on; for
    /// the first request, from the start.
    #[must_use]
    pub const fn wait_ms(&self) -> u64 {
        self.wait_ms
    }

    /// What is sent.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }
}

/// Checks a raw request whose digits may hold the pauses `w`, `W` and `,`, and lays out what is
/// sent for it.
///
/// Without pauses it is [`validate`](crate::validate()). With them the dialect decides: they stand
/// in the one request where the far end plays them, or they become waits between several requests
/// (each run of digits has the dialect's length limit then), or they are refused. They are never
/// dropped.
///
/// # Errors
///
/// All [`Findings`] at once: those of `validate`, and the codes `pauses-carried`,
/// `pauses-together` and `plan-sends`.
pub fn plan(raw: &Raw, limits: &Limits) -> Result<Plan, Findings> {
    let text = match &raw.digits {
        RawValue::Text(text) if rule::has_pauses(text) => text,
        _ => return crate::validate(raw, limits).map(Plan::from),
    };
    if limits.pauses == PauseForm::Inline {
        return crate::validate(raw, limits).map(Plan::from);
    }
    let sequence = Sequence::parse(text).and_then(|sequence| checked(sequence, limits));
    let dtmf_type = rule::dtmf_type(&raw.dtmf_type, limits);
    let pause_ms = rule::pause_ms(&raw.pause_ms, limits);
    match (sequence, dtmf_type, pause_ms) {
        (Ok(sequence), Ok(dtmf_type), Ok(pause_ms)) => Ok(split(&sequence, |digits| {
            Payload::new(digits.into(), dtmf_type, pause_ms, limits.tone_ms)
        })),
        (sequence, dtmf_type, pause_ms) => Err(Findings::joined([
            sequence.err(),
            dtmf_type.err(),
            pause_ms.err(),
        ])),
    }
}

/// Whether a sequence with pauses can be sent as several requests.
fn checked(sequence: Sequence, limits: &Limits) -> Result<Sequence, Findings> {
    let findings = [
        (limits.pauses == PauseForm::Refused).then(not_carried),
        sequence
            .digits()
            .is_empty()
            .then(|| rule::no_digits(limits)),
        longest_run(&sequence)
            .filter(|longest| *longest > limits.digits_possible())
            .map(|longest| run_too_long(longest, limits)),
        (sequence.runs().count() > PLAN_SENDS_MAX).then(too_many_runs),
        (sequence.pauses_ms() > PLAN_PAUSES_MS_MAX).then(pauses_too_long),
    ];
    Findings::found(findings.into_iter().flatten().collect()).map(|()| sequence)
}

fn longest_run(sequence: &Sequence) -> Option<usize> {
    sequence.runs().map(Digits::len).max()
}

fn split(sequence: &Sequence, payload: impl Fn(Digits) -> Payload) -> Plan {
    let mut sends = Vec::new();
    let mut wait_ms = 0;
    for element in sequence.elements() {
        match element {
            Element::Pause(pause) => wait_ms += u64::from(pause.ms()),
            Element::Digits(digits) => sends.push(PlannedSend {
                wait_ms: core::mem::take(&mut wait_ms),
                payload: payload(*digits),
            }),
        }
    }
    Plan {
        sends,
        wait_after_ms: wait_ms,
    }
}

fn not_carried() -> Finding {
    Finding {
        code: "pauses-carried",
        pointer: "/dtmfString",
        message: "Pauses within the digits cannot be sent to this tenant".into(),
        help: "leave w, W and , out, or send each part as an injection of its own".into(),
    }
}

fn run_too_long(longest: usize, limits: &Limits) -> Finding {
    let digits_max = limits.digits_possible();
    Finding {
        code: "digits-length",
        pointer: "/dtmfString",
        message: format!("DTMF sequence exceeds maximum length of {digits_max} characters"),
        help: format!("it has {longest} digits without a pause; at most {digits_max} may be"),
    }
}

fn too_many_runs() -> Finding {
    Finding {
        code: "plan-sends",
        pointer: "/dtmfString",
        message: format!("Pauses divide the digits into more than {PLAN_SENDS_MAX} requests"),
        help: "send it as several injections".into(),
    }
}

fn pauses_too_long() -> Finding {
    let s = PLAN_PAUSES_MS_MAX / 1000;
    Finding {
        code: "pauses-together",
        pointer: "/dtmfString",
        message: format!("Pauses within the digits take more than {s} seconds together"),
        help: "the call is locked all the while; send it as several injections".into(),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    const REFUSED: Limits = Limits {
        pauses: PauseForm::Refused,
        ..Limits::CXONE_V2
    };
    const INLINE: Limits = Limits {
        pauses: PauseForm::Inline,
        ..Limits::CXONE_V2
    };

    fn raw(digits: &str) -> Raw {
        Raw {
            digits: digits.into(),
            dtmf_type: "RFC2833".into(),
            pause_ms: 200_u32.into(),
        }
    }

    fn check(digits: &str, sends: &[(u64, &str)], wait_after_ms: u64) {
        let plan = plan(&raw(digits), &Limits::CXONE_V2).expect("can be sent");
        let planned: Vec<(u64, String)> = plan
            .sends()
            .iter()
            .map(|send| (send.wait_ms(), send.payload().digits().chars().collect()))
            .collect();
        let expected: Vec<_> = sends.iter().map(|(ms, run)| (*ms, (*run).into())).collect();
        assert_eq!(planned, expected, "{digits}");
        assert_eq!(plan.wait_after_ms(), wait_after_ms, "{digits}");
    }

    fn codes(digits: &str, limits: &Limits) -> Vec<&'static str> {
        let findings = plan(&raw(digits), limits).expect_err("cannot be sent");
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn each_run_of_digits_is_a_request_and_each_pause_a_wait() {
        check("1234#", &[(0, "1234#")], 0);
        check("12w34", &[(0, "12"), (500, "34")], 0);
        check("1,2Ww3", &[(0, "1"), (2000, "2"), (1500, "3")], 0);
        check("w1", &[(500, "1")], 0);
        check("1,,", &[(0, "1")], 4000);
    }

    #[test]
    fn the_length_limit_is_that_of_a_request_not_of_the_sequence() {
        let sixteen = "1".repeat(16);
        let two = format!("{sixteen}w{sixteen}");
        check(&two, &[(0, &sixteen), (500, &sixteen)], 0);
        assert_eq!(
            codes(&format!("{sixteen}1w2"), &Limits::CXONE_V2),
            ["digits-length"]
        );
    }

    #[test]
    fn pauses_that_would_be_dropped_are_an_error() {
        assert_eq!(codes("1w2", &REFUSED), ["pauses-carried"]);
        assert_eq!(codes("w", &REFUSED), ["pauses-carried", "digits-present"]);
        assert!(plan(&raw("12"), &REFUSED).is_ok());
        for limits in [&REFUSED, &Limits::CXONE_V2] {
            assert!(crate::validate(&raw("1w2"), limits).is_err());
        }
    }

    #[test]
    fn pauses_that_the_far_end_plays_stay_in_the_one_request() {
        let plan = plan(&raw("1w2,"), &INLINE).expect("can be sent");
        let [send] = plan.sends() else {
            panic!("one request expected");
        };
        let written: String = send.payload().sequence().chars().collect();
        assert_eq!(written, "1w2,");
        assert_eq!(send.payload().digits().len(), 2);
        assert_eq!(plan.play_out_ms(), 2 * 300 + 500 + 2000);
        assert_eq!(codes("w,", &INLINE), ["digits-present"]);
    }

    #[test]
    fn what_locks_a_call_for_too_long_is_refused() {
        let split = &Limits::CXONE_V2;
        assert_eq!(codes(&"1w".repeat(33), split), ["plan-sends"]);
        assert_eq!(
            codes(&format!("1{}", ",".repeat(31)), split),
            ["pauses-together"]
        );
        assert_eq!(codes(",", split), ["digits-present"]);
    }

    #[test]
    fn the_whole_plan_is_reckoned_and_its_digits_come_in_order() {
        let plan = plan(&raw("12w3"), &Limits::CXONE_V2).expect("can be sent");
        assert_eq!(plan.play_out_ms(), 3 * 300 + 500);
        assert_eq!(plan.digits().chars().collect::<String>(), "123");
        assert!(!format!("{plan:?}").contains("\"1"));
    }

    #[test]
    fn findings_of_all_fields_come_at_once() {
        let raw = Raw {
            digits: "1wx".into(),
            dtmf_type: "FAX".into(),
            pause_ms: 5_u32.into(),
        };
        let findings = plan(&raw, &Limits::CXONE_V2).expect_err("three faults");
        assert_eq!(findings.len(), 3);
    }
}
