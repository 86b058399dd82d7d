//! The kinds of requests that dialects build: forms, JSON, and plain questions.
//! Paths and fields are the dialects' own.

use http::{HeaderName, HeaderValue, Method, Uri, header};
use secrecy::SecretString;
use url::form_urlencoded::Serializer;

use crate::{Body, Request, token_text};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// A POST of form fields.
pub(crate) fn form(uri: Uri, fields: &[(&str, &str)]) -> Request {
    let text = Serializer::new(String::new()).extend_pairs(fields).finish();
    post(uri, Some((FORM, text.into())))
}

/// A POST of a JSON text.
pub(crate) fn json(uri: Uri, text: String) -> Request {
    post(uri, Some((JSON, text.into())))
}

/// A POST without a body.
pub(crate) fn bare_post(uri: Uri) -> Request {
    post(uri, None)
}

/// A GET.
pub(crate) fn get(uri: Uri) -> Request {
    let mut request = Request::new(Body::default());
    *request.uri_mut() = uri;
    request.headers_mut().insert(header::ACCEPT, JSON);
    request
}

/// With the token; one that does not fit a header is left out, so that the far end answers 401.
pub(crate) fn authorized(mut request: Request, token: &SecretString) -> Request {
    if let Some(bearer) = token_text::bearer(token) {
        request.headers_mut().insert(header::AUTHORIZATION, bearer);
    }
    request
}

/// With one more header.
pub(crate) fn with_header(mut request: Request, name: HeaderName, value: HeaderValue) -> Request {
    request.headers_mut().insert(name, value);
    request
}

fn post(uri: Uri, body: Option<(HeaderValue, Body)>) -> Request {
    let mut request = get(uri);
    *request.method_mut() = Method::POST;
    if let Some((content_type, body)) = body {
        *request.body_mut() = body;
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    request
}
