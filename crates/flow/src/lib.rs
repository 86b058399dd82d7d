#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod action;
mod ask;
mod bounded;
mod caller;
pub mod check;
mod collection;
mod collector;
mod draft;
mod file;
mod flow_test;
mod form;
pub mod graph;
mod keys;
pub mod limits;
mod name;
mod place;
mod report;
mod session;
mod simulation;
mod sorted_set;
mod spoken;
mod step;
mod transcript;
mod unreadable;
mod words;
mod yaml;

pub use action::{Action, Event, Outcome, Unreached};
pub use ask::{Collect, InvalidKey, Key, Menu, Otherwise, Timers};
pub use bounded::{
    CallMs, DigitCount, Failures, KeyMs, OutOfBounds, PromptNumber, TimerMs, Visits,
};
pub use caller::{
    Act, Answer, Caller, CallerError, CallerLine, Deed, Performance, Press, SnrDb, SnrOutOfBounds,
};
pub use check::{DialectAbilities, Finding, Severity, check};
pub use collection::{Collected, Collection, Ended, Prompt};
pub use collector::Collector;
pub use draft::Draft;
pub use file::{CallLimits, Flow, FlowError};
pub use flow_test::{Differs, FlowTest, FlowTestError};
pub use form::{DateOrder, Form, InvalidPattern, Pattern};
pub use keys::Keys;
pub use name::{InvalidName, PromptName, StepName, TextTooLong, Value, VariableName};
pub use report::{CallReport, FindingReport, LineReport};
pub use session::{Judgement, Session};
pub use simulation::{Happening, Quirks, Simulated, Simulation};
pub use spoken::Spoken;
pub use step::{Branch, Case, HangUp, Play, SendDigits, Set, Step, Transfer, Wait};
pub use transcript::{Line, Moment, Transcript};
pub use unreadable::Unreadable;
