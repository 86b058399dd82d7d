//! Two injections into one call at once: with one injector they take turns, with two they garble
//! each other, which is what the lock is for.

use cxtone_runner::{CallLocks, Failure, Injection, Injector, Report};
use tokio_util::sync::CancellationToken;

use crate::world::World;

/// Both injections at once, listened to; the rates that were measured.
async fn rates(world: &World, one: &Injector, other: &Injector) -> [f64; 2] {
    let verified = |digits| Injection {
        verify: true,
        ..world.injection(0, digits, "INBAND")
    };
    let cancellation = CancellationToken::new();
    let (first, second) = tokio::join!(
        one.inject(verified("14"), &cancellation),
        other.inject(verified("D9"), &cancellation),
    );
    [first, second].map(rate)
}

fn rate(outcome: Result<Report, Failure>) -> f64 {
    let report = outcome.expect("delivered");
    assert!(report.troubles.tap.is_none(), "it was listened to");
    report.recognition.rate
}

#[tokio::test]
async fn one_injector_lets_them_take_turns() {
    let world = World::start(1).await;
    let injector = world.listener().build();
    assert_eq!(rates(&world, &injector, &injector).await, [1.0, 1.0]);
    let heard = world.heard(&world.hello.calls[0]).await;
    assert!(heard.iter().all(|heard| !heard.overlaps), "{heard:?}");
    assert_eq!(world.digits_heard().await, "14D9");
}

#[tokio::test]
async fn two_injectors_that_share_their_locks_take_turns() {
    let world = World::start(1).await;
    let locks = CallLocks::new();
    let injector = || world.listener().locks(locks.clone()).build();
    assert_eq!(rates(&world, &injector(), &injector()).await, [1.0, 1.0]);
    assert_eq!(world.digits_heard().await, "14D9");
}

#[tokio::test]
async fn two_injectors_that_know_nothing_of_each_other_garble_the_digits() {
    let world = World::start(1).await;
    let injector = || world.listener().build();
    let rates = rates(&world, &injector(), &injector()).await;
    assert!(rates[0] + rates[1] < 2.0, "{rates:?}");
    let heard = world.heard(&world.hello.calls[0]).await;
    assert!(heard.iter().all(|heard| heard.overlaps), "{heard:?}");
    assert_ne!(world.digits_heard().await, "14D9");
    assert_eq!(world.posts().await, 2);
}
