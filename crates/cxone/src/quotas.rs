//! Quotas for a tenant, its endpoints and its calls, and the wait for them.
//! How much they allow stands in `load_limits`.

use core::{
    hash::Hash,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use cxtone_payload::CallId;
use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore,
};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use crate::{LoadLimits, Rate};

/// After so many requests the quotas that are whole again are forgotten: no call's is kept for ever.
const REQUESTS_BETWEEN_CLEANINGS: u32 = 1024;

/// What is asked of the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Endpoint {
    Injection,
    Download,
    CallControl,
    Interaction,
}

/// The quotas of one client.
#[derive(Default)]
pub(crate) struct Quotas {
    call: Option<Queued<CallId>>,
    endpoint: Option<Queued<Endpoint>>,
    tenant: Option<Queued<()>>,
}

/// A quota for each key.
struct Queued<K: Clone + Eq + Hash> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Monotonic, NoOpMiddleware<Duration>>,
    clock: Monotonic,
    /// Those who wait for a key that is theirs alone need no line; the others go in turn.
    turn: Option<Mutex<()>>,
    requests: AtomicU32,
}

/// The clock that tests can stop.
#[derive(Clone)]
struct Monotonic {
    started: Instant,
}

impl Quotas {
    pub(crate) fn new(limits: &LoadLimits) -> Self {
        Self {
            call: limits.call.and_then(|rate| Queued::new(rate, false)),
            endpoint: limits.endpoint.and_then(|rate| Queued::new(rate, true)),
            tenant: limits.tenant.and_then(|rate| Queued::new(rate, true)),
        }
    }

    /// Waits until one more request is within all quotas: the narrowest first, so that a call which waits for its
    /// own takes nothing of the tenant's. Dropping the future gives the place up.
    pub(crate) async fn wait(&self, endpoint: Endpoint, call: Option<&CallId>) {
        if let (Some(quota), Some(call)) = (&self.call, call) {
            quota.wait(call).await;
        }
        if let Some(quota) = &self.endpoint {
            quota.wait(&endpoint).await;
        }
        if let Some(quota) = &self.tenant {
            quota.wait(&()).await;
        }
    }
}

impl<K: Clone + Eq + Hash> Queued<K> {
    fn new(rate: Rate, shared: bool) -> Option<Self> {
        let clock = Monotonic {
            started: Instant::now(),
        };
        // Above a thousand million requests a second there is nothing to limit.
        let each = rate.period() / rate.requests().get();
        let quota = Quota::with_period(each)?.allow_burst(rate.requests());
        Some(Self {
            limiter: RateLimiter::hashmap_with_clock(quota, clock.clone()),
            clock,
            turn: shared.then(Mutex::default),
            requests: AtomicU32::new(0),
        })
    }

    async fn wait(&self, key: &K) {
        self.clean();
        let _turn = match &self.turn {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        while let Err(not_until) = self.limiter.check_key(key) {
            sleep(not_until.wait_time_from(self.clock.now())).await;
        }
    }

    fn clean(&self) {
        let requests = self.requests.fetch_add(1, Ordering::Relaxed);
        if requests % REQUESTS_BETWEEN_CLEANINGS == REQUESTS_BETWEEN_CLEANINGS - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
    }
}

impl Clock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotas(requests: u32, of: impl Fn(&mut LoadLimits, Option<Rate>)) -> Quotas {
        let mut limits = LoadLimits::default();
        of(&mut limits, Rate::new(requests, Duration::from_secs(1)));
        Quotas::new(&limits)
    }

    fn call(number: u32) -> CallId {
        format!("call-{number}").parse().expect("an id")
    }

    async fn wait_for(quotas: &Quotas, calls: impl IntoIterator<Item = u32>) -> Duration {
        let started = Instant::now();
        for number in calls {
            quotas.wait(Endpoint::Injection, Some(&call(number))).await;
        }
        started.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn g16_each_quota_lets_so_many_through_and_then_one_at_a_time() {
        let tick = Duration::from_millis(10);
        for (quotas, calls, wanted_ms) in [
            (
                quotas(5, |limits, rate| limits.tenant = rate),
                [1, 2, 3, 4, 5, 6, 7],
                400,
            ),
            (
                quotas(5, |limits, rate| limits.endpoint = rate),
                [1, 2, 3, 4, 5, 6, 7],
                400,
            ),
            (quotas(5, |limits, rate| limits.call = rate), [1; 7], 400),
            (
                quotas(5, |limits, rate| limits.call = rate),
                [1, 2, 3, 4, 5, 6, 7],
                0,
            ),
        ] {
            let waited = wait_for(&quotas, calls).await;
            let off = waited.abs_diff(Duration::from_millis(wanted_ms));
            assert!(off <= tick, "{waited:?} instead of {wanted_ms} ms");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn g16_whoever_gives_up_leaves_the_line_to_the_next() {
        let quotas = quotas(1, |limits, rate| limits.tenant = rate);
        wait_for(&quotas, [1]).await;
        let patience = Duration::from_millis(100);
        let given_up = tokio::time::timeout(patience, wait_for(&quotas, [2])).await;
        assert!(given_up.is_err());
        assert!(wait_for(&quotas, [3]).await <= Duration::from_millis(910));
    }

    #[tokio::test(start_paused = true)]
    async fn g16_quotas_of_calls_that_are_idle_are_forgotten() {
        let quotas = quotas(100, |limits, rate| limits.call = rate);
        for number in 0..5 * REQUESTS_BETWEEN_CLEANINGS {
            quotas.wait(Endpoint::Injection, Some(&call(number))).await;
            sleep(Duration::from_millis(1)).await;
        }
        let kept = quotas.call.as_ref().map(|quota| quota.limiter.len());
        assert!(kept.is_some_and(|kept| kept <= REQUESTS_BETWEEN_CLEANINGS as usize + 100));
    }
}
