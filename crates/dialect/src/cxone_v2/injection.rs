//! The injection request and what its answer means.
//! Whether it may be sent again is decided in `cxone`.

use cxtone_payload::{CallId, Payload};
use secrecy::SecretString;

use super::wire::InjectionBody;
use crate::{Answer, BaseUrl, CallAddress, Request, Response, request};

/// The path of an injection, the ids in braces, as a router takes it.
pub const INJECTION_PATH: &str =
    "/api/v2/telephony/providers/{providerId}/lines/{lineId}/calls/{callId}/dtmf";

/// What to do about [`Answer::Forbidden`].
pub const FORBIDDEN_HELP: &str = "assign the scopes telephony:call:control and \
    telephony:line:readwrite to the OAuth client, and a role with telephony control to its \
    service account";

/// The request that injects a payload into a call.
///
/// A token that does not fit a header (see [`is_fit_for_a_header`](crate::is_fit_for_a_header))
/// is left out, so that the far end answers 401; [`token_grant`](crate::token_grant) never
/// gives one.
///
/// # Panics
///
/// Never: a checked base, checked ids and literals make a path, three plain values make JSON.
#[must_use]
pub fn injection_request(
    api_url: &BaseUrl,
    address: &CallAddress,
    payload: &Payload,
    token: &SecretString,
) -> Request {
    let uri = api_url.uri(&path(api_url, address));
    request::authorized(request::json(uri, body(payload)), token)
}

/// What the answer to an injection means: [`Answer::by_status`].
#[must_use]
pub fn injection_answer(response: &Response) -> Answer {
    Answer::by_status(response)
}

/// The source's message for [`Answer::Conflict`].
#[must_use]
pub fn conflict_message(call: &CallId) -> String {
    format!("Channel conflict: call {call} is currently locked by another process")
}

fn path(api_url: &BaseUrl, address: &CallAddress) -> String {
    format!(
        "{}/api/v2/telephony/providers/{}/lines/{}/calls/{}/dtmf",
        api_url.path(),
        address.provider.as_str(),
        address.line.as_str(),
        address.call.as_str()
    )
}

