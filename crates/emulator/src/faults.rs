//! Faults on demand: which of the next requests fail, and how.
//! How a fault looks on the wire is in `http::fault`.

mod draw;
mod fault;
mod ledger;
mod plan;
mod retry_after;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use fault::{Fault, Hold};
use ledger::{Firing, Ledger};
pub use plan::{FaultPlan, FaultPlanError, RULES_MAX};
pub(crate) use retry_after::RetryAfter;

/// The most faults that wait at one time.
const FAULTS_MAX: usize = 64;

/// The most times that one fault may be used.
const TIMES_MAX: u32 = 1_000;

/// Faults that wait for their requests, first come first served for each endpoint, and a plan.
#[derive(Default)]
pub(crate) struct Faults {
    waiting: VecDeque<Waiting>,
    ledger: Ledger,
}

/// Which endpoints a fault waits at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Endpoint {
    /// Every login.
    Token,
    /// The injection, in either dialect.
    Dtmf,
    /// Masking, holding and the like.
    Interaction,
    /// Playing a prompt.
    Play,
    /// Collecting keys.
    Collect,
    /// Asking how a call is.
    Status,
    /// The discovery documents.
    Discovery,
}

/// What a request meets on arrival.
#[derive(Default)]
pub(crate) struct Met {
    /// The fault that takes hold at once.
    pub(crate) at_once: Option<Fault>,
    /// The rule whose fault takes hold once the request was executed.
    planned: Option<(Firing, Fault)>,
}

/// What was ordered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ordered {
    /// So many faults that wait.
    Faults(usize),
    /// A plan of so many rules.
    Rules(usize),
}

#[derive(Clone)]
struct Waiting {
    on: Endpoint,
    times: u32,
    fault: Fault,
}

/// A fault as the test API is asked for it.
#[derive(Deserialize)]
struct Order {
    on: Endpoint,
    #[serde(default = "once")]
    times: u32,
    #[serde(flatten)]
    fault: Fault,
}

impl Faults {
    /// Nothing waits, and the plan has done nothing yet.
    pub(crate) fn planned(plan: FaultPlan) -> Self {
        Self {
            waiting: VecDeque::new(),
            ledger: Ledger::new(plan),
        }
    }

    /// Takes the orders of a JSON body: one fault or a list, all of them or none; or a plan, which
    /// replaces the one before.
    pub(crate) fn order(&mut self, body: &[u8]) -> Result<Ordered, String> {
        let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        match body {
            Value::Array(orders) => self.queue(orders),
            plan if plan.get("rules").is_some() => self.replace_plan(plan),
            order => self.queue(vec![order]),
        }
    }

    /// Forgets all that wait, and the plan.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets a call.
    pub(crate) fn forget(&mut self, call: &str) {
        self.ledger.forget(call);
    }

    /// What a request meets on arrival, before it is looked at. `call` is empty where there is no
    /// such call. What waits comes before the plan.
    pub(crate) fn arrive(&mut self, on: Endpoint, call: &str) -> Met {
        let firing = self.ledger.count(on, call);
        if let Some(index) = self.first(on) {
            let now = self.waiting[index].fault.hold() != Hold::Then;
            return Met {
                at_once: now.then(|| self.used(index)).flatten(),
                planned: None,
            };
        }
        let Some(firing) = firing else {
            return Met::default();
        };
        let fault = self.ledger.plan.rules[firing.rule].fault.clone();
        if fault.hold() == Hold::Then {
            return Met {
                at_once: None,
                planned: Some((firing, fault)),
            };
        }
        self.ledger.fire(&firing);
        Met {
            at_once: Some(fault),
            planned: None,
        }
    }

    /// The fault that a request meets once it was executed.
    pub(crate) fn executed(&mut self, on: Endpoint, met: Met) -> Option<Fault> {
        if let Some(index) = self.first(on)
            && self.waiting[index].fault.hold() == Hold::Then
        {
            return self.used(index);
        }
        let (firing, fault) = met.planned?;
        self.ledger.fire(&firing);
        Some(fault)
    }

