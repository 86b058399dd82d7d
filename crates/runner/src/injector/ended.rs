//! An injection that ended: what it is reported as, and to whom.
//! How it came to its end is in `errand`.

use cxtone_audit::{InjectionId, Observed};
use cxtone_cxone::Sent;
use cxtone_payload::DtmfType;

use crate::{
    Delivered, Failed, Failure, MonitorEvent, Report, Settlement, Timings, Troubles, injection::ms,
};

/// An injection's last send, and what went wrong beside it.
pub(super) struct Ended {
    pub(super) sent: Sent,
    pub(super) audit: Observed,
    pub(super) troubles: Troubles,
}

impl Ended {
    /// Whether the answer left it open.
    pub(super) fn is_open(&self) -> bool {
        self.sent
            .outcome
            .as_ref()
            .is_err_and(cxtone_cxone::InjectError::is_ambiguous)
    }

    pub(super) fn event(&self) -> MonitorEvent {
        let delivery = self.sent.outcome.as_ref().ok();
        let answer = delivery.and_then(|delivery| delivery.body.clone());
        MonitorEvent::new(self.audit.clone(), answer)
    }

    pub(super) fn result(
        self,
        injection_id: &InjectionId,
        dtmf_type: DtmfType,
        timings: Timings,
    ) -> Result<Report, Failure> {
        let Self {
            sent,
            audit,
            troubles,
        } = self;
        let settlement = audit.settlement.clone();
        let outcome = match sent.outcome {
            Ok(delivery) => Ok(Delivered::Answered(delivery)),
            Err(error) if error.is_ambiguous() && settlement == Some(Settlement::Heard) => {
                Ok(Delivered::Heard(error))
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(outcome) => Ok(Report {
                injection_id: injection_id.clone(),
                outcome,
                dtmf_type,
                attempts: audit.attempts,
                latency: audit.stages,
                latency_ms: ms(audit.latency),
                timings,
                recognition: audit.recognition,
                settlement,
                correlation_id: sent.correlation_id,
                audit,
                troubles,
            }),
            Err(error) => Err(Failure::Failed(Box::new(Failed {
                injection_id: injection_id.clone(),
                error,
                dtmf_type,
                attempts: audit.attempts,
                latency: audit.stages,
                latency_ms: ms(audit.latency),
                timings,
                recognition: audit.recognition,
                settlement,
                audit,
                troubles,
            }))),
        }
    }
}
