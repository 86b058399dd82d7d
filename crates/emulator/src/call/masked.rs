//! Which stretches of a call's recording are masked, for its report.
//! How a mask silences the recording is in `take`.

use serde::Serialize;

use super::score::{Event, What};
use crate::clock::seconds_at;

/// A stretch of the recording that is masked, in seconds since the call began.
#[derive(Serialize)]
pub(super) struct Masked {
    from: f64,
    /// None: masked still.
    to: Option<f64>,
}

/// The stretches that are masked by what happened in a call.
pub(super) fn masked_in(score: &[Event]) -> Vec<Masked> {
    let mut stretches: Vec<Masked> = Vec::new();
    for event in score {
        let What::Mask(masked) = event.what else {
            continue;
        };
        let at = seconds_at(event.at);
        match stretches.last_mut().filter(|last| last.to.is_none()) {
            Some(last) if !masked => last.to = Some(at),
            None if masked => stretches.push(Masked { from: at, to: None }),
            _ => {}
        }
    }
    stretches
}