fn body(payload: &Payload) -> String {
    let body = InjectionBody {
        dtmf: payload.digits().chars().collect(),
        dtmf_type: payload.dtmf_type().as_str().to_owned(),
        inter_digit_pause: payload.pause_ms(),
    };
    serde_json::to_string(&body).expect("texts and a number always make JSON")
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use cxtone_payload::{Limits, LineId, ProviderId, Raw, validate};

    use http::{Method, header};

    use super::*;
    use crate::{Body, Receipt, RetryAfter};

    fn address() -> CallAddress {
        CallAddress {
            provider: ProviderId::new("prov-1").expect("an id"),
            line: LineId::new("line_2").expect("an id"),
            call: CallId::new("CALL-3").expect("an id"),
        }
    }

    fn request(base: &str, digits: &str) -> Request {
        let raw = Raw {
            digits: digits.into(),
            dtmf_type: "RFC2833".into(),
            pause_ms: 200_u32.into(),
        };
        let payload = validate(&raw, &Limits::CXONE_V2).expect("valid");
        let base = BaseUrl::parse(base).expect("a base URL");
        injection_request(&base, &address(), &payload, &SecretString::from("t0ken"))
    }

    fn answer(status: u16, body: &str) -> Answer {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = http::StatusCode::from_u16(status).expect("100 to 999");
        injection_answer(&response)
    }

    #[test]
    fn the_path_holds_the_ids_under_any_base() {
        const PATH: &str = "/api/v2/telephony/providers/prov-1/lines/line_2/calls/CALL-3/dtmf";
        for (base, expected) in [
            ("https://a.example.com", "https://a.example.com"),
            ("https://a.example.com/", "https://a.example.com"),
            ("http://127.0.0.1:81/cx/", "http://127.0.0.1:81/cx"),
        ] {
            let uri = request(base, "1").uri().to_string();
            assert_eq!(uri, format!("{expected}{PATH}"));
        }
    }

    #[test]
    fn headers_and_body_are_the_sources() {
        let request = request("https://a.example.com", "1234#");
        assert_eq!(request.method(), Method::POST);
        assert_eq!(request.headers().len(), 3);
        assert_eq!(request.headers()["authorization"], "Bearer t0ken");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert_eq!(request.headers()["accept"], "application/json");
        let expected = r##"{"dtmf":"1234#","dtmfType":"RFC2833","interDigitPause":200}"##;
        assert_eq!(request.body().text(), Some(expected));
    }

    #[test]
    fn n17_letters_are_in_upper_case_on_the_wire() {
        let request = request("https://a.example.com", "abcd");
        let body = request.body().text().expect("JSON");
        assert!(body.starts_with(r#"{"dtmf":"ABCD","#), "{body}");
    }

    #[test]
    fn n13_debug_of_a_request_shows_neither_token_nor_digits() {
        let shown = format!("{:?}", request("https://a.example.com", "90210"));
        assert!(
            !shown.contains("t0ken") && !shown.contains("90210"),
            "{shown}"
        );
    }

    #[test]
    fn a_token_that_fits_no_header_is_left_out() {
        let raw = Raw {
            digits: "1".into(),
            dtmf_type: "INBAND".into(),
            pause_ms: 50_u32.into(),
        };
        let payload = validate(&raw, &Limits::CXONE_V2).expect("valid");
        let base = BaseUrl::parse("https://a.example.com").expect("a base URL");
        let token = SecretString::from("a\r\nX-Evil: 1");
        let request = injection_request(&base, &address(), &payload, &token);
        assert!(!request.headers().contains_key(header::AUTHORIZATION));
        assert!(!request.headers().contains_key("x-evil"));
    }

    #[test]
    fn every_status_has_the_meaning_of_the_table() {
        for status in 100..=999 {
            let expected = match status {
                200..=299 => Answer::Done(Receipt {
                    accepted: status == 202,
                    status,
                    body: None,
                }),
                401 => Answer::Unauthorized,
                403 => Answer::Forbidden,
                409 => Answer::Conflict,
                429 => Answer::RateLimited { retry_after: None },
                400 | 402 | 404..=408 | 410..=428 | 430..=499 => Answer::Refused { status },
                500..=599 => Answer::ServerError { status },
                100..=199 | 300..=399 | 600.. => Answer::Unexpected { status },
                _ => unreachable!("the loop starts at 100"),
            };
            assert_eq!(answer(status, ""), expected);
        }
    }

    #[test]
    fn n11_all_2xx_agree_and_202_is_accepted() {
        for (status, accepted) in [(200, false), (201, false), (202, true), (204, false)] {
            let Answer::Done(receipt) = answer(status, "") else {
                panic!("{status} is done");
            };
            assert_eq!((receipt.accepted, receipt.status), (accepted, status));
        }
    }

    #[test]
    fn the_body_is_kept_as_it_came_and_never_shown() {
        let Answer::Done(receipt) = answer(200, r#"{"heard":"90210"}"#) else {
            panic!("200 is done");
        };
        assert_eq!(receipt.body.as_deref(), Some(r#"{"heard":"90210"}"#));
        assert!(!format!("{receipt:?}").contains("90210"));
    }

    #[test]
    fn n7_a_rate_limit_carries_the_wish_of_the_far_end() {
        let mut response = Response::new(Body::default());
        *response.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
        let seconds = header::HeaderValue::from_static("7");
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
        let retry_after = Some(RetryAfter::Delay(Duration::from_secs(7)));
        assert_eq!(
            injection_answer(&response),
            Answer::RateLimited { retry_after }
        );
    }

    #[test]
    fn n20_a_conflict_is_told_in_the_words_of_the_source() {
        assert_eq!(answer(409, ""), Answer::Conflict);
        assert_eq!(
            conflict_message(&address().call),
            "Channel conflict: call CALL-3 is currently locked by another process"
        );
    }

    #[test]
    fn n22_a_403_is_forbidden_and_its_help_names_the_scopes() {
        assert_eq!(answer(403, ""), Answer::Forbidden);
        for scope in super::super::SCOPES {
            assert!(FORBIDDEN_HELP.contains(scope));
        }
    }
}
