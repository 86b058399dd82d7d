//! An answer that was no success, kept whole for whoever wants to look.
//! What it means is told by the error that holds it.

use core::{error::Error, fmt};
use std::sync::Arc;

use cxtone_dialect::Response;
use http::HeaderMap;

/// The far end's answer to a request that it did not, or perhaps did not, carry out.
///
/// `Debug` and `Display` show only the status: headers and body may echo digits or secrets.
#[derive(Clone)]
pub struct Rejection {
    answer: Arc<Response>,
    advice: &'static str,
}

impl Rejection {
    /// Keeps the answer.
    #[must_use]
    pub fn new(answer: Response) -> Self {
        Self {
            answer: Arc::new(answer),
            advice: "check the client's rights",
        }
    }

    /// With the dialect's word on what to do about it.
    #[must_use]
    pub(crate) const fn advising(mut self, advice: &'static str) -> Self {
        self.advice = advice;
        self
    }

    /// What to do about it.
    pub(crate) const fn advice(&self) -> &'static str {
        self.advice
    }

    /// The HTTP status, for example 429.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status().as_u16()
    }

    /// The headers as they came.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The body as it came; it may echo the digits.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.answer.body().as_bytes()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the far end answered {}", self.answer.status())
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Rejection")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl Error for Rejection {}
