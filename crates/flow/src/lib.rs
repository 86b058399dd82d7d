#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ask;
mod bounded;
mod file;
mod form;
mod keys;
pub mod limits;
mod name;
mod step;

pub use ask::{Collect, InvalidKey, Key, Menu, Otherwise, Timers};
pub use bounded::{CallMs, DigitCount, Failures, OutOfBounds, TimerMs, Visits};
pub use file::{CallLimits, Flow, FlowError};
pub use form::{DateOrder, Form, InvalidPattern, Pattern};
pub use keys::Keys;
pub use name::{InvalidName, PromptName, StepName, TextTooLong, Value, VariableName};
pub use step::{Branch, Case, HangUp, Play, SendDigits, Set, Step, Transfer, Wait};