    /// What waits, the plan, and how often each of its rules has fired.
    pub(crate) fn report(&self) -> Value {
        let plan = &self.ledger.plan;
        let shown = |(index, rule)| {
            let mut shown = serde_json::to_value(rule).unwrap_or_default();
            shown["fired"] = json!(self.ledger.fired(index));
            shown
        };
        let rules: Vec<_> = plan.rules.iter().enumerate().map(shown).collect();
        json!({ "waiting": self.waiting.len(), "seed": plan.seed, "rules": rules })
    }

    fn queue(&mut self, orders: Vec<Value>) -> Result<Ordered, String> {
        let count = orders.len();
        if self.waiting.len() + count > FAULTS_MAX {
            return Err(format!(
                "at most {FAULTS_MAX} faults may wait; DELETE them first"
            ));
        }
        let waiting: Result<Vec<_>, _> = orders.into_iter().map(Waiting::parse).collect();
        self.waiting.extend(waiting?);
        Ok(Ordered::Faults(count))
    }

    fn replace_plan(&mut self, plan: Value) -> Result<Ordered, String> {
        let plan: FaultPlan = serde_json::from_value(plan).map_err(|error| error.to_string())?;
        let plan = plan.checked().map_err(|error| error.to_string())?;
        let count = plan.rules();
        self.ledger = Ledger::new(plan);
        Ok(Ordered::Rules(count))
    }

    /// The first fault that waits at an endpoint.
    fn first(&self, on: Endpoint) -> Option<usize> {
        self.waiting.iter().position(|waiting| waiting.on == on)
    }

    /// Uses a fault that waits once.
    fn used(&mut self, index: usize) -> Option<Fault> {
        let waiting = self.waiting.get_mut(index)?;
        let fault = waiting.fault.clone();
        waiting.times -= 1;
        if waiting.times == 0 {
            self.waiting.remove(index);
        }
        Some(fault)
    }
}

impl Endpoint {
    /// How many there are.
    const COUNT: usize = 7;

    const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Dtmf => "dtmf",
            Self::Interaction => "interaction",
            Self::Play => "play",
            Self::Collect => "collect",
            Self::Status => "status",
            Self::Discovery => "discovery",
        }
    }

    /// A login and a discovery have no call that could end or whose line could change, and come
    /// without a token.
    fn check(self, fault: &Fault, names_call: bool) -> Result<(), String> {
        let has_call = !matches!(self, Self::Token | Self::Discovery);
        if has_call || !(fault.needs_call() || names_call) {
            return Ok(());
        }
        Err(format!(
            "requests at {} have no call and no token",
            self.name()
        ))
    }
}

impl Waiting {
    fn parse(order: Value) -> Result<Self, String> {
        let Order { on, times, fault } =
            serde_json::from_value(order).map_err(|error| error.to_string())?;
        if !(1..=TIMES_MAX).contains(&times) {
            return Err(format!("times must be 1 to {TIMES_MAX}"));
        }
        on.check(&fault, false)?;
        fault.check()?;
        Ok(Self { on, times, fault })
    }
}

const fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(body: &str) -> Result<Ordered, String> {
        Faults::default().order(body.as_bytes())
    }

    /// What a request meets, on arrival or once it was executed.
    fn meet(faults: &mut Faults, on: Endpoint, call: &str) -> Option<&'static str> {
        let mut met = faults.arrive(on, call);
        let at_once = met.at_once.take();
        let fault = at_once.or_else(|| faults.executed(on, met));
        fault.map(|fault| fault.name())
    }

    #[test]
    fn a_mistake_in_an_order_is_told() {
        for (body, part) in [
            ("[", "EOF"),
            (r#"{"on":"dtmf"}"#, "kind"),
            (r#"{"on":"moon","kind":"conflict"}"#, "moon"),
            (
                r#"{"on":"dtmf","kind":"conflict","times":0}"#,
                "times must be",
            ),
            (r#"{"on":"token","kind":"hangUp"}"#, "no call"),
            (r#"{"rules":[{"endpoint":"dtmf","kind":"odd"}]}"#, "odd"),
        ] {
            let message = ordered(body).expect_err(body);
            assert!(message.contains(part), "{body}: {message}");
        }
    }

    #[test]
    fn a_list_is_taken_whole_or_not_at_all() {
        let mut faults = Faults::default();
        let good = r#"{"on":"dtmf","kind":"conflict"}"#;
        assert!(faults.order(format!("[{good},{{}}]").as_bytes()).is_err());
        assert_eq!(meet(&mut faults, Endpoint::Dtmf, "a"), None);
        let many = vec![good; FAULTS_MAX + 1].join(",");
        assert!(faults.order(format!("[{many}]").as_bytes()).is_err());
        let two = faults.order(format!("[{good},{good}]").as_bytes());
        assert_eq!(two, Ok(Ordered::Faults(2)));
    }

    #[test]
    fn faults_are_used_in_order_each_its_times_at_its_endpoint_and_moment() {
        let mut faults = Faults::default();
        let orders = br#"[{"on":"dtmf","kind":"dropAfter"},
                          {"on":"dtmf","kind":"conflict","times":2},
                          {"on":"token","kind":"unauthorized"}]"#;
        assert_eq!(faults.order(orders), Ok(Ordered::Faults(3)));
        assert_eq!(faults.arrive(Endpoint::Dtmf, "a").at_once, None);
        assert_eq!(meet(&mut faults, Endpoint::Dtmf, "a"), Some("dropAfter"));
        assert_eq!(meet(&mut faults, Endpoint::Token, ""), Some("unauthorized"));
        for expected in [Some("conflict"), Some("conflict"), None] {
            assert_eq!(meet(&mut faults, Endpoint::Dtmf, "b"), expected);
        }
        assert_eq!(faults.order(orders), Ok(Ordered::Faults(3)));
        faults.clear();
        assert_eq!(meet(&mut faults, Endpoint::Dtmf, "a"), None);
    }

    const PLAN: &str = r#"{"seed":5,"rules":[
        {"endpoint":"dtmf","kind":"conflict","nth":2},
        {"endpoint":"dtmf","kind":"dropAfter","probability":0.5,"perCall":3}]}"#;

    fn planned() -> Faults {
        let mut faults = Faults::default();
        assert_eq!(faults.order(PLAN.as_bytes()), Ok(Ordered::Rules(2)));
        faults
    }

    #[test]
    fn the_order_in_which_calls_ask_changes_none_of_their_faults() {
        let (mut one, mut other) = (planned(), planned());
        let ask = |faults: &mut Faults, call| meet(faults, Endpoint::Dtmf, call);
        let together: Vec<_> = (0..20)
            .map(|_| (ask(&mut one, "a"), ask(&mut one, "b")))
            .collect();
        let a: Vec<_> = (0..20).map(|_| ask(&mut other, "a")).collect();
        let b: Vec<_> = (0..20).map(|_| ask(&mut other, "b")).collect();
        assert_eq!(together, a.into_iter().zip(b).collect::<Vec<_>>());
        assert_eq!(together[1], (Some("conflict"), Some("conflict")));
        assert_eq!(one.report(), other.report());
    }

    #[test]
    fn a_rule_fires_no_more_often_for_a_call_than_it_may() {
        let mut faults = planned();
        for call in ["a", "b"] {
            let met = (0..100).filter_map(|_| meet(&mut faults, Endpoint::Dtmf, call));
            let drops = met.filter(|name| *name == "dropAfter").count();
            assert_eq!(drops, 3, "{call}");
        }
        let report = faults.report();
        assert_eq!(report["rules"][0]["fired"], 2);
        assert_eq!(report["rules"][1]["fired"], 6);
        assert_eq!(report["seed"], 5);
    }

    #[test]
    fn a_request_that_was_not_executed_does_not_use_a_later_rule() {
        let mut faults = planned();
        for _ in 0..50 {
            faults.arrive(Endpoint::Dtmf, "a");
        }
        assert_eq!(faults.report()["rules"][1]["fired"], 0);
    }

    #[test]
    fn what_waits_comes_before_the_plan_and_a_forgotten_call_starts_anew() {
        let mut faults = planned();
        let stall = faults.order(br#"{"on":"dtmf","kind":"stall","times":2}"#);
        assert_eq!(stall, Ok(Ordered::Faults(1)));
        assert_eq!(meet(&mut faults, Endpoint::Dtmf, "a"), Some("stall"));
        assert_eq!(meet(&mut faults, Endpoint::Dtmf, "a"), Some("stall"));
        faults.forget("a");
        meet(&mut faults, Endpoint::Dtmf, "a");
        assert_eq!(meet(&mut faults, Endpoint::Dtmf, "a"), Some("conflict"));
    }
}
