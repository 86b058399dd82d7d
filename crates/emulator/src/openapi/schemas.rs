//! The schemas of the document: what is sent to the tenant and the test API, and what comes back.
//! Where each is used is in `operations`.

mod media;

use super::shape::{
    Shape, any, anything, between, choice, flag, list, maybe, named, number, object, pattern, text,
    whole,
};
use crate::faults::Fault;

/// All schemas by name.
pub(super) fn schemas() -> Vec<(&'static str, Shape)> {
    [
        logins(),
        injections(),
        media::schemas(),
        calls(),
        faults(),
        controls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn logins() -> Vec<(&'static str, Shape)> {
    vec![
        (
            "LoginForm",
            object([
                ("grant_type", choice(&["client_credentials"])),
                ("client_id", text()),
                ("client_secret", text()),
                ("scope?", text()),
            ]),
        ),
        (
            "AgentLoginForm",
            object([
                ("grant_type", choice(&["password", "refresh_token"])),
                ("username?", text()),
                ("password?", text()),
                ("refresh_token?", text()),
            ]),
        ),
        (
            "AccessKey",
            object([("accessKeyId", text()), ("accessKeySecret", text())]),
        ),
        (
            "Grant",
            object([
                ("access_token", text()),
                ("token_type", choice(&["Bearer"])),
                ("expires_in", whole(1)),
                ("scope", text()),
            ]),
        ),
        (
            "AgentGrant",
            object([
                ("access_token", text()),
                ("token_type", choice(&["Bearer"])),
                ("refresh_token", text()),
                ("expires_in", whole(1)),
                ("id_token", text()),
            ]),
        ),
        (
            "LoginProblem",
            object([("error", text()), ("error_description", text())]),
        ),
        (
            "OpenidConfiguration",
            object([("issuer", text()), ("token_endpoint", text())]),
        ),
        (
            "CxoneConfiguration",
            object([("api_endpoint", text()), ("tenantId", text())]),
        ),
    ]
}

fn injections() -> Vec<(&'static str, Shape)> {
    vec![
        (
            "Injection",
            object([
                ("dtmf", pattern("^[0-9*#A-D]{1,16}$")),
                ("dtmfType", named("DtmfType")),
                ("interDigitPause", whole(50)),
            ]),
        ),
        ("DtmfType", choice(&["RFC2833", "SIPINFO", "INBAND"])),
        (
            "Injected",
            object([
                ("status", choice(&["accepted"])),
                ("callId", text()),
                ("dtmfType", named("DtmfType")),
                ("digitCount", whole(1)),
                ("playOutMs", whole(1)),
            ]),
        ),
        (
            "AgentInjection",
            object([
                ("dtmfSequence", pattern("^[0-9*#A-D]{1,32}$")),
                ("toneDurationMS", whole(40)),
                ("toneSpacingMS?", maybe(whole(40))),
            ]),
        ),
        ("Done", object([])),
        (
            "Problem",
            object([
                ("error", text()),
                ("message", text()),
                (
                    "errors?",
                    list(object([("field", text()), ("message", text())])),
                ),
            ]),
        ),
        (
            "AgentProblem",
            object([("error", text()), ("errorDescription", text())]),
        ),
    ]
}

fn calls() -> Vec<(&'static str, Shape)> {
    vec![
        ("Status", choice(&["ringing", "active", "ended"])),
        (
            "CallOrder",
            object([
                ("callId?", pattern("^[A-Za-z0-9_-]{1,128}$")),
                ("status?", choice(&["active", "ringing"])),
                ("line?", named("Line")),
                ("caller?", named("Caller")),
            ]),
        ),
        (
            "Line",
            object([
                ("noiseDbm0?", number()),
                ("gainDb?", number()),
                ("twistDb?", number()),
                (
                    "echo?",
                    object([("delayMs", number()), ("levelDb", number())]),
                ),
                ("dropouts?", object([("probability", between(0.0, 1.0))])),
                ("clipDbfs?", number()),
                ("packetLoss?", between(0.0, 1.0)),
                ("seed?", whole(0)),
            ]),
        ),
        (
            "CallStatus",
            object([("callId", text()), ("status", named("Status"))]),
        ),
        (
            "Placed",
            object([
                ("callId", text()),
                ("status", named("Status")),
                ("sessionId", text()),
                ("contactId", text()),
            ]),
        ),
        ("CallList", object([("calls", list(named("CallStatus")))])),
        ("CallReport", report()),
        ("RtpOrder", rtp_order()),
        (
            "RtpStream",
            object([
                ("ssrc", whole(0)),
                ("from", text()),
                ("payloadType", whole(0)),
                ("eventsPayloadType", whole(0)),
            ]),
        ),
    ]
}

fn report() -> Shape {
    let heard = object([
        ("digits", text()),
        ("at", number()),
        ("source", text()),
        ("overlaps", flag()),
    ]);
    let command = object([
        ("command", text()),
        ("type", maybe(named("DtmfType"))),
        ("count", maybe(whole(0))),
        ("digits", maybe(text())),
        ("at", number()),
        ("outcome", choice(&["executed", "refused", "repeated"])),
        ("status", maybe(whole(100))),
        ("fault", maybe(text())),
        ("overlaps", flag()),
    ]);
    object([
        ("status", named("Status")),
        ("lengthS", number()),
        ("held", flag()),
        ("heard", list(heard)),
        ("commands", list(command)),
        (
            "masked",
            list(object([("from", number()), ("to", maybe(number()))])),
        ),
        ("media", named("Media")),
        ("reason", maybe(text())),
        (
            "conversation",
            list(object([
                ("at", number()),
                ("what", text()),
                ("name?", text()),
                ("keys?", text()),
            ])),
        ),
    ])
}

fn rtp_order() -> Shape {
    object([
        ("to", text()),
        ("payload?", choice(&["audio", "events", "both"])),
        ("law?", choice(&["mulaw", "alaw"])),
        ("loss?", between(0.0, 1.0)),
        ("duplicate?", between(0.0, 1.0)),
        ("reorder?", between(0.0, 1.0)),
        ("seed?", whole(0)),
    ])
}

fn faults() -> Vec<(&'static str, Shape)> {
    let order = [("on", named("Endpoint")), ("times?", whole(1))];
    let shown = rule().into_iter().chain([("fired", whole(0))]);
    vec![
        (
            "Endpoint",
            choice(&[
                "token",
                "dtmf",
                "interaction",
                "discovery",
                "play",
                "collect",
                "status",
            ]),
        ),
        ("Fault", object(order.into_iter().chain(kind()))),
        ("Rule", object(rule())),
        (
            "FaultPlan",
            object([("seed?", whole(0)), ("rules", list(named("Rule")))]),
        ),
        (
            "FaultOrder",
            any([named("Fault"), list(named("Fault")), named("FaultPlan")]),
        ),
        (
            "Ordered",
            any([
                object([("faults", whole(0))]),
                object([("rules", whole(0))]),
            ]),
        ),
        (
            "FaultReport",
            object([
                ("waiting", whole(0)),
                ("seed", whole(0)),
                ("rules", list(object(shown))),
            ]),
        ),
    ]
}

fn rule() -> Vec<(&'static str, Shape)> {
    let mut fields = vec![
        ("endpoint", named("Endpoint")),
        ("call?", text()),
        ("nth?", whole(1)),
        ("every?", whole(1)),
        ("probability?", between(0.0, 1.0)),
        ("perCall?", whole(1)),
    ];
    fields.extend(kind());
    fields
}

/// What goes wrong: the kind, and the fields of all kinds.
fn kind() -> Vec<(&'static str, Shape)> {
    vec![
        ("kind", choice(&Fault::NAMES)),
        ("retryAfter?", anything()),
        ("status?", whole(201)),
        ("executed?", choice(&["before", "after"])),
        ("bytesPerS?", whole(1)),
        ("delayMs?", whole(0)),
        ("value?", text()),
        ("bytes?", whole(1)),
        ("location?", text()),
        ("afterMs?", whole(0)),
        ("line?", named("Line")),
    ]
}

fn controls() -> Vec<(&'static str, Shape)> {
    let request = object([
        ("method", text()),
        ("path", text()),
        ("status", maybe(whole(100))),
        ("at", number()),
        ("correlationId", text()),
        ("tokenNumber", maybe(whole(1))),
        ("body", maybe(text())),
        ("fault", maybe(text())),
        ("executed", maybe(flag())),
    ]);
    vec![
        (
            "RequestLog",
            object([("total", whole(0)), ("requests", list(request))]),
        ),
        ("Advance", object([("advanceMs", whole(0))])),
        ("Clock", object([("at", number()), ("speed", whole(1))])),
    ]
}
