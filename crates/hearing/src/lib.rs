#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ear;
mod known;
mod listener;
mod reasons_report;
mod rounded;
mod score_report;
mod told_report;

pub use ear::{ConfirmedDigit, Ear, Finding, HeardDigit, Hearing, NearMiss, Told};
pub use known::DecisionReport;
pub use listener::Listener;
pub use reasons_report::ReasonsReport;
pub use score_report::{Confused, Measuring, Method, ScoreReport, TOLERANCE_MS, TimingReport};
pub use told_report::{ConfirmedReport, DigitReport, NearMissReport, ToldReport};
