//! The requests that the tenant has met, without what they carried.
//! Which requests are noted is decided in `http::trace`.

use std::collections::VecDeque;

use serde::Serialize;

/// How many requests are kept; the total goes on counting.
const REQUESTS_KEPT: usize = 1_000;

/// The requests that the tenant has met, in the order of their arrival.
#[derive(Default, Serialize)]
pub(crate) struct RequestLog {
    total: u64,
    requests: VecDeque<RequestNote>,
}

/// One request and how it was answered. Of its body it knows nothing but the size.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestNote {
    method: String,
    path: String,
    /// None: not answered yet, or never.
    status: Option<u16>,
    at: f64,
    correlation_id: String,
    token_number: Option<u64>,
    body: Option<String>,
    /// The fault that it met.
    fault: Option<&'static str>,
    /// Whether what it asked of a call was done; None if it asked nothing of a call.
    executed: Option<bool>,
}

/// What is known of a request when its head has arrived.
pub(crate) struct Arrival {
    /// As it may be shown.
    pub(crate) method: String,
    /// As it may be shown, without the query, which may carry anything.
    pub(crate) path: String,
    /// Seconds since the emulator began.
    pub(crate) at: f64,
    pub(crate) correlation_id: String,
    /// Which of the issued tokens came with it, counted from one.
    pub(crate) token_number: Option<u64>,
}

/// Which request of the log this is, counted from one.
#[derive(Clone, Copy)]
pub(crate) struct Place(u64);

impl RequestLog {
    pub(crate) fn arrived(&mut self, arrival: Arrival) -> Place {
        self.total += 1;
        if self.requests.len() == REQUESTS_KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(RequestNote {
            method: arrival.method,
            path: arrival.path,
            status: None,
            at: arrival.at,
            correlation_id: arrival.correlation_id,
            token_number: arrival.token_number,
            body: None,
            fault: None,
            executed: None,
        });
        Place(self.total)
    }

    /// Notes the size of a body that was read.
    pub(crate) fn read(&mut self, place: Place, bytes: usize) {
        if let Some(note) = self.at(place) {
            note.body = Some(format!("[{bytes} bytes]"));
        }
    }

    /// Notes how a request was answered.
    pub(crate) fn answered(&mut self, place: Place, status: u16) {
        if let Some(note) = self.at(place) {
            note.status = Some(status);
        }
    }

    /// Notes which fault a request met.
    pub(crate) fn met(&mut self, place: Place, fault: &'static str) {
        if let Some(note) = self.at(place) {
            note.fault = Some(fault);
        }
    }

    /// Notes whether what a request asked of a call was done.
    pub(crate) fn executed(&mut self, place: Place, executed: bool) {
        if let Some(note) = self.at(place) {
            note.executed = Some(executed);
        }
    }

    fn at(&mut self, place: Place) -> Option<&mut RequestNote> {
        let since = usize::try_from(self.total - place.0).ok()?;
        let index = self.requests.len().checked_sub(since + 1)?;
        self.requests.get_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrive(log: &mut RequestLog, path: &str) -> Place {
        log.arrived(Arrival {
            method: "POST".to_owned(),
            path: path.to_owned(),
            at: 0.0,
            correlation_id: "emu-1".to_owned(),
            token_number: None,
        })
    }

    #[test]
    fn an_answer_is_noted_at_its_request() {
        let mut log = RequestLog::default();
        let (first, second) = (arrive(&mut log, "/a"), arrive(&mut log, "/b"));
        log.answered(second, 404);
        log.read(first, 83);
        log.met(first, "stall");
        log.executed(first, true);
        let note = log.at(first).expect("it is kept");
        assert_eq!((note.fault, note.executed), (Some("stall"), Some(true)));
        let seen: Vec<_> = log
            .requests
            .iter()
            .map(|note| (note.path.as_str(), note.status, note.body.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [("/a", None, Some("[83 bytes]")), ("/b", Some(404), None)]
        );
    }

    #[test]
    fn the_oldest_requests_go_and_the_total_stays() {
        let mut log = RequestLog::default();
        let gone = arrive(&mut log, "/gone");
        for _ in 0..REQUESTS_KEPT {
            arrive(&mut log, "/kept");
        }
        log.answered(gone, 200);
        assert_eq!((log.total, log.requests.len()), (1_001, REQUESTS_KEPT));
        assert!(log.requests.iter().all(|note| note.status.is_none()));
    }
}
