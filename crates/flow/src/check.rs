//! What is wrong with a flow file, all of it at once and with its places.
//! Whether it is a flow at all is decided by [`Flow::parse`](crate::Flow::parse); showing what was
//! found is left to who asked.

mod abilities;
mod asks;
mod cases;
#[cfg(feature = "dialects")]
mod dialects;
mod finding;
mod mask;
mod names;
mod nearest;
mod paths;
mod possible;
mod reading;
mod shape;
mod unset;

use crate::{
    limits::{ENTRIES_MAX, FILE_BYTES_MAX, NODES_MAX},
    yaml::{self, Misfit},
};

pub use crate::place::Place;
pub use abilities::DialectAbilities;
pub use finding::{Finding, Severity};
pub use mask::masked;

use finding::Findings;
use reading::Reading;

/// Everything that is wrong with a flow file for a far end with these abilities, in the order of
/// the text; nothing where there is nothing to find.
///
/// A file that [`Flow::parse`](crate::Flow::parse) does not read has at least one
/// [`Error`](Severity::Error). At most [`FINDINGS_MAX`](crate::limits::FINDINGS_MAX) are told.
/// No finding quotes digits to send, values to compare with, patterns or addresses.
///
/// | code (`flow::…`) | what it finds |
/// |---|---|
/// | `too-large`, `too-many` | more than the limits allow |
/// | `unreadable`, `duplicate-key` | what is no YAML or JSON; a key that stands twice |
/// | `unknown-field`, `missing-field`, `wrong-type`, `invalid-value` | what the schema does not allow |
/// | `unknown-step`, `unknown-prompt`, `unknown-variable` | a name that stands for nothing |
/// | `unused-prompt`, `unplayed-prompt` | a prompt that no call hears (warnings) |
/// | `unreachable-step` | a step that no call enters |
/// | `endless-loop` | steps that go round without the caller |
/// | `unlimited-loop` | steps in which a caller can go round, where the flow does not write `limits: { visits }` (warning) |
/// | `no-time`, `timer-without-effect` | timers of nothing; timers that others cut short (warning) |
/// | `impossible-length`, `-entry`, `-pattern`, `-luhn`, `-date` | what no entry can be |
/// | `impossible-alternative`, `impossible-case`, `duplicate-case`, `no-cases` | what no call takes (warnings) |
/// | `unset-variable` | a branch that a call can come to before its variable is set (warning) |
/// | `no-choices`, `no-digits` | a menu without keys; nothing to send |
/// | `dialect-step`, `dialect-digits`, `dialect-timer`, `dialect-type-ahead`, `dialect-mask` | what the far end cannot do; the last two, and timers that it does not have, are warnings |
#[must_use]
pub fn check(text: &str, abilities: &DialectAbilities) -> Vec<Finding> {
    let mut findings = Findings::default();
    judge(text, abilities, &mut findings);
    findings.sorted()
}

fn judge(text: &str, abilities: &DialectAbilities, findings: &mut Findings) {
    let bytes = text.len();
    if bytes > FILE_BYTES_MAX {
        let message = format!("the flow has {bytes} bytes and may have {FILE_BYTES_MAX}");
        return findings.error("flow::too-large", Place::default(), message, "split it");
    }
    let (tree, duplicate) = match yaml::tree(text, NODES_MAX) {
        Ok(parsed) => parsed,
        Err(error) => return unreadable("flow::unreadable", &error, findings),
    };
    if let Some(error) = duplicate {
        unreadable("flow::duplicate-key", &error, findings);
    }
    let reading = Reading::new(&tree, findings);
    for of in ["steps", "prompts"] {
        if reading.names(of).len() > ENTRIES_MAX {
            let message = format!("the flow has more than {ENTRIES_MAX} {of}");
            let place = tree.entry(of).map_or(tree.place, |(key, _)| key.place);
            return findings.error("flow::too-many", place, message, "split it");
        }
    }
    names::judge(&reading, findings);
    paths::judge(&reading, findings);
    asks::judge(&reading, findings);
    cases::judge(&reading, findings);
    unset::judge(&reading, findings);
    abilities::judge(&reading, abilities, findings);
}

fn unreadable(code: &'static str, misfit: &Misfit, findings: &mut Findings) {
    let help = match code {
        "flow::duplicate-key" => "take one of them out",
        _ => "check the brackets, quotes and indentation around it",
    };
    findings.error(code, misfit.place(), misfit.message().to_owned(), help);
}
