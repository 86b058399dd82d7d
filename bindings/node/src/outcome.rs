//! How an injection ended, as JavaScript takes it: records and bodies as text.
//! What is made of it there is the facade's part.

use cxtone_audit::{Observed, Record};
use cxtone_runner::{Failure, Report, Troubles};
use napi_derive::napi;

use crate::failure::{FailureFacts, injection_failure};

/// The end of an injection.
#[napi(object, object_from_js = false)]
pub struct Outcome {
    /// The masked audit entry as JSON, where something was tried.
    pub audit: Option<String>,
    /// The far end's body, where it said 2xx.
    pub body: Option<String>,
    /// Why it was not delivered, as far as is known.
    pub failure: Option<FailureFacts>,
    /// What went wrong beside it.
    pub troubles: Vec<String>,
}

impl Outcome {
    pub(crate) fn of(ended: Result<Report, Failure>) -> Self {
        match ended {
            Ok(report) => Self {
                audit: entry(report.audit),
                body: report.outcome.body().map(str::to_owned),
                failure: None,
                troubles: troubles(&report.troubles),
            },
            Err(failure) => {
                let facts = injection_failure(&failure);
                match failure {
                    Failure::Failed(failed) => Self {
                        troubles: troubles(&failed.troubles),
                        audit: entry(failed.audit),
                        body: None,
                        failure: Some(facts),
                    },
                    _ => Self::refused(facts),
                }
            }
        }
    }

    /// Nothing was tried.
    pub(crate) const fn refused(failure: FailureFacts) -> Self {
        Self {
            audit: None,
            body: None,
            failure: Some(failure),
            troubles: Vec::new(),
        }
    }
}

fn entry(observed: Observed) -> Option<String> {
    serde_json::to_string(&Record::Observed(observed)).ok()
}

fn troubles(troubles: &Troubles) -> Vec<String> {
    let log = troubles.log.as_ref().map(ToString::to_string);
    let tap = troubles.tap.as_ref().map(ToString::to_string);
    log.into_iter().chain(tap).collect()
}
