//! The test API's controls besides calls: requests, faults and the clock.

use crate::client::{Ask, Far, digits, seeded};

async fn check(path: &str, body: &str, status: u16, part: &str) {
    let far = Far::start(seeded()).await;
    let answer = far.post(path, body).await;
    assert_eq!(answer.status, status, "{path} {body}");
    let message = answer.json().to_string();
    assert!(message.contains(part), "{path} {body}: {message}");
}

#[tokio::test(start_paused = true)]
async fn a_mistake_is_answered_with_a_message() {
    check("/emulator/faults", "[", 400, "EOF").await;
    check(
        "/emulator/faults",
        r#"{"on":"dtmf","kind":"odd"}"#,
        400,
        "unknown variant `odd`",
    )
    .await;
    check("/emulator/faults", "[]", 201, "0").await;
    check("/emulator/clock", "{}", 400, "advanceMs").await;
    check("/emulator/clock", r#"{"advanceMs":-1}"#, 400, "-1").await;
    check(
        "/emulator/clock",
        r#"{"advanceMs":604800001}"#,
        400,
        "a week",
    )
    .await;
    check("/emulator/nothing", "", 404, "unknownPath").await;
    check("/emulator/requests", "", 405, "unknownMethod").await;
}

#[tokio::test(start_paused = true)]
async fn an_advanced_clock_plays_digits_out_at_once() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    far.inject(&token, call, &digits("59", "INBAND", 100)).await;
    let answer = far.post("/emulator/clock", r#"{"advanceMs":400}"#).await;
    assert_eq!(answer.json()["at"], 0.4);
    let report = far.report(call).await;
    assert_eq!(report["lengthS"], 0.4);
    assert_eq!(report["heard"][0]["digits"], "59");
}

#[tokio::test(start_paused = true)]
async fn faults_that_were_cleared_do_not_come() {
    let far = Far::start(seeded()).await;
    far.order_fault(r#"{"on":"token","kind":"conflict"}"#).await;
    let clearing = Ask {
        method: "DELETE",
        path: "/emulator/faults",
        headers: &[],
        body: "",
    };
    assert_eq!(far.ask(clearing).await.status, 204);
    far.token().await;
}

#[tokio::test(start_paused = true)]
async fn the_test_api_is_not_among_the_requests() {
    let far = Far::start(seeded()).await;
    far.report(&far.hello.calls[0]).await;
    far.get("/elsewhere/1234?and=5678").await;
    let requests = far.requests().await;
    assert_eq!(requests["total"], 1);
    let request = &requests["requests"][0];
    assert_eq!(request["method"], "GET");
    assert_eq!(request["path"], "[unknown path, 15 bytes]");
    assert_eq!(request["status"], 404);
    assert_eq!(request["body"], "[0 bytes]");
    assert!(request["correlationId"].is_string() && request["at"].is_number());
}
