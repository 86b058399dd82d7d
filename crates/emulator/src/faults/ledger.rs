//! How many requests each call has made and how often each rule of a plan has fired.
//! When a rule fires is decided in `plan`.

use std::collections::HashMap;

use super::{
    Endpoint,
    plan::{Asked, FaultPlan},
};

/// A plan and what it has done so far.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) plan: FaultPlan,
    fired: Vec<u64>,
    /// By call; the empty name is that of all requests without a call. There are never more than
    /// calls, since a call that is forgotten is forgotten here.
    calls: HashMap<String, Pages>,
}

/// One call's requests at each endpoint.
type Pages = [Page; Endpoint::COUNT];

#[derive(Default)]
struct Page {
    requests: u64,
    /// By rule; empty until one fires.
    fired: Vec<u32>,
}

/// A rule that fires for a request.
#[derive(Clone)]
pub(super) struct Firing {
    pub(super) rule: usize,
    on: Endpoint,
    call: String,
}

impl Ledger {
    pub(super) fn new(plan: FaultPlan) -> Self {
        Self {
            fired: vec![0; plan.rules()],
            plan,
            calls: HashMap::new(),
        }
    }

    /// Counts a request and gives the rule that fires for it.
    pub(super) fn count(&mut self, on: Endpoint, call: &str) -> Option<Firing> {
        if self.plan.rules() == 0 {
            return None;
        }
        let pages = self.calls.entry(call.to_owned()).or_default();
        let page = &mut pages[on as usize];
        page.requests += 1;
        let asked = Asked {
            on,
            call,
            number: page.requests,
        };
        let may = |rule: usize| {
            let fired = page.fired.get(rule).copied().unwrap_or_default();
            let most = self.plan.rules[rule].per_call;
            most.is_none_or(|most| fired < most)
        };
        let rule = self.plan.met(asked, may)?;
        Some(Firing {
            rule,
            on,
            call: call.to_owned(),
        })
    }

    /// Counts that a rule has fired.
    pub(super) fn fire(&mut self, firing: &Firing) {
        let rules = self.plan.rules();
        // The plan may have been replaced since the request arrived.
        let Some(total) = self.fired.get_mut(firing.rule) else {
            return;
        };
        *total += 1;
        if let Some(pages) = self.calls.get_mut(&firing.call) {
            let page = &mut pages[firing.on as usize];
            page.fired.resize(rules, 0);
            page.fired[firing.rule] += 1;
        }
    }

    /// How often a rule has fired.
    pub(super) fn fired(&self, rule: usize) -> u64 {
        self.fired.get(rule).copied().unwrap_or_default()
    }

    /// Forgets a call's requests.
    pub(super) fn forget(&mut self, call: &str) {
        self.calls.remove(call);
    }
}
