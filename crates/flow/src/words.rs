//! What a flow knows by heart: the keys that lead somewhere in it.
//! Who presses them is for the drawn callers.

use crate::{Flow, Form, Keys, Step};

impl Flow {
    /// Keys that mean something to the flow: choices of its menus, alternatives of its patterns
    /// with 5 for any digit, and what its branches compare with.
    #[must_use]
    pub fn words(&self) -> Vec<Keys> {
        let words = self.steps().values().flat_map(words);
        words.filter_map(|word| Keys::try_from(word).ok()).collect()
    }
}

fn words(step: &Step) -> Vec<String> {
    match step {
        Step::Menu(menu) => {
            let keys = menu.choices.keys();
            keys.map(|key| key.as_char().to_string()).collect()
        }
        Step::Collect(collect) => match &collect.form {
            Form::Pattern(pattern) => pattern.alternatives().map(example).collect(),
            _ => Vec::new(),
        },
        Step::Branch(branch) => {
            let cases = branch.cases.iter();
            cases.map(|case| case.equals.as_str().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

fn example(alternative: &str) -> String {
    alternative.replace('x', "5")
}
