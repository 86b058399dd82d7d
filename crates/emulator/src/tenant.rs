//! The tenant: one client, one provider with one line, its calls, and what was asked of it.
//! What goes on in a call is in `call`; HTTP is in `http`.

use core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use cxtone_flow::Caller;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{
    call::{Call, CallReport, Placement, Status, Take},
    cast::Cast,
    clock::Clock,
    config::EmulatorConfig,
    faults::Faults,
    line_settings::{CallLine, LineJson, LineSettings},
    lock::lock,
    prompts::Prompts,
    randomness::Randomness,
    request_log::RequestLog,
    rtp::RTP_STREAMS_MAX,
    tokens::{AccessRefusal, AgentLogin, Grant, GrantRefusal, Tokens},
};

/// The longest id, in characters.
const ID_CHARS_MAX: usize = 128;

/// How loud a caller's keys are, both tones together, in dBm0.
const KEY_DBM0: f32 = -7.0;

/// How many calls keep a take of their sound: those that were listened to last. At two minutes and
/// 2 MB each, that is 64 MB.
const TAKES_KEPT: usize = 32;

/// How many takes are made at one time; each may be of the longest call, an hour and 57 MB.
const TAKES_AT_ONCE: usize = 4;

/// All that an emulator knows.
pub(crate) struct Tenant {
    pub(crate) clock: Clock,
    /// Base of the API and of the logins.
    pub(crate) url: String,
    /// What `cxone-agent` calls the tenant.
    pub(crate) tenant_id: String,
    pub(crate) provider_id: String,
    pub(crate) line_id: String,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) requests: Mutex<RequestLog>,
    /// Cancelled when the emulator stops.
    pub(crate) closing: CancellationToken,
    /// Room for those who make takes.
    pub(crate) studio: Semaphore,
    /// Room for RTP streams.
    pub(crate) rtp_streams: Arc<Semaphore>,
    pub(crate) prompts: Prompts,
    /// Whether an idempotency key keeps an injection from being executed twice.
    pub(crate) dedupe: bool,
    tokens: Mutex<Tokens>,
    source: Mutex<Randomness>,
    calls: Mutex<BTreeMap<String, Arc<Mutex<Call>>>>,
    /// The calls that keep a take, the one that was listened to last at the end.
    takes: Mutex<VecDeque<String>>,
    /// Who is called in calls that bring nobody.
    cast: Cast,
    /// The line of calls that bring none.
    line: CallLine,
    calls_max: usize,
    call_length_max: Duration,
    correlation: String,
    correlations: AtomicU64,
}

/// A call that is to be placed.
#[derive(Default)]
pub(crate) struct Order {
    /// None: a new one is made up.
    pub(crate) call_id: Option<String>,
    pub(crate) ringing: bool,
    /// None: the tenant's.
    pub(crate) line: Option<LineJson>,
    /// Who is called; none: whom the tenant's cast has for the call. With a caller it rings.
    pub(crate) caller: Option<Caller>,
}

/// A call that was placed.
pub(crate) struct Placed {
    pub(crate) id: String,
    pub(crate) status: Status,
}

/// Why a call was not placed.
#[derive(Debug)]
pub(crate) enum PlacementRefusal {
    /// The id is not `[A-Za-z0-9_-]{1,128}`.
    MalformedId,
    /// There is such a call.
    Taken,
    /// There are as many calls as there may be.
    TooMany(usize),
    /// The line cannot be as it was asked for.
    Line(String),
    /// The system has no random bits.
    NoRandomness,
}

impl Tenant {
    pub(crate) fn new(config: &EmulatorConfig, url: String) -> Result<Self, getrandom::Error> {
        let mut source = Randomness::new(config.seed);
        let life = Duration::from_secs(config.token_life_s.into());
        let tokens = Tokens::new(&mut source, config.scopes.clone(), life)?;
        Ok(Self {
            clock: Clock::start(config.speed),
            provider_id: format!("provider-{:08x}", source.bits()? >> 32),
            line_id: format!("line-{:08x}", source.bits()? >> 32),
            faults: Mutex::new(Faults::planned(config.faults.clone().unwrap_or_default())),
            requests: Mutex::default(),
            closing: CancellationToken::new(),
            studio: Semaphore::new(TAKES_AT_ONCE),
            rtp_streams: Arc::new(Semaphore::new(RTP_STREAMS_MAX)),
            prompts: Prompts::new(config.prompts.clone(), config.speaker.as_ref()),
            dedupe: config.dedupe,
            tokens: Mutex::new(tokens),
            correlation: format!("emu-{:08x}", source.bits()? >> 32),
            correlations: AtomicU64::new(0),
            tenant_id: format!("tenant-{:08x}", source.bits()? >> 32),
            url,
            source: Mutex::new(source),
            calls: Mutex::default(),
            takes: Mutex::default(),
            cast: config.cast.clone(),
            line: config.line.clone(),
            calls_max: config.calls_max,
            call_length_max: Duration::from_secs(config.call_s_max.into()),
        })
    }

