//! What `collect` and `menu` have in common: how an entry is asked for and judged.
//! How often, and what follows, is left to the session.

use cxtone_dtmf::Digits;

use crate::{
    Collect, Collected, Collection, DigitCount, Form, Key, Keys, Menu, Otherwise, Prompt,
    PromptName, StepName, Timers, Value, VariableName,
};

/// A step that asks, and how often it has failed.
pub(super) struct Asking {
    pub(super) ask: Ask,
    no_inputs: u8,
    no_matches: u8,
}

/// How an entry is asked for and judged.
pub(super) struct Ask {
    pub(super) prompt: PromptName,
    pub(super) sensitive: bool,
    pub(super) into: Option<VariableName>,
    barge_in: bool,
    type_ahead: bool,
    no_input: Otherwise,
    no_match: Otherwise,
    digits_min: DigitCount,
    digits_max: DigitCount,
    terminators: Keys,
    form: Form,
    timers: Timers,
    nexts: Nexts,
}

enum Nexts {
    One(StepName),
    ByKey(Menu),
}

/// What an entry was worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is what was asked for.
    Match,
    /// Nothing was pressed.
    NoInput,
    /// Something else was pressed.
    NoMatch,
}

/// What follows a failure.
pub(super) enum Again {
    /// It was the last one.
    Leave(StepName),
    /// This is played before asking again.
    After(PromptName),
    /// It is asked again at once.
    AtOnce,
}

impl Judgement {
    /// The word for it: `match`, `no-input`, `no-match`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::NoInput => "no-input",
            Self::NoMatch => "no-match",
        }
    }
}

impl Asking {
    pub(super) const fn new(ask: Ask) -> Self {
        Self {
            ask,
            no_inputs: 0,
            no_matches: 0,
        }
    }

    /// Counts a failure and tells what follows it.
    pub(super) fn failed(&mut self, judgement: Judgement) -> Again {
        let (failures, otherwise) = match judgement {
            Judgement::NoInput => (&mut self.no_inputs, &self.ask.no_input),
            Judgement::NoMatch | Judgement::Match => (&mut self.no_matches, &self.ask.no_match),
        };
        *failures += 1;
        let prompts = &otherwise.prompts;
        let index = usize::from(*failures).saturating_sub(1);
        if *failures >= otherwise.maximum.value() {
            return Again::Leave(otherwise.next.clone());
        }
        let prompt = prompts.get(index).or(prompts.last()).cloned();
        prompt.map_or(Again::AtOnce, Again::After)
    }
}

impl Ask {
    pub(super) fn collection(&self, address: Value) -> Collection {
        Collection {
            prompt: Some(Prompt {
                name: self.prompt.clone(),
                address,
                interruptible: self.barge_in,
            }),
            digits_max: self.digits_max,
            terminators: self.terminators.clone(),
            timers: self.timers,
            type_ahead: self.type_ahead,
        }
    }

    /// The entry as the step takes it: the terminator is never in the digits.
    pub(super) fn parted(&self, collected: Collected) -> Collected {
        collected.without_terminator(&self.terminators)
    }

    /// What the entry is worth, and the step after it where it is a match.
    pub(super) fn judge(&self, collected: &Collected) -> Result<StepName, Judgement> {
        if collected.is_empty() {
            return Err(Judgement::NoInput);
        }
        let digits = &collected.digits;
        let count = usize::from(self.digits_min.value())..=usize::from(self.digits_max.value());
        let right = count.contains(&digits.len()) && self.form.accepts(&text(digits));
        self.next(digits)
            .filter(|_| right)
            .cloned()
            .ok_or(Judgement::NoMatch)
    }

    fn next(&self, digits: &Digits) -> Option<&StepName> {
        match &self.nexts {
            Nexts::One(next) => Some(next),
            Nexts::ByKey(menu) => {
                let key = digits.iter().next().map(Key::of)?;
                menu.choices.get(&key)
            }
        }
    }
}

impl From<&Collect> for Ask {
    fn from(collect: &Collect) -> Self {
        Self {
            prompt: collect.prompt.clone(),
            barge_in: collect.barge_in,
            type_ahead: collect.type_ahead,
            sensitive: collect.sensitive,
            into: Some(collect.into.clone()),
            no_input: collect.no_input.clone(),
            no_match: collect.no_match.clone(),
            digits_min: collect.digits_min,
            digits_max: collect.digits_max,
            terminators: collect.terminators.clone(),
            form: collect.form.clone(),
            timers: collect.timers,
            nexts: Nexts::One(collect.next.clone()),
        }
    }
}

impl From<&Menu> for Ask {
    fn from(menu: &Menu) -> Self {
        Self {
            prompt: menu.prompt.clone(),
            barge_in: menu.barge_in,
            type_ahead: menu.type_ahead,
            sensitive: false,
            into: None,
            no_input: menu.no_input.clone(),
            no_match: menu.no_match.clone(),
            digits_min: DigitCount::ONE,
            digits_max: DigitCount::ONE,
            terminators: Keys::none(),
            form: Form::Any,
            timers: menu.timers,
            nexts: Nexts::ByKey(menu.clone()),
        }
    }
}

/// The digits as a form or a variable wants them.
pub(super) fn text(digits: &Digits) -> String {
    digits.chars().collect()
}
