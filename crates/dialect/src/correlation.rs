//! The id under which the far end knows a request, for a report to its support.
//! Which headers carry it is assumed: the sources name none.

use http::HeaderName;

use crate::Response;

/// The headers looked into, the first usable one wins.
pub const CORRELATION_HEADERS: [&str; 3] = ["x-correlation-id", "x-request-id", "x-trace-id"];

/// The longest id that is kept, in bytes.
pub const CORRELATION_ID_BYTES_MAX: usize = 128;

/// The far end's id of this exchange, if it gave one of at most [`CORRELATION_ID_BYTES_MAX`]
/// visible ASCII characters.
#[must_use]
pub fn correlation_id(response: &Response) -> Option<String> {
    NAMES
        .iter()
        .filter_map(|name| response.headers().get(name)?.to_str().ok())
        .find(|id| is_usable(id))
        .map(str::to_owned)
}

/// [`CORRELATION_HEADERS`], read once.
static NAMES: [HeaderName; CORRELATION_HEADERS.len()] = [
    HeaderName::from_static(CORRELATION_HEADERS[0]),
    HeaderName::from_static(CORRELATION_HEADERS[1]),
    HeaderName::from_static(CORRELATION_HEADERS[2]),
];

fn is_usable(id: &str) -> bool {
    (1..=CORRELATION_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    fn check(headers: &[(&str, &str)], expected: Option<&str>) {
        let mut response = Response::new(Body::default());
        for (name, value) in headers {
            let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a header name");
            let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("a header value");
            response.headers_mut().append(name, value);
        }
        assert_eq!(correlation_id(&response).as_deref(), expected);
    }

    #[test]
    fn the_first_usable_header_gives_the_id() {
        check(&[("x-trace-id", "t-1")], Some("t-1"));
        check(
            &[("x-trace-id", "t-1"), ("X-Request-Id", "r-2")],
            Some("r-2"),
        );
        check(
            &[("x-correlation-id", "c-3"), ("x-request-id", "r-2")],
            Some("c-3"),
        );
        check(&[], None);
    }

    #[test]
    fn an_empty_overlong_or_unprintable_id_is_passed_over() {
        check(&[("x-correlation-id", "")], None);
        check(&[("x-correlation-id", "two words")], None);
        check(&[("x-correlation-id", "é")], None);
        check(&[("x-correlation-id", &"x".repeat(129))], None);
        check(
            &[("x-correlation-id", &"x".repeat(128))],
            Some(&"x".repeat(128)),
        );
        check(
            &[("x-correlation-id", "a b"), ("x-trace-id", "t-1")],
            Some("t-1"),
        );
    }
}
