//! A tenant that refuses everything for a while: how much more it is asked than in good times.

use core::time::Duration;

use cxtone_cxone::InjectError;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::world::World;

/// Injections during the outage.
const INJECTIONS: usize = 200;

/// The extra load that is allowed, in requests.
const EXTRA_MAX: usize = INJECTIONS / 5;

/// So many run at once.
const TOGETHER: usize = 20;

#[tokio::test]
async fn an_outage_costs_the_tenant_at_most_a_fifth_more_requests() {
    let world = World::start(1).await;
    let limit = json!({ "on": "dtmf", "kind": "rateLimit", "retryAfter": 0, "times": 1000 });
    world.order(&limit).await;
    let client = world.client();
    let injection = world.injection(0, "1", "RFC2833");
    let started = std::time::Instant::now();
    let mut denied = 0;
    for _ in 0..INJECTIONS / TOGETHER {
        let tasks: Vec<_> = (0..TOGETHER)
            .map(|_| {
                let (client, injection) = (client.clone(), injection.clone());
                tokio::spawn(async move {
                    let never = CancellationToken::new();
                    client
                        .inject(&injection.address, &injection.payload, &never)
                        .await
                })
            })
            .collect();
        for task in tasks {
            let sent = task.await.expect("the task ends");
            assert!(matches!(sent.outcome, Err(InjectError::RateLimited { .. })));
            denied += usize::from(sent.retry_denied);
        }
    }
    let posts = world.posts().await;
    assert!(posts >= INJECTIONS && denied > 0, "{posts}, {denied}");
    // A machine so slow that the budget's window passes several times allows its least each time.
    let windows = started.elapsed().as_secs() / Duration::from_secs(10).as_secs();
    let slow = usize::try_from(windows).unwrap_or_default() * 10;
    assert!(posts <= INJECTIONS + EXTRA_MAX + slow, "{posts} requests");
}
