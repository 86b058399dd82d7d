//! Faults on demand: how each looks to the client and whether the digits are in the call.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::client::{Answer, Far, digits, seeded};

/// How often a condition is looked at before a test gives up on it.
const LOOKS_MAX: usize = 10_000;

struct Met {
    far: Far,
    token: String,
    bytes: Vec<u8>,
}

/// Orders a fault and sends an injection into it.
async fn meet(fault: &str) -> Met {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    far.order_fault(fault).await;
    let request = far.injection(&token, &far.hello.calls[0], &digits("1", "INBAND", 50));
    let bytes = far.raw(&request).await.unwrap_or_default();
    Met { far, token, bytes }
}

impl Met {
    fn answer(&self) -> Answer {
        Answer::parse(&self.bytes)
    }

    async fn executed(&self) -> bool {
        let report = self.far.report(&self.far.hello.calls[0]).await;
        report["commands"][0]["outcome"] == "executed"
    }

    async fn next_status(&self) -> u16 {
        let body = digits("1", "INBAND", 50);
        let call = &self.far.hello.calls[0];
        self.far.inject(&self.token, call, &body).await.status
    }
}

async fn check_status(fault: &str, status: u16, executed: bool) {
    let met = meet(fault).await;
    assert_eq!(met.answer().status, status, "{fault}");
    assert_eq!(met.executed().await, executed, "{fault}");
    assert!(met.answer().headers.contains_key("x-correlation-id"));
}

#[tokio::test(start_paused = true)]
async fn each_fault_has_its_status_and_tells_whether_the_digits_played() {
    check_status(r#"{"on":"dtmf","kind":"rateLimit"}"#, 429, false).await;
    check_status(r#"{"on":"dtmf","kind":"unauthorized"}"#, 401, false).await;
    check_status(r#"{"on":"dtmf","kind":"conflict"}"#, 409, false).await;
    check_status(r#"{"on":"dtmf","kind":"serverError"}"#, 503, false).await;
    check_status(
        r#"{"on":"dtmf","kind":"serverError","status":500,"executed":"after"}"#,
        500,
        true,
    )
    .await;
    check_status(r#"{"on":"dtmf","kind":"success"}"#, 202, true).await;
    check_status(r#"{"on":"dtmf","kind":"success","status":204}"#, 204, true).await;
    check_status(r#"{"on":"dtmf","kind":"brokenJson"}"#, 200, true).await;
}

async fn check_drop(kind: &str, executed: bool) {
    let met = meet(&format!(r#"{{"on":"dtmf","kind":"{kind}"}}"#)).await;
    assert!(met.bytes.is_empty(), "{kind}: {} bytes", met.bytes.len());
    assert_eq!(met.executed().await, executed, "{kind}");
    let report = met.far.report(&met.far.hello.calls[0]).await;
    assert!(report["commands"][0]["status"].is_null());
    assert_eq!(report["commands"][0]["fault"], kind);
    let requests = met.far.requests().await;
    assert!(requests["requests"][1]["status"].is_null());
    assert_eq!(met.next_status().await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_connection_carries_not_a_byte() {
    check_drop("dropBefore", false).await;
    check_drop("dropAfter", true).await;
}

async fn retry_after(value: &str) -> Option<String> {
    let fault = format!(r#"{{"on":"dtmf","kind":"rateLimit","retryAfter":{value}}}"#);
    meet(&fault).await.answer().headers.remove("retry-after")
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_what_was_ordered() {
    assert_eq!(retry_after("2").await.as_deref(), Some("2"));
    assert_eq!(retry_after("-1").await.as_deref(), Some("-1"));
    assert_eq!(retry_after(r#""soon""#).await.as_deref(), Some("soon"));
    assert_eq!(retry_after("null").await, None);
    let date = retry_after(r#"{"dateInS":3}"#).await.expect("a date");
    assert!(date.ends_with(" GMT"), "{date}");
}

#[tokio::test(start_paused = true)]
async fn a_fault_is_met_as_often_as_it_was_ordered() {
    let met = meet(r#"{"on":"dtmf","kind":"conflict","times":2}"#).await;
    assert_eq!(met.next_status().await, 409);
    assert_eq!(met.next_status().await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_401_revokes_the_token_that_came() {
    let met = meet(r#"{"on":"dtmf","kind":"unauthorized"}"#).await;
    assert_eq!(met.next_status().await, 401);
    let token = met.far.token().await;
    let call = &met.far.hello.calls[0];
    let fresh = met
        .far
        .inject(&token, call, &digits("1", "INBAND", 50))
        .await;
    assert_eq!(fresh.status, 200);
    let requests = met.far.requests().await;
    assert_eq!(requests["requests"][4]["tokenNumber"], 2);
}

#[tokio::test(start_paused = true)]
async fn faults_at_the_token_leave_injections_alone() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    far.order_fault(
        r#"[{"on":"token","kind":"rateLimit","retryAfter":1},
            {"on":"token","kind":"serverError","status":500},
            {"on":"token","kind":"brokenJson"}]"#,
    )
    .await;
    let inject = || far.injection(&token, &far.hello.calls[0], "{}");
    assert_eq!(
        Answer::parse(&far.raw(&inject()).await.expect("answered")).status,
        400
    );
    for status in [429, 500, 200, 200] {
        assert_eq!(far.post_form(&far.form("")).await.status, status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_401_at_the_token_is_that_of_a_wrong_client() {
    let far = Far::start(seeded()).await;
    far.order_fault(r#"{"on":"token","kind":"unauthorized"}"#)
        .await;
    let answer = far.post_form(&far.form("")).await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (401, "invalid_client")
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_request_leaves_a_later_fault_for_the_next() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    far.order_fault(r#"{"on":"dtmf","kind":"success"}"#).await;
    assert_eq!(far.inject(&token, call, "{}").await.status, 400);
    assert_eq!(
        far.inject(&token, call, &digits("1", "INBAND", 50))
            .await
            .status,
        202
    );
}

#[tokio::test(start_paused = true)]
async fn a_stalled_request_is_executed_and_never_answered() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = far.hello.calls[0].clone();
    far.order_fault(r#"{"on":"dtmf","kind":"stall"}"#).await;
    let mut stream = far.connect().await;
    let request = far.injection(&token, &call, &digits("1", "INBAND", 50));
    stream.write_all(&request).await.expect("it is sent");
    let mut looks = 0;
    while far.report(&call).await["commands"][0]["outcome"] != "executed" {
        looks += 1;
        assert!(looks < LOOKS_MAX, "it was not executed");
    }
    far.stop().await;
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    assert!(bytes.is_empty(), "{} bytes, {ended:?}", bytes.len());
}
