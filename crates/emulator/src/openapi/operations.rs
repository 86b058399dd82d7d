//! The operations of the document: each endpoint with what it takes, what it answers, and examples.
//! What the schemas look like is in `schemas`; the routes themselves are in `http`.

use serde_json::{Value, json};

use crate::http::{
    AGENT_KEY, AGENT_TOKEN, CALL_CONTROL_TOKEN, COLLECT, CXONE_CONFIGURATION, INJECTION,
    INTERACTION, OPENID_CONFIGURATION, PLAY, SEND_DTMF, STATUS, TOKEN,
};

/// One operation.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    /// Parameters of the query; each may be missing.
    pub(super) query: &'static [&'static str],
    pub(super) body: Option<Body>,
    /// The status of success, and its body, if it has one.
    pub(super) success: (u16, Option<Body>),
    /// The schema of refusals.
    pub(super) problem: &'static str,
}

/// A body, by its media type and the name of its schema.
pub(super) struct Body {
    pub(super) media_type: &'static str,
    pub(super) schema: &'static str,
    pub(super) example: Option<Value>,
}

const JSON: &str = "application/json";

const FORM: &str = "application/x-www-form-urlencoded";

/// All operations.
pub(super) fn operations() -> Vec<Operation> {
    [
        tenant(),
        call_control(),
        agent(),
        calls(),
        streams(),
        controls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn tenant() -> Vec<Operation> {
    vec![
        post(TOKEN, "Grants a token for client credentials")
            .takes(FORM, "LoginForm", json!({ "grant_type": "client_credentials", "client_id": "a", "client_secret": "b", "scope": "telephony:call:control" }))
            .gives(200, "Grant", json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600, "scope": "telephony:call:control" }))
            .refuses("LoginProblem"),
        post(INJECTION, "Plays digits into a call")
            .takes(JSON, "Injection", json!({ "dtmf": "1234#", "dtmfType": "RFC2833", "interDigitPause": 100 }))
            .gives(200, "Injected", json!({ "status": "accepted", "callId": "call-1", "dtmfType": "RFC2833", "digitCount": 5, "playOutMs": 1000 })),
    ]
}

fn call_control() -> Vec<Operation> {
    let prompt = || json!({ "mediaUrl": "https://storage.cxone.com/prompts/greeting.wav", "interruptible": true });
    vec![
        post(CALL_CONTROL_TOKEN, "Grants a token for media commands")
            .takes(JSON, "CallControlLogin", json!({ "grant_type": "client_credentials", "client_id": "a", "client_secret": "b", "scope": "callcontrol:calls:read" }))
            .gives(200, "CallControlGrant", json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600, "scope": "callcontrol:calls:read", "refresh_token": "c" }))
            .refuses("LoginProblem"),
        get(STATUS, "Tells how a call is")
            .gives(200, "CallState", json!({ "callId": "call-1", "status": "active", "media": "playing" })),
        post(PLAY, "Plays a prompt")
            .takes(JSON, "PlayOrder", prompt())
            .gives(200, "Playing", json!({ "status": "playing", "mediaUrl": "https://storage.cxone.com/prompts/greeting.wav" })),
        post(COLLECT, "Collects an entry, after a prompt; the answer comes when it is over")
            .takes(JSON, "CollectOrder", json!({ "maxDigits": 3, "timeout": 15000, "terminatingDigits": ["#", "*"], "playPrompt": prompt() }))
            .gives(200, "Collected", json!({ "status": "completed", "digits": "100", "timeout": false, "reason": "maxDigits" })),
    ]
}

fn agent() -> Vec<Operation> {
    let grant = || json!({ "access_token": "a", "token_type": "Bearer", "refresh_token": "b", "expires_in": 3600, "id_token": "c" });
    vec![
        get(OPENID_CONFIGURATION, "Names the agents' login")
            .gives(200, "OpenidConfiguration", json!({ "issuer": "http://127.0.0.1:8080", "token_endpoint": "http://127.0.0.1:8080/auth/token" }))
            .refuses("AgentProblem"),
        get(CXONE_CONFIGURATION, "Names the agents' API")
            .asks(&["tenantId"])
            .gives(200, "CxoneConfiguration", json!({ "api_endpoint": "http://127.0.0.1:8080", "tenantId": "tenant-1" }))
            .refuses("AgentProblem"),
        post(AGENT_TOKEN, "Grants a token for an access key or a refresh token")
            .takes(FORM, "AgentLoginForm", json!({ "grant_type": "password", "username": "a", "password": "b" }))
            .gives(200, "AgentGrant", grant())
            .refuses("LoginProblem"),
        post(AGENT_KEY, "Grants a token for an access key, as it was done before")
            .takes(JSON, "AccessKey", json!({ "accessKeyId": "a", "accessKeySecret": "b" }))
            .gives(200, "AgentGrant", grant())
            .refuses("LoginProblem"),
        post(SEND_DTMF, "Plays digits into the call of an agent's session; the query may stand in for the body")
            .asks(&["dtmfSequence", "toneDurationMS", "toneSpacingMS"])
            .takes(JSON, "AgentInjection", json!({ "dtmfSequence": "1234#", "toneDurationMS": 100, "toneSpacingMS": 100 }))
            .gives(200, "Done", json!({}))
            .refuses("AgentProblem"),
        post(INTERACTION, "Does mask, unmask, hold, resume, end or record to a contact")
            .gives(200, "Done", json!({}))
            .refuses("AgentProblem"),
    ]
}