    /// Client id and secret.
    pub(crate) fn credentials(&self) -> (String, String) {
        let tokens = lock(&self.tokens);
        (
            tokens.client_id().to_owned(),
            tokens.client_secret().to_owned(),
        )
    }

    pub(crate) fn grant(
        &self,
        credentials: (&str, &str),
        wanted: &str,
    ) -> Result<Grant, GrantRefusal> {
        let now = self.clock.unscaled();
        lock(&self.tokens).grant(credentials, wanted, now, &mut lock(&self.source))
    }

    pub(crate) fn grant_refreshable(
        &self,
        credentials: (&str, &str),
        wanted: &str,
    ) -> Result<Grant, GrantRefusal> {
        let now = self.clock.unscaled();
        lock(&self.tokens).grant_refreshable(credentials, wanted, now, &mut lock(&self.source))
    }

    pub(crate) fn grant_again(
        &self,
        credentials: (&str, &str),
        refresh: &str,
    ) -> Result<Grant, GrantRefusal> {
        let now = self.clock.unscaled();
        lock(&self.tokens).grant_again(credentials, refresh, now, &mut lock(&self.source))
    }

    pub(crate) fn grant_agent(
        &self,
        client: Option<(&str, &str)>,
        login: AgentLogin<'_>,
    ) -> Result<Grant, GrantRefusal> {
        let now = self.clock.unscaled();
        lock(&self.tokens).grant_agent(client, login, now, &mut lock(&self.source))
    }

    /// Id and secret of the access key.
    pub(crate) fn access_key(&self) -> (String, String) {
        let tokens = lock(&self.tokens);
        (
            tokens.access_key_id().to_owned(),
            tokens.access_key_secret().to_owned(),
        )
    }

    pub(crate) fn check_token(&self, token: &str, scopes: &[&str]) -> Result<(), AccessRefusal> {
        lock(&self.tokens).check(token, scopes, self.clock.unscaled())
    }

    pub(crate) fn token_number(&self, token: &str) -> Option<u64> {
        lock(&self.tokens).number(token)
    }

    pub(crate) fn revoke(&self, token: &str) {
        lock(&self.tokens).revoke(token);
    }

    /// An id for the next request.
    pub(crate) fn correlation_id(&self) -> String {
        let number = self.correlations.fetch_add(1, Ordering::SeqCst) + 1;
        format!("{}-{number}", self.correlation)
    }

    /// Places a call.
    pub(crate) fn place_call(&self, order: Order) -> Result<Placed, PlacementRefusal> {
        let (made_up, seed) = self.draw().map_err(|_| PlacementRefusal::NoRandomness)?;
        let id = order.call_id.unwrap_or(made_up);
        if !is_id(&id) {
            return Err(PlacementRefusal::MalformedId);
        }
        let caller = order.caller.or_else(|| self.cast.caller_in(&id).cloned());
        let line = self.line_of(order.line.as_ref(), caller.as_ref(), seed)?;
        let mut calls = lock(&self.calls);
        if calls.contains_key(&id) {
            return Err(PlacementRefusal::Taken);
        }
        if calls.len() >= self.calls_max {
            return Err(PlacementRefusal::TooMany(self.calls_max));
        }
        let call = Call::place(Placement {
            began: self.clock.now(),
            length_max: self.call_length_max,
            answered: !order.ringing && caller.is_none(),
            line,
            caller,
        });
        let status = call.status(self.clock.now());
        calls.insert(id.clone(), Arc::new(Mutex::new(call)));
        Ok(Placed { id, status })
    }

    /// Does something with a call at the present time; None if there is no such call.
    ///
    /// The time is read under the call's lock, so that it never runs backwards for the call.
    pub(crate) fn with_call<T>(
        &self,
        id: &str,
        act: impl FnOnce(&mut Call, Duration) -> T,
    ) -> Option<T> {
        let call = self.call(id)?;
        let mut call = lock(&call);
        let now = self.clock.now();
        call.advance(now);
        Some(act(&mut call, now))
    }

    /// All that is known of a call by now; None if there is no such call. It takes the processor
    /// for long, and the call goes on meanwhile.
    pub(crate) fn report(&self, id: &str) -> Option<CallReport> {
        let call = self.call(id)?;
        let (mut report, mut take) = {
            let mut call = lock(&call);
            let now = self.clock.now();
            call.advance(now);
            let report = call.report(now);
            if call.heard_to_the_end() {
                return Some(report);
            }
            (report, call.take(now))
        };
        take.roll();
        report.heard = take.heard();
        lock(&call).keep(take, &report);
        self.limit_takes(id);
        Some(report)
    }

