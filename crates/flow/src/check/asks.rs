//! Steps that ask for what nobody can press, or give nobody the time to press it.
//! What a far end can do of it is left to the abilities.

use super::{Findings, possible::Possible, reading::Reading};
use crate::{Collect, Form, Otherwise, Step, StepName, Timers};

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Findings) {
    for (name, step) in &reading.steps {
        let mut asks = Asks {
            reading,
            name,
            kind: step.kind(),
            findings,
        };
        match step {
            Step::Collect(collect) => {
                asks.judge_digits(collect);
                asks.judge_timers(&collect.timers, collect.digits_min.value());
                asks.judge_prompts("no-input", &collect.no_input);
                asks.judge_prompts("no-match", &collect.no_match);
            }
            Step::Menu(menu) => {
                if menu.choices.is_empty() {
                    let help = "write a step for each key, as \"1\": sales";
                    asks.error(
                        "flow::no-choices",
                        &["choices"],
                        "a menu without choices",
                        help,
                    );
                }
                asks.judge_timers(&menu.timers, 1);
                asks.judge_prompts("no-input", &menu.no_input);
                asks.judge_prompts("no-match", &menu.no_match);
            }
            Step::SendDigits(send) if send.digits.digits().is_empty() => {
                asks.error(
                    "flow::no-digits",
                    &["digits"],
                    "there is nothing to send",
                    "write the digits",
                );
            }
            _ => {}
        }
    }
}

struct Asks<'a, 'b> {
    reading: &'a Reading<'b>,
    name: &'a StepName,
    kind: &'static str,
    findings: &'a mut Findings,
}

impl Asks<'_, '_> {
    fn judge_digits(&mut self, collect: &Collect) {
        let (min, max) = (collect.digits_min.value(), collect.digits_max.value());
        if min > max {
            let message = format!("at least {min} digits are asked for, and at most {max}");
            let help = "raise `digits-max` or lower `digits-min`";
            return self.error("flow::impossible-length", &["digits-max"], message, help);
        }
        let possible = Possible::of(collect);
        let between = if min == max {
            format!("{max}")
        } else {
            format!("{min} to {max}")
        };
        let lengths = format!("with {between} digits and its terminators");
        match &collect.form {
            Form::Any if !possible.any() => self.error(
                "flow::impossible-entry",
                &["terminators"],
                "every key is a terminator, so no entry has digits",
                "leave keys for the entry",
            ),
            Form::Pattern(pattern) => {
                let impossible: Vec<_> = possible.impossible_alternatives(pattern);
                if impossible.len() == pattern.alternatives().count() {
                    self.error(
                        "flow::impossible-pattern",
                        &["form", "pattern"],
                        format!("no entry {lengths} has this pattern"),
                        "make the lengths agree, and keep the terminators out of the pattern",
                    );
                } else if let Some(first) = impossible.first() {
                    let message =
                        format!("no entry {lengths} is alternative {first} of this pattern");
                    let help = "take it out, or change `digits-min`, `digits-max` or `terminators`";
                    self.warning(
                        "flow::impossible-alternative",
                        &["form", "pattern"],
                        message,
                        help,
                    );
                }
            }
            Form::Luhn if !possible.luhn() => self.error(
                "flow::impossible-luhn",
                &["form"],
                format!("no entry {lengths} is a Luhn number"),
                "ask for at least 2 digits, and keep decimal keys out of the terminators",
            ),
            Form::Date(order) if !possible.date(*order) => self.error(
                "flow::impossible-date",
                &["form"],
                format!("no entry {lengths} is a date"),
                "a date has 8 digits; keep decimal keys out of the terminators",
            ),
            Form::Any | Form::Luhn | Form::Date(_) => {}
        }
    }

    fn judge_timers(&mut self, timers: &Timers, digits_min: u8) {
        let (first_ms, total_ms) = (timers.first_digit_ms.value(), timers.total_ms.value());
        let no_time = [
            ("first-digit-ms", first_ms, true),
            (
                "inter-digit-ms",
                timers.inter_digit_ms.value(),
                digits_min > 1,
            ),
            ("total-ms", total_ms, true),
        ];
        for (field, ms, matters) in no_time {
            if ms == 0 && matters {
                let message = "the caller has no time to press anything";
                let help = "write how many milliseconds to wait";
                self.error("flow::no-time", &["timers", field], message, help);
            }
        }
        if first_ms > total_ms && total_ms > 0 {
            let message = "the time for the first digit is longer than that for the entry";
            let help = "raise `total-ms` or lower `first-digit-ms`";
            self.warning(
                "flow::timer-without-effect",
                &["timers", "first-digit-ms"],
                message,
                help,
            );
        }
        let command_ms = self.reading.limits.command_ms.value();
        let call_ms = self.reading.limits.call_ms.value();
        if total_ms > call_ms {
            let message = format!("an entry may take longer than the call's {call_ms} ms");
            let help = "lower `total-ms` or raise `limits: { call-ms }`";
            self.warning(
                "flow::timer-without-effect",
                &["timers", "total-ms"],
                message,
                help,
            );
        }
        if command_ms == 0 {
            let message = "no command has any time to be carried out";
            let help = "raise `limits: { command-ms }`";
            let place = self.reading.tree.at(&["limits", "command-ms"]);
            let place = place.map_or_else(Default::default, |node| node.place);
            self.findings.error("flow::no-time", place, message, help);
        }
    }

    fn judge_prompts(&mut self, field: &'static str, otherwise: &Otherwise) {
        let played = usize::from(otherwise.maximum.value()).saturating_sub(1);
        if otherwise.prompts.len() > played {
            let message = format!(
                "{} prompts stand here, and the entry is asked for only {played} more times",
                otherwise.prompts.len()
            );
            let help = "raise `maximum`, or play the last one in a step of its own";
            self.warning("flow::unplayed-prompt", &[field, "prompts"], message, help);
        }
    }

    fn error(&mut self, code: &'static str, path: &[&str], message: impl Into<String>, help: &str) {
        let place = self.place(path);
        self.findings.error(code, place, message, help);
    }

    fn warning(
        &mut self,
        code: &'static str,
        path: &[&str],
        message: impl Into<String>,
        help: &str,
    ) {
        let place = self.place(path);
        self.findings.warning(code, place, message, help);
    }

    fn place(&self, path: &[&str]) -> super::Place {
        self.reading
            .place(self.name, &[&[self.kind][..], path].concat())
    }
}
