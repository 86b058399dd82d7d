//! What a far end can do, as the check asks it, and what of a flow it cannot.
//! How it is read from the tables of the dialects is told in `dialects`.

use super::{Findings, reading::Reading};
use crate::{Collect, Step, StepName, Timers};

/// What a far end can do in a call. Where it cannot, the flow's author is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DialectAbilities {
    /// The dialect's name, such as `cxone-v2`.
    pub name: &'static str,
    /// Whether it plays prompts and collects digits at all.
    pub call_control: bool,
    /// The most digits of one entry.
    pub digits_max: usize,
    /// The longest time of one entry, in milliseconds.
    pub total_ms_max: u64,
    /// Whether it has a timer for the first digit alone.
    pub first_digit_timer: bool,
    /// Whether it has timers between two digits and for the terminator.
    pub inter_digit_timer: bool,
    /// Whether keys count that were pressed before they were asked for.
    pub type_ahead: bool,
    /// Whether it can be asked not to count those keys.
    pub drops_ahead: bool,
    /// Whether it hands calls over.
    pub transfer: bool,
    /// Whether it ends calls.
    pub hang_up: bool,
    /// Whether it masks the recording.
    pub mask: bool,
}

impl DialectAbilities {
    /// A far end that can do all that a flow can say.
    pub const ALL: Self = Self {
        name: "every dialect",
        call_control: true,
        digits_max: 128,
        total_ms_max: u64::MAX,
        first_digit_timer: true,
        inter_digit_timer: true,
        type_ahead: true,
        drops_ahead: true,
        transfer: true,
        hang_up: true,
        mask: true,
    };

    /// Whether the total is its one timer, so that a simulated far end must be so too.
    #[must_use]
    pub const fn has_one_timer(&self) -> bool {
        !self.first_digit_timer && !self.inter_digit_timer
    }
}

pub(super) fn judge(reading: &Reading<'_>, abilities: &DialectAbilities, findings: &mut Findings) {
    for (name, step) in &reading.steps {
        let lacks = match step {
            Step::Transfer(_) if !abilities.transfer => Some("transfer"),
            Step::HangUp(_) if !abilities.hang_up => Some("hang-up"),
            Step::Play(_) | Step::Collect(_) | Step::Menu(_) if !abilities.call_control => {
                Some(step.kind())
            }
            _ => None,
        };
        if let Some(kind) = lacks {
            let message = format!(
                "`{}` has no `{kind}`, so step `{name}` fails",
                abilities.name
            );
            let help = "end the flow here by leaving out the `next` before it, or choose another \
                        dialect";
            findings.error(
                "flow::dialect-step",
                reading.place(name, &[kind]),
                message,
                help,
            );
        }
        match step {
            Step::Collect(collect) => {
                judge_collect(reading, abilities, name, collect, findings);
                judge_timers(reading, abilities, name, &collect.timers, findings);
                judge_type_ahead(reading, abilities, name, collect.type_ahead, findings);
            }
            Step::Menu(menu) => {
                judge_timers(reading, abilities, name, &menu.timers, findings);
                judge_type_ahead(reading, abilities, name, menu.type_ahead, findings);
            }
            _ => {}
        }
    }
}

fn judge_collect(
    reading: &Reading<'_>,
    abilities: &DialectAbilities,
    name: &StepName,
    collect: &Collect,
    findings: &mut Findings,
) {
    let dialect = abilities.name;
    if collect.sensitive && !abilities.mask {
        findings.warning(
            "flow::dialect-mask",
            reading.place(name, &["collect", "sensitive"]),
            format!(
                "`{dialect}` cannot mask the recording, so the step is not begun with it alone"
            ),
            "connect to a `cxone-agent` session beside it, which masks",
        );
    }
    if usize::from(collect.digits_max.value()) > abilities.digits_max {
        findings.error(
            "flow::dialect-digits",
            reading.place(name, &["collect", "digits-max"]),
            format!(
                "`{dialect}` collects at most {} digits at once",
                abilities.digits_max
            ),
            "ask for them in two steps",
        );
    }
}

/// Only where it is written: the default claims nothing.
fn judge_type_ahead(
    reading: &Reading<'_>,
    abilities: &DialectAbilities,
    name: &StepName,
    wanted: bool,
    findings: &mut Findings,
) {
    let kind = reading.steps.get(name).map_or("collect", Step::kind);
    let written = reading.written(name, &[kind, "type-ahead"]);
    let counts_all = abilities.type_ahead && !abilities.drops_ahead;
    if let Some(place) = written.filter(|_| !wanted && counts_all) {
        let message = format!(
            "`{}` counts keys that are pressed ahead whatever it is asked, so the flow is not begun",
            abilities.name
        );
        let help = "take it out, or accept it where the flow is run, as with \
                    `cxtone ivr --count-keys-ahead`";
        findings.warning("flow::dialect-type-ahead", place, message, help);
    } else if let Some(place) = written.filter(|_| wanted && !abilities.type_ahead) {
        let message = format!("`{}` keeps no keys that are pressed ahead", abilities.name);
        let help = "do not tell callers that they may press ahead, or take it out";
        findings.warning("flow::dialect-type-ahead", place, message, help);
    }
}

/// Only timers that are written count: the defaults claim nothing.
fn judge_timers(
    reading: &Reading<'_>,
    abilities: &DialectAbilities,
    name: &StepName,
    timers: &Timers,
    findings: &mut Findings,
) {
    let kind = reading.steps.get(name).map_or("collect", Step::kind);
    let total_ms = timers.total_ms.value();
    let lost = [
        (
            "first-digit-ms",
            timers.first_digit_ms,
            abilities.first_digit_timer,
        ),
        (
            "inter-digit-ms",
            timers.inter_digit_ms,
            abilities.inter_digit_timer,
        ),
        (
            "terminator-ms",
            timers.terminator_ms,
            abilities.inter_digit_timer,
        ),
    ];
    for (field, timer, is_there) in lost {
        let written = reading.written(name, &[kind, "timers", field]);
        // As long as the whole entry, or nothing, is what such a far end does anyway.
        let matters = timer.value() > 0 && timer.value() < total_ms;
        if let Some(place) = written.filter(|_| !is_there && matters) {
            let message = format!(
                "`{}` has no such timer: only `total-ms` is sent",
                abilities.name
            );
            let help = "an entry takes until its last digit, a terminator or the total; choose the \
                        total by it";
            findings.warning("flow::dialect-timer", place, message, help);
        }
    }
    if u64::from(total_ms) > abilities.total_ms_max {
        findings.error(
            "flow::dialect-timer",
            reading.place(name, &[kind, "timers", "total-ms"]),
            format!(
                "`{}` waits at most {} ms for an entry",
                abilities.name, abilities.total_ms_max
            ),
            "write a shorter one",
        );
    }
}
