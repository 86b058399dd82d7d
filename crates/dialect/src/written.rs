//! A request as somebody reads it: method, URL, headers without the token, body.
//! What stands in them is the dialects' decision.

use core::fmt;

use http::header::AUTHORIZATION;

use crate::Request;

/// A request in texts, for showing it instead of sending it. `Debug` shows no digit.
///
/// ```
/// use cxtone_dialect::{Body, Request, WrittenRequest};
///
/// let mut request = Request::new(Body::from("{}"));
/// request.headers_mut().insert("authorization", "Bearer t0ken".parse()?);
/// request.headers_mut().insert("accept", "application/json".parse()?);
/// let written = WrittenRequest::of(&request);
/// assert_eq!(written.headers, [("accept".to_owned(), "application/json".to_owned())]);
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenRequest {
    /// Such as `POST`.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Names in lower case, and values. `authorization`, which holds the token, is left out.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: String,
}

impl WrittenRequest {
    /// The request in texts.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let shown = request
            .headers()
            .iter()
            .filter(|(name, _)| *name != AUTHORIZATION);
        Self {
            method: request.method().as_str().to_owned(),
            url: request.uri().to_string(),
            headers: shown
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), value)
                })
                .collect(),
            body: request.body().text().unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Debug for WrittenRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WrittenRequest")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    #[test]
    fn neither_the_token_nor_in_debug_the_digits_are_written() {
        let mut request = Request::new(Body::from("1234#"));
        *request.uri_mut() = "https://a.example.com/1234".parse().expect("a URI");
        let token = "Bearer s3cret".parse().expect("a header");
        request.headers_mut().insert(AUTHORIZATION, token);
        let written = WrittenRequest::of(&request);
        assert_eq!(written.headers, []);
        assert_eq!(written.url, "https://a.example.com/1234");
        assert_eq!(written.body, "1234#");
        assert!(!format!("{written:?}").contains("1234"));
    }
}