    /// Does something with the sound of a call up to now; None if there is no such call. It takes
    /// the processor for long, and the call goes on meanwhile.
    pub(crate) fn listen<T>(&self, id: &str, act: impl FnOnce(&Take) -> T) -> Option<T> {
        let call = self.call(id)?;
        let mut take = {
            let mut call = lock(&call);
            let now = self.clock.now();
            call.advance(now);
            call.take(now)
        };
        take.roll();
        let done = act(&take);
        lock(&call).keep_take(take);
        self.limit_takes(id);
        Some(done)
    }

    /// Whether there is such a call.
    pub(crate) fn has_call(&self, id: &str) -> bool {
        lock(&self.calls).contains_key(id)
    }

    /// The id of a call that there is, and else an empty one.
    pub(crate) fn known<'a>(&self, id: &'a str) -> &'a str {
        if self.has_call(id) { id } else { "" }
    }

    /// Forgets a call; whether there was one.
    pub(crate) fn remove_call(&self, id: &str) -> bool {
        let removed = lock(&self.calls).remove(id).is_some();
        lock(&self.takes).retain(|kept| kept != id);
        lock(&self.faults).forget(id);
        removed
    }

    /// Ids and states of all calls, by id.
    pub(crate) fn calls(&self) -> Vec<(String, Status)> {
        let calls = lock(&self.calls).clone();
        let status = |call: &Mutex<Call>| {
            let mut call = lock(call);
            let now = self.clock.now();
            call.advance(now);
            call.status(now)
        };
        calls
            .iter()
            .map(|(id, call)| (id.clone(), status(call)))
            .collect()
    }

    /// A call's own line goes before what its caller's script says of it, and that before the
    /// line that all calls have.
    fn line_of(
        &self,
        own: Option<&LineJson>,
        caller: Option<&Caller>,
        seed: u64,
    ) -> Result<LineSettings, PlacementRefusal> {
        let line = own.unwrap_or_else(|| self.line.as_json());
        let settings = line.settings(seed).map_err(PlacementRefusal::Line)?;
        let snr_db = caller.and_then(|caller| caller.line.snr_db);
        let snr_db = snr_db.filter(|_| !own.is_some_and(LineJson::names_noise));
        Ok(match snr_db {
            Some(snr_db) => settings.with_noise(KEY_DBM0 - f32::from(snr_db.value())),
            None => settings,
        })
    }

    fn call(&self, id: &str) -> Option<Arc<Mutex<Call>>> {
        lock(&self.calls).get(id).cloned()
    }

    /// Lets the call keep its take, and the one that was not listened to for longest no more.
    fn limit_takes(&self, id: &str) {
        let forgotten = {
            let mut kept = lock(&self.takes);
            kept.retain(|kept| kept != id);
            kept.push_back(id.to_owned());
            (kept.len() > TAKES_KEPT)
                .then(|| kept.pop_front())
                .flatten()
        };
        if let Some(call) = forgotten.and_then(|id| self.call(&id)) {
            lock(&call).forget_take();
        }
    }

    fn draw(&self) -> Result<(String, u64), getrandom::Error> {
        let mut source = lock(&self.source);
        Ok((format!("call-{}", source.name()?), source.bits()?))
    }
}

/// Whether this may be an id: `[A-Za-z0-9_-]{1,128}`.
pub(crate) fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 17;

    fn tenant(calls_max: usize) -> Tenant {
        let config = EmulatorConfig {
            calls_max,
            seed: Some(SEED),
            ..EmulatorConfig::default()
        };
        Tenant::new(&config, String::new()).expect("the source is seeded")
    }

    fn named(id: &str) -> Order {
        Order {
            call_id: Some(id.to_owned()),
            ..Order::default()
        }
    }

    #[test]
    fn ids_are_letters_digits_hyphen_and_underscore() {
        for (id, fits) in [
            ("call-1_A", true),
            ("", false),
            ("a/b", false),
            ("..", false),
            ("ä", false),
        ] {
            assert_eq!(is_id(id), fits, "{id}");
        }
        assert!(is_id(&"a".repeat(ID_CHARS_MAX)));
        assert!(!is_id(&"a".repeat(ID_CHARS_MAX + 1)));
    }

    #[tokio::test]
    async fn an_id_is_placed_once_until_it_is_removed() {
        let tenant = tenant(2);
        tenant.place_call(named("one")).expect("free");
        let again = tenant.place_call(named("one"));
        assert!(matches!(again, Err(PlacementRefusal::Taken)));
        assert!(tenant.remove_call("one") && !tenant.remove_call("one"));
        tenant.place_call(named("one")).expect("free again");
    }

    #[tokio::test]
    async fn there_are_no_more_calls_than_there_may_be() {
        let tenant = tenant(1);
        tenant.place_call(Order::default()).expect("the first");
        let second = tenant.place_call(Order::default());
        assert!(matches!(second, Err(PlacementRefusal::TooMany(1))));
        assert_eq!(tenant.calls().len(), 1);
    }
}
