//! Where an emulator listens, and where it refuses to.

use std::sync::Arc;

use cxtone_emulator::{BindError, CONNECTIONS_MAX, Emulator, EmulatorConfig};

use crate::client::{Far, seeded};

async fn refusal(address: &str, config: EmulatorConfig) -> BindError {
    let address = address.parse().expect("an address");
    Emulator::bind(address, config)
        .await
        .expect_err("it is refused")
}

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let error = refusal(address, seeded()).await;
        assert!(matches!(error, BindError::NotLoopback { .. }), "{address}");
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
    }
}

#[tokio::test]
async fn an_occupied_port_is_named() {
    let far = Far::start(seeded()).await;
    let address = far.hello.url.trim_start_matches("http://");
    let error = refusal(address, seeded()).await;
    assert!(matches!(error, BindError::InUse { .. }));
    assert!(error.to_string().contains(address), "{error}");
    far.stop().await;
}

#[tokio::test]
async fn a_configuration_out_of_range_is_refused() {
    let config = EmulatorConfig {
        token_life_s: 0,
        ..seeded()
    };
    let error = refusal("127.0.0.1:0", config).await;
    assert!(error.to_string().contains("token_life_s is 0"), "{error}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_hello_but_for_the_port() {
    let config = || EmulatorConfig {
        calls: 2,
        ..seeded()
    };
    let (one, other) = (Far::start(config()).await, Far::start(config()).await);
    let mut hello = other.hello.clone();
    assert_ne!(hello.url, one.hello.url);
    hello.url.clone_from(&one.hello.url);
    assert!(hello == one.hello);
    assert_eq!(hello.calls.len(), 2);
    let unseeded = Far::start(EmulatorConfig::default()).await;
    assert_ne!(unseeded.hello.client_secret, hello.client_secret);
}

#[tokio::test]
async fn a_hello_shows_its_secret_in_json_alone() {
    let far = Far::start(seeded()).await;
    let secret = &far.hello.client_secret;
    assert!(!format!("{:?}", far.hello).contains(secret.as_str()));
    let json = serde_json::to_value(&far.hello).expect("it is JSON");
    assert_eq!(json["clientSecret"], secret.as_str());
    for field in ["url", "clientId", "providerId", "lineId", "calls"] {
        assert!(!json[field].is_null(), "{field}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_connection_does_not_keep_it_from_stopping() {
    let far = Far::start(seeded()).await;
    let idle = far.connect().await;
    far.get("/emulator/calls").await;
    far.stop().await;
    drop(idle);
}

/// How often the runtime is let to run before something counts as waiting.
const TURNS: usize = 10_000;

#[tokio::test(start_paused = true)]
async fn one_connection_too_many_waits_for_another_to_close() {
    let far = Arc::new(Far::start(seeded()).await);
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS_MAX {
        open.push(far.connect().await);
    }
    let asking = Arc::clone(&far);
    let asked = tokio::spawn(async move { asking.get("/emulator/calls").await.status });
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
    assert!(!asked.is_finished());
    open.pop();
    assert_eq!(asked.await.expect("it does not panic"), 200);
}
