//! The flows of the demo: three callers whose keys are known, each of whom must take its path.
//! The flow is the Go source's; the keys are heard in the calls' audio by the emulated tenant.

use std::sync::Arc;

use cxtone_flow::{Flow, StepName};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::stage::{Scene, Stage};
use crate::{
    command::ivr,
    failure::{Failure, Result, with_causes},
};

/// A caller, and the way that the keys must lead.
pub(super) struct Act {
    /// What the caller does, in the one-line form of a caller script.
    caller: &'static str,
    path: [&'static str; 4],
}

/// One that waits for the prompt's end, one that presses during the prompt, one that is wrong the
/// first time and then right.
pub(super) const ACTS: [Act; 3] = [
    Act {
        caller: "ends 2, wait 400, press 100",
        path: ["greeting", "code", "which", "success"],
    },
    Act {
        caller: "begins 2, wait 300, press 000",
        path: ["greeting", "code", "which", "agent"],
    },
    Act {
        caller: "ends 2, wait 200, press 123, ends 4, wait 200, press 100",
        path: ["greeting", "code", "which", "success"],
    },
];

/// One call's way through the flow.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Followed {
    pub(super) call_id: String,
    pub(super) path: Vec<String>,
    pub(super) outcome: String,
    #[serde(skip)]
    pub(super) is_as_promised: bool,
}

/// Takes one caller through the flow.
pub(super) async fn follow(stage: &Stage, act: &Act) -> Result<Followed> {
    let flow = Flow::parse(ivr::DEFAULT_FLOW).map_err(Failure::failed)?;
    let call = stage.place(Scene::called_by(act.caller)).await?;
    let runner = stage.flow_runner()?;
    let report = runner
        .run(&call, Arc::new(flow), &CancellationToken::new())
        .await
        .map_err(|error| Failure::failed(with_causes(&error)))?;
    let path: Vec<&str> = report.path.iter().map(StepName::as_str).collect();
    Ok(Followed {
        call_id: call.to_string(),
        is_as_promised: path == act.path && report.outcome.as_str() == "finished",
        path: path.into_iter().map(str::to_owned).collect(),
        outcome: report.outcome.to_string(),
    })
}
