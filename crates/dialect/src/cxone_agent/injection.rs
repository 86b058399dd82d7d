//! The request that plays digits into a session's call.
//! What its answer means goes by the status, as in every dialect.

use cxtone_payload::{Payload, SessionId};
use url::form_urlencoded::Serializer;

use super::{CxoneAgent, wire::SendDtmf};
use crate::{Injecting, Request, request};

/// What to do about [`Answer::Forbidden`](crate::Answer::Forbidden).
pub const FORBIDDEN_HELP: &str = "the access key's user needs a role that may use the agent API, \
    and the session must be that user's own";

/// Where the fields of `send-dtmf` stand: NICE's two published clients differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldsIn {
    /// As JSON in the body, as in the official SDK.
    #[default]
    Body,
    /// In the URL's query, as in the client generated from the API's description. URLs are
    /// written to logs on the way, and the digits with them: only for a tenant that does not read
    /// the body.
    Query,
}

/// The request. The session's id was checked; digits in a query are percent-encoded.
pub(super) fn request(
    dialect: &CxoneAgent,
    injecting: &Injecting<'_>,
    session: &SessionId,
) -> Request {
    let path = format!("agent-sessions/{session}/send-dtmf");
    let fields = fields(injecting.payload);
    let request = match dialect.fields_in {
        FieldsIn::Body => request::json(
            dialect.version.uri(injecting.api_url, &path),
            serde_json::to_string(&fields).expect("a text and two numbers always make JSON"),
        ),
        FieldsIn::Query => request::bare_post(
            dialect
                .version
                .uri(injecting.api_url, &format!("{path}?{}", query(&fields))),
        ),
    };
    request::authorized(request, injecting.token)
}

fn fields(payload: &Payload) -> SendDtmf {
    SendDtmf {
        dtmf_sequence: payload.digits().chars().collect(),
        tone_duration_ms: payload.tone_ms(),
        tone_spacing_ms: payload.pause_ms(),
    }
}

fn query(fields: &SendDtmf) -> String {
    Serializer::new(String::new())
        .append_pair("dtmfSequence", &fields.dtmf_sequence)
        .append_pair("toneDurationMS", &fields.tone_duration_ms.to_string())
        .append_pair("toneSpacingMS", &fields.tone_spacing_ms.to_string())
        .finish()
}

#[cfg(test)]
mod tests {
    use cxtone_payload::{Raw, plan, validate};
    use secrecy::SecretString;

    use super::*;
    use crate::{
        Address, AddressKind, BaseUrl, CallAddress, Dialect, SessionAddress, WrongAddress,
    };

    fn built(dialect: &CxoneAgent, address: &Address) -> Result<Request, WrongAddress> {
        let raw = Raw {
            digits: "12*#a".into(),
            dtmf_type: "RFC2833".into(),
            pause_ms: 200_u32.into(),
        };
        let limits = dialect.capabilities().limits();
        let payload = validate(&raw, &limits).expect("valid");
        dialect.injection_request(&Injecting {
            api_url: &BaseUrl::parse("https://api-na1.niceincontact.com").expect("a base URL"),
            address,
            payload: &payload.with_tone_ms(120, &limits).expect("in the range"),
            token: &SecretString::from("t0ken"),
            injection_key: "key-1",
        })
    }

    fn session() -> Address {
        Address::from(SessionAddress {
            session: "session-1".parse().expect("an id"),
            contact: None,
        })
    }

    #[test]
    fn the_session_is_in_the_path_and_the_digits_are_in_the_body() {
        let request = built(&CxoneAgent::default(), &session()).expect("a session");
        assert_eq!(request.method(), http::Method::POST);
        assert_eq!(
            request.uri(),
            "https://api-na1.niceincontact.com/incontactapi/services/v30.0/agent-sessions/session-1/send-dtmf"
        );
        assert_eq!(
            request.body().text(),
            Some(r##"{"dtmfSequence":"12*#A","toneDurationMS":120,"toneSpacingMS":200}"##)
        );
        assert_eq!(request.headers()["authorization"], "Bearer t0ken");
        assert_eq!(request.headers()["content-type"], "application/json");
    }

    #[test]
    fn in_a_query_the_digits_are_encoded_and_there_is_no_body() {
        let dialect = CxoneAgent {
            version: "26.0".parse().expect("a version"),
            fields_in: FieldsIn::Query,
        };
        let request = built(&dialect, &session()).expect("a session");
        assert_eq!(
            request
                .uri()
                .path_and_query()
                .map(http::uri::PathAndQuery::as_str),
            Some(
                "/incontactapi/services/v26.0/agent-sessions/session-1/send-dtmf\
                 ?dtmfSequence=12*%23A&toneDurationMS=120&toneSpacingMS=200"
            )
        );
        assert!(request.body().is_empty());
        assert!(!request.headers().contains_key("content-type"));
    }

    #[test]
    fn a_call_on_a_line_cannot_be_addressed() {
        let address = Address::from(CallAddress {
            provider: "p".parse().expect("an id"),
            line: "l".parse().expect("an id"),
            call: "c".parse().expect("an id"),
        });
        let refused = built(&CxoneAgent::default(), &address).expect_err("no session");
        assert_eq!(refused.wanted, AddressKind::Session);
        assert_eq!(
            refused.to_string(),
            "cxone-agent addresses an injection by an agent's session; give that instead of a call on a line"
        );
    }

    #[test]
    fn the_lock_is_the_sessions_whatever_the_contact() {
        let with_contact = Address::from(SessionAddress {
            session: "session-1".parse().expect("an id"),
            contact: Some("contact-2".parse().expect("an id")),
        });
        let dialect = CxoneAgent::default();
        assert_eq!(
            dialect.lock_key(&with_contact),
            dialect.lock_key(&session())
        );
        assert_eq!(dialect.lock_key(&session()).as_str(), "session-1");
    }

    #[test]
    fn a_type_that_the_request_cannot_carry_is_refused_and_pauses_become_waits() {
        let limits = CxoneAgent::default().capabilities().limits();
        let raw = |digits: &str, dtmf_type: &str| Raw {
            digits: digits.into(),
            dtmf_type: dtmf_type.into(),
            pause_ms: 200_u32.into(),
        };
        assert!(validate(&raw("1", "INBAND"), &limits).is_err());
        let plan = plan(&raw("1w2", "RFC2833"), &limits).expect("two requests");
        assert_eq!(plan.sends().len(), 2);
    }
}
