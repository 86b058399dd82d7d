//! What happens in one call, drawn from the seed and the call's number.
//! What comes of it is found out in `call`.

use core::time::Duration;

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use super::INJECTIONS_A_CALL;

/// Every digit there is; each appears at most once in a call, so that one heard twice shows.
const DIGITS: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D',
];

/// The most digits in one injection: all injections of a call together use no digit twice.
const DIGITS_MAX: u64 = 3;

const TYPES: [&str; 3] = ["RFC2833", "SIPINFO", "INBAND"];

/// Draws, the same for the same seed and call.
pub(super) struct Dice(Pcg64);

/// One call.
pub(in crate::proof) struct Drawn {
    /// The line's impairments, as the emulator takes them.
    pub(super) line: Value,
    /// Whether every digit that is sent is heard, and in one piece, whatever its type.
    pub(super) line_is_good: bool,
    pub(super) fallback: bool,
    pub(super) token_life_s: u32,
    pub(super) injections: Vec<DrawnInjection>,
}

/// One injection.
#[derive(Clone)]
pub(super) struct DrawnInjection {
    pub(super) digits: String,
    pub(super) dtmf_type: &'static str,
    pub(super) pause_ms: u32,
    pub(super) verify: bool,
    pub(super) after: Duration,
    pub(super) cancelled_after: Option<Duration>,
}

impl Dice {
    pub(super) fn new(seed: u64, call: u64, purpose: u64) -> Self {
        let mixed = seed ^ call.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ purpose.rotate_left(32);
        Self(Pcg64::seed_from_u64(mixed))
    }

    /// 0 to below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end.max(1)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(super) fn ms(&mut self, end: u64) -> Duration {
        Duration::from_millis(self.below(end))
    }

    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let index = usize::try_from(self.below(of.len() as u64)).unwrap_or_default();
        &of[index]
    }
}

impl Drawn {
    pub(in crate::proof) fn of(seed: u64, call: u64) -> Self {
        let mut dice = Dice::new(seed, call, 1);
        let packet_loss = match dice.below(20) {
            0..=1 => 1.0,
            2..=3 => 0.2,
            4..=5 => 0.02,
            _ => 0.0,
        };
        let drops = dice.percent(5);
        let mut digits = DIGITS;
        for index in (1..digits.len()).rev() {
            let other = usize::try_from(dice.below(index as u64 + 1)).unwrap_or_default();
            digits.swap(index, other);
        }
        let mut digits = digits.into_iter();
        let injections = (0..INJECTIONS_A_CALL)
            .map(|_| DrawnInjection::of(&mut dice, &mut digits))
            .collect();
        Self {
            line: json!({
                "noiseDbm0": -60.0 + dice.below(20) as f64,
                "gainDb": -(dice.below(10) as f64),
                "packetLoss": packet_loss,
                "dropouts": { "probability": if drops { 0.01 } else { 0.0 } },
                "seed": dice.below(u64::from(u32::MAX)),
            }),
            line_is_good: packet_loss == 0.0 && !drops,
            fallback: dice.percent(50),
            token_life_s: *dice.one(&[5, 60, 3_600]),
            injections,
        }
    }
}

impl Drawn {
    /// Whether the far end may execute late. A client that is cancelled listens no longer, so digits
    /// that come later still would be nobody's fault.
    pub(super) fn may_be_late(&self) -> bool {
        let injections = &self.injections;
        injections
            .iter()
            .all(|injection| injection.cancelled_after.is_none())
    }
}

impl DrawnInjection {
    fn of(dice: &mut Dice, digits: &mut impl Iterator<Item = char>) -> Self {
        let count = usize::try_from(1 + dice.below(DIGITS_MAX)).unwrap_or(1);
        Self {
            digits: digits.take(count).collect(),
            dtmf_type: *dice.one(&TYPES),
            pause_ms: 50 + u32::try_from(dice.below(150)).unwrap_or_default(),
            verify: dice.percent(20),
            after: dice.ms(5_000),
            cancelled_after: dice.percent(5).then(|| dice.ms(10_000)),
        }
    }
}

/// The longest that the far end takes to execute a request that it gets to late, in ms: longer than
/// the client waits for an answer, and with the way there no longer than it listens afterwards.
const LATE_MS: u64 = 2_600;

/// A fault of the far end for the next injection request, as the emulator takes it.
pub(super) fn fault(dice: &mut Dice, may_be_late: bool) -> Option<Value> {
    if dice.percent(35) {
        return None;
    }
    let executed = *dice.one(&["before", "after"]);
    let fault = match dice.below(17) {
        0 => json!({ "kind": "rateLimit", "retryAfter": dice.below(4) }),
        1 => json!({ "kind": "rateLimit", "retryAfter": { "dateInS": dice.below(4) } }),
        2 => json!({ "kind": "rateLimit", "retryAfter": dice.one(&["soon", "-1", "99999", ""]) }),
        3 => json!({ "kind": "unauthorized" }),
        4 => json!({ "kind": "conflict" }),
        5 | 6 => json!({
            "kind": "serverError",
            "status": dice.one(&[500, 502, 503, 504, 599]),
            "executed": executed,
        }),
        7 => json!({ "kind": "dropBefore" }),
        8 => json!({ "kind": "dropAfter" }),
        9 => json!({ "kind": "stall" }),
        10 => json!({ "kind": "success", "status": 201 + dice.below(4) }),
        11 => json!({ "kind": "truncated" }),
        12 => json!({ "kind": "contentType" }),
        13 => json!({ "kind": "redirect", "status": dice.one(&[302, 303, 307, 308]) }),
        14 => json!({ "kind": "expireToken", "executed": executed }),
        15 | 16 if may_be_late => json!({ "kind": "late", "delayMs": dice.below(LATE_MS) }),
        _ => json!({ "kind": "brokenJson" }),
    };
    Some(on("dtmf", fault))
}

/// The same for the next token request; most of them are granted.
pub(super) fn token_fault(dice: &mut Dice) -> Option<Value> {
    let fault = match dice.below(20) {
        0 => json!({ "kind": "serverError", "status": 503 }),
        1 => json!({ "kind": "dropBefore" }),
        2 => json!({ "kind": "rateLimit", "retryAfter": 1 }),
        3 => json!({ "kind": "brokenJson" }),
        _ => return None,
    };
    Some(on("token", fault))
}

fn on(endpoint: &str, mut fault: Value) -> Value {
    fault["on"] = endpoint.into();
    fault
}