fn calls() -> Vec<Operation> {
    let status = || json!({ "callId": "call-1", "status": "active" });
    vec![
        get("/emulator/calls", "Lists the calls")
            .gives(200, "CallList", json!({ "calls": [status()] })),
        post("/emulator/calls", "Places a call")
            .takes(JSON, "CallOrder", json!({ "callId": "call-1", "status": "ringing", "line": { "noiseDbm0": -40, "echo": { "delayMs": 20, "levelDb": -15 } } }))
            .gives(201, "Placed", json!({ "callId": "call-1", "status": "ringing", "sessionId": "session-call-1", "contactId": "contact-call-1" })),
        get("/emulator/calls/{call}", "Tells what was asked of a call and what was heard in it")
            .gives(200, "CallReport", json!({
                "status": "active", "lengthS": 1.5, "held": false,
                "heard": [{ "digits": "12", "at": 0.5, "source": "RFC2833", "overlaps": false }],
                "commands": [{ "command": "dtmf", "type": "RFC2833", "count": 2, "digits": "[2 digits]", "at": 0.5, "outcome": "executed", "status": 200, "fault": null, "overlaps": false }],
                "masked": [{ "from": 1.0, "to": null }],
                "media": "idle", "reason": null,
                "conversation": [{ "at": 0.5, "what": "answered" }, { "at": 0.6, "what": "prompt", "name": "greeting.wav" }, { "at": 1.2, "what": "key", "keys": "1" }],
            })),
        delete("/emulator/calls/{call}", "Forgets a call"),
        post("/emulator/calls/{call}/answer", "Takes a call off the hook")
            .gives(200, "CallStatus", status()),
        post("/emulator/calls/{call}/caller", "Has the caller follow a script from now on")
            .takes(JSON, "Caller", json!("ends 2, wait 400, press 100"))
            .gives(200, "CallStatus", status()),
        post("/emulator/calls/{call}/hangup", "Ends a call")
            .gives(200, "CallStatus", json!({ "callId": "call-1", "status": "ended" })),
        post("/emulator/calls/{call}/line", "Changes a call's line from now on")
            .takes(JSON, "Line", json!({ "packetLoss": 0.1 }))
            .gives(200, "CallStatus", status()),
    ]
}

fn streams() -> Vec<Operation> {
    vec![
        post("/emulator/calls/{call}/rtp", "Sends a call's sound and digits to a UDP port")
            .takes(JSON, "RtpOrder", json!({ "to": "127.0.0.1:40000", "payload": "both", "loss": 0.01 }))
            .gives(201, "RtpStream", json!({ "ssrc": 7, "from": "127.0.0.1:40001", "payloadType": 0, "eventsPayloadType": 101 })),
        get("/emulator/calls/{call}/audio.wav", "Gives a call's recording, or what came after fromMs")
            .asks(&["fromMs"])
            .sounds(),
    ]
}

fn controls() -> Vec<Operation> {
    vec![
        get("/", "Gives a page with the calls, their sound, and faults by click").shows(),
        get("/emulator/requests", "Tells which requests the tenant has met")
            .gives(200, "RequestLog", json!({ "total": 1, "requests": [{ "method": "POST", "path": "/oauth/token", "status": 200, "at": 0.1, "correlationId": "emu-1", "tokenNumber": null, "body": "[80 bytes]", "fault": null, "executed": null }] })),
        get("/emulator/faults", "Tells what waits, and how often each rule has fired")
            .gives(200, "FaultReport", json!({ "waiting": 0, "seed": 7, "rules": [{ "endpoint": "dtmf", "kind": "stall", "nth": 2, "fired": 0 }] })),
        post("/emulator/faults", "Orders a fault, a list of them, or a plan")
            .takes(JSON, "FaultOrder", json!({ "seed": 7, "rules": [{ "endpoint": "dtmf", "kind": "dropAfter", "probability": 0.1 }] }))
            .gives(201, "Ordered", json!({ "rules": 1 })),
        delete("/emulator/faults", "Forgets what waits, and the plan"),
        get("/emulator/clock", "Tells the emulator's time")
            .gives(200, "Clock", json!({ "at": 1.5, "speed": 1 })),
        post("/emulator/clock", "Moves the emulator's time forward")
            .takes(JSON, "Advance", json!({ "advanceMs": 1000 }))
            .gives(200, "Clock", json!({ "at": 2.5, "speed": 1 })),
        get("/emulator/openapi.json", "Gives this document").tells_anything(),
    ]
}

fn operation(method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    Operation {
        method,
        path,
        summary,
        query: &[],
        body: None,
        success: (204, None),
        problem: "Problem",
    }
}

fn get(path: &'static str, summary: &'static str) -> Operation {
    operation("get", path, summary)
}

fn post(path: &'static str, summary: &'static str) -> Operation {
    operation("post", path, summary)
}

fn delete(path: &'static str, summary: &'static str) -> Operation {
    operation("delete", path, summary)
}

impl Operation {
    fn asks(mut self, query: &'static [&'static str]) -> Self {
        self.query = query;
        self
    }

    fn takes(mut self, media_type: &'static str, schema: &'static str, example: Value) -> Self {
        self.body = Some(Body {
            media_type,
            schema,
            example: Some(example),
        });
        self
    }

    fn gives(mut self, status: u16, schema: &'static str, example: Value) -> Self {
        let body = Body {
            media_type: JSON,
            schema,
            example: Some(example),
        };
        self.success = (status, Some(body));
        self
    }

    fn sounds(mut self) -> Self {
        let body = Body {
            media_type: "audio/wav",
            schema: "Anything",
            example: None,
        };
        self.success = (200, Some(body));
        self
    }

    fn shows(mut self) -> Self {
        let body = Body {
            media_type: "text/html",
            schema: "Anything",
            example: None,
        };
        self.success = (200, Some(body));
        self
    }

    fn tells_anything(self) -> Self {
        self.gives(200, "Anything", json!({}))
    }

    fn refuses(mut self, problem: &'static str) -> Self {
        self.problem = problem;
        self
    }
}
