//! Flows drawn from a seed, as text, so that they are read like anybody's.
//! Sensible they are not: loops, steps that nothing leads to, timers of no time at all.

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg32;

/// Steps of a flow at most.
const STEPS_MAX: u32 = 12;

/// What digits are drawn from, few so that some are the same.
const DIGITS: [&str; 6] = ["1", "2", "12", "123", "5#", "000"];

/// Forms of an entry.
const FORMS: [&str; 6] = [
    "any",
    "any",
    "{ pattern: '1xx|5|000' }",
    "{ pattern: 'x|xx' }",
    "luhn",
    "{ date: day-month-year }",
];

/// Prompts whose names begin so are played while the recording is masked, and no others.
pub(super) const SECRET: &str = "secret";

/// A flow's text.
pub(super) fn flow(seed: u64, number: u64) -> String {
    let mut draw = Draw {
        random: Pcg32::seed_from_u64(seed.wrapping_mul(1_000_003) ^ number),
        steps: 0,
    };
    draw.steps = 1 + draw.below(STEPS_MAX);
    let steps: String = (0..draw.steps)
        .map(|index| format!("  s{index}: {{ {} }}\n", draw.step()))
        .collect();
    let (call_ms, visits) = (1 + draw.below(600_000), 1 + draw.below(150));
    let command_ms = 60 + draw.below(60_000);
    format!(
        "start: s0\nlimits: {{ call-ms: {call_ms}, visits: {visits}, command-ms: {command_ms} }}\n\
         prompts: {{ open: 'https://prompts.example/open.wav', \
         {SECRET}: 'https://prompts.example/secret.wav' }}\nsteps:\n{steps}"
    )
}

struct Draw {
    random: Pcg32,
    steps: u32,
}

impl Draw {
    fn below(&mut self, bound: u32) -> u32 {
        self.random.next_u32() % bound
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let count = u32::try_from(choices.len()).expect("a few choices");
        let index = usize::try_from(self.below(count)).expect("a small number");
        choices[index]
    }

    fn step(&mut self) -> String {
        match self.below(16) {
            0..=2 => {
                let (barge_in, next) = (self.yes(), self.next());
                format!("play: {{ prompt: open, barge-in: {barge_in}{next} }}")
            }
            3..=7 => self.collect(),
            8..=9 => self.menu(),
            10 => {
                let (digits, next) = (self.of(&DIGITS), self.next());
                format!("send-digits: {{ digits: '{digits}'{next} }}")
            }
            11 => {
                let (ms, next) = (self.below(5_000), self.next());
                format!("wait: {{ wait-ms: {ms}{next} }}")
            }
            12 => {
                let (variable, value, next) = (self.variable(), self.of(&DIGITS), self.next());
                format!("set: {{ variable: {variable}, value: '{value}'{next} }}")
            }
            13..=14 => self.branch(),
            _ if self.yes() => "hang-up: {}".to_owned(),
            _ => "transfer: { target: somebody }".to_owned(),
        }
    }

    fn collect(&mut self) -> String {
        let sensitive = self.below(3) == 0;
        let prompt = if sensitive { SECRET } else { "open" };
        let digits_min = 1 + self.below(4);
        let digits_max = digits_min + self.below(4);
        let terminators = self.of(&["", "", "#", "*#"]);
        let (variable, form, step) = (self.variable(), self.of(&FORMS), self.name());
        let asking = self.asking(prompt);
        format!(
            "collect: {{ into: {variable}, digits-min: {digits_min}, digits-max: {digits_max}, \
             terminators: '{terminators}', form: {form}, sensitive: {sensitive}, next: {step}, \
             {asking} }}"
        )
    }

    fn menu(&mut self) -> String {
        let asking = self.asking("open");
        let choices: String = ["'1'", "'2'", "'#'"]
            .map(|key| format!("{key}: {}, ", self.name()))
            .concat();
        format!("menu: {{ choices: {{ {choices}}}, {asking} }}")
    }

    fn asking(&mut self, prompt: &str) -> String {
        let (barge_in, type_ahead) = (self.yes(), self.yes());
        let [first, inter, terminator, total] =
            [8_000, 4_000, 2_000, 30_000].map(|ms| self.below(ms));
        let otherwise = [(); 2].map(|()| self.otherwise(prompt));
        let [no_input, no_match] = otherwise;
        format!(
            "prompt: {prompt}, barge-in: {barge_in}, type-ahead: {type_ahead}, \
             timers: {{ first-digit-ms: {first}, inter-digit-ms: {inter}, \
             terminator-ms: {terminator}, total-ms: {total} }}, \
             no-input: {no_input}, no-match: {no_match}"
        )
    }

    fn otherwise(&mut self, prompt: &str) -> String {
        let maximum = 1 + self.below(4);
        let prompts = if self.yes() { prompt } else { "" };
        let step = self.name();
        format!("{{ maximum: {maximum}, prompts: [{prompts}], next: {step} }}")
    }

    fn branch(&mut self) -> String {
        let cases: String = (0..self.below(3))
            .map(|_| {
                let (digits, step) = (self.of(&DIGITS), self.name());
                format!("{{ equals: '{digits}', next: {step} }}, ")
            })
            .collect();
        let (variable, otherwise) = (self.variable(), self.name());
        format!("branch: {{ variable: {variable}, cases: [{cases}], otherwise: {otherwise} }}")
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }

    fn variable(&mut self) -> &'static str {
        self.of(&["a", "b"])
    }

    fn name(&mut self) -> String {
        format!("s{}", self.below(self.steps))
    }

    fn next(&mut self) -> String {
        match self.below(8) {
            0 => String::new(),
            _ => format!(", next: {}", self.name()),
        }
    }
}
