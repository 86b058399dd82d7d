//! A plan of faults: rules that say which requests fail, and how, drawn from a seed.
//! How often each rule has fired is counted in `ledger`.

use serde::{Deserialize, Serialize};

use super::{Endpoint, draw::chance, fault::Fault};

/// The most rules that a plan may have.
pub const RULES_MAX: usize = 64;

/// Which requests fail, and how. The same plan and the same requests of each call give the same
/// faults, in whatever order the requests of different calls arrive.
///
/// ```
/// use cxtone_emulator::FaultPlan;
///
/// let plan = FaultPlan::from_toml(
///     r#"
///     seed = 7
///     [[rules]]
///     endpoint = "dtmf"
///     kind = "dropAfter"
///     probability = 0.1
///     "#,
/// )?;
/// let same = r#"{"seed":7,"rules":[{"endpoint":"dtmf","kind":"dropAfter","probability":0.1}]}"#;
/// assert_eq!(FaultPlan::from_json(same)?, plan);
/// assert!(FaultPlan::from_json(r#"{"rules":[{"endpoint":"moon","kind":"stall"}]}"#).is_err());
/// # Ok::<(), cxtone_emulator::FaultPlanError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    #[serde(default)]
    pub(super) seed: u64,
    pub(super) rules: Vec<Rule>,
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan of faults cannot be used: {0}")]
pub struct FaultPlanError(String);

/// Which requests meet a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) endpoint: Endpoint,
    /// Only requests for this call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) call: Option<String>,
    /// Only the request of this number, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u64>,
    /// Only the requests whose number this divides.
    #[serde(skip_serializing_if = "Option::is_none")]
    every: Option<u64>,
    /// How likely a request is to meet it.
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    /// How often it may fire for one call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) per_call: Option<u32>,
    #[serde(flatten)]
    pub(super) fault: Fault,
}

/// A request as a plan sees it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) on: Endpoint,
    /// Empty where there is no such call.
    pub(super) call: &'a str,
    /// Counted from one for each call and endpoint.
    pub(super) number: u64,
}

impl FaultPlan {
    /// Reads a plan from JSON.
    ///
    /// # Errors
    ///
    /// [`FaultPlanError`] says what is wrong and, where the format knows it, at which line.
    pub fn from_json(text: &str) -> Result<Self, FaultPlanError> {
        let plan: Self = serde_json::from_str(text).map_err(FaultPlanError::of)?;
        plan.checked()
    }

    /// Reads a plan from TOML.
    ///
    /// # Errors
    ///
    /// [`FaultPlanError`] says what is wrong and, where the format knows it, at which line.
    pub fn from_toml(text: &str) -> Result<Self, FaultPlanError> {
        let plan: Self = toml::from_str(text).map_err(FaultPlanError::of)?;
        plan.checked()
    }

    /// How many rules there are.
    #[must_use]
    pub fn rules(&self) -> usize {
        self.rules.len()
    }

    /// The first rule that fires for a request, of those that `may` still fire.
    pub(super) fn met(&self, asked: Asked<'_>, may: impl Fn(usize) -> bool) -> Option<usize> {
        let fires =
            |(index, rule): &(usize, &Rule)| rule.fires(asked, self.seed, *index) && may(*index);
        let rules = self.rules.iter().enumerate();
        rules.into_iter().find(fires).map(|(index, _)| index)
    }

    pub(super) fn checked(self) -> Result<Self, FaultPlanError> {
        if self.rules.len() > RULES_MAX {
            let message = format!("it has more than {RULES_MAX} rules");
            return Err(FaultPlanError(message));
        }
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check()
                .map_err(|message| FaultPlanError(format!("rule {}: {message}", index + 1)))?;
        }
        Ok(self)
    }
}

impl FaultPlanError {
    fn of(error: impl core::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl Rule {
    fn fires(&self, asked: Asked<'_>, seed: u64, index: usize) -> bool {
        let Asked { on, call, number } = asked;
        self.endpoint == on
            && self.call.as_deref().is_none_or(|wanted| wanted == call)
            && self.nth.is_none_or(|nth| nth == number)
            && self.every.is_none_or(|every| number % every == 0)
            && self
                .probability
                .is_none_or(|probability| chance(seed, index, asked) < probability)
    }

    fn check(&self) -> Result<(), String> {
        let whens = [
            self.nth.is_some(),
            self.every.is_some(),
            self.probability.is_some(),
        ];
        if whens.into_iter().filter(|given| *given).count() > 1 {
            return Err("give one of nth, every and probability".to_owned());
        }
        if self.nth == Some(0) || self.every == Some(0) || self.per_call == Some(0) {
            return Err("nth, every and perCall are counted from 1".to_owned());
        }
        if self.probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            return Err("probability must be 0 to 1".to_owned());
        }
        self.endpoint.check(&self.fault, self.call.is_some())?;
        self.fault.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, wrong: Option<&str>) {
        let plan = format!(r#"{{"rules":[{rule}]}}"#);
        match (FaultPlan::from_json(&plan), wrong) {
            (Ok(plan), None) => {
                let shown = serde_json::to_string(&plan).expect("it is JSON");
                assert_eq!(FaultPlan::from_json(&shown), Ok(plan), "{shown}");
            }
            (Err(error), Some(part)) => {
                assert!(error.to_string().contains(part), "{rule}: {error}");
            }
            (read, _) => panic!("{rule}: {read:?}"),
        }
    }

    #[test]
    fn a_rule_is_read_or_its_mistake_is_told() {
        check(r#"{"endpoint":"dtmf","kind":"stall"}"#, None);
        check(r#"{"endpoint":"token","kind":"conflict","nth":2}"#, None);
        check(
            r#"{"endpoint":"dtmf","kind":"rateLimit","retryAfter":1,"call":"a","probability":0.5,"perCall":2}"#,
            None,
        );
        check(r#"{"kind":"stall"}"#, Some("endpoint"));
        check(r#"{"endpoint":"dtmf","kind":"stall","nht":2}"#, Some("nht"));
        check(
            r#"{"endpoint":"dtmf","kind":"stall","nth":2,"every":2}"#,
            Some("rule 1: give one of"),
        );
        check(
            r#"{"endpoint":"dtmf","kind":"stall","nth":0}"#,
            Some("from 1"),
        );
        check(
            r#"{"endpoint":"dtmf","kind":"stall","probability":2}"#,
            Some("probability"),
        );
        check(r#"{"endpoint":"token","kind":"hangUp"}"#, Some("no call"));
        check(
            r#"{"endpoint":"token","kind":"stall","call":"a"}"#,
            Some("no call"),
        );
        check(
            r#"{"endpoint":"dtmf","kind":"success","status":500}"#,
            Some("201 to 204"),
        );
    }

    #[test]
    fn a_plan_has_no_more_rules_than_it_may() {
        let rules = |count: usize| {
            let rules = vec![r#"{"endpoint":"dtmf","kind":"stall"}"#; count].join(",");
            FaultPlan::from_json(&format!(r#"{{"rules":[{rules}]}}"#))
        };
        assert!(rules(RULES_MAX).is_ok());
        assert!(rules(RULES_MAX + 1).is_err());
    }

    fn fired(rule: &str, call: &str, requests: u64) -> Vec<u64> {
        let plan = FaultPlan::from_json(&format!(r#"{{"seed":3,"rules":[{rule}]}}"#));
        let plan = plan.expect("a right plan");
        let asked = |number| Asked {
            on: Endpoint::Dtmf,
            call,
            number,
        };
        (1..=requests)
            .filter(|number| plan.met(asked(*number), |_| true).is_some())
            .collect()
    }

    #[test]
    fn a_rule_fires_for_the_requests_it_names() {
        let rule = |when: &str| format!(r#"{{"endpoint":"dtmf","kind":"stall"{when}}}"#);
        assert_eq!(fired(&rule(""), "a", 3), [1, 2, 3]);
        assert_eq!(fired(&rule(r#","nth":2"#), "a", 6), [2]);
        assert_eq!(fired(&rule(r#","every":3"#), "a", 7), [3, 6]);
        assert_eq!(fired(&rule(r#","call":"a""#), "b", 3), [0; 0]);
        let half = rule(r#","probability":0.5"#);
        let count = fired(&half, "a", 1_000).len();
        assert!((400..600).contains(&count), "{count}");
        assert_eq!(fired(&half, "a", 50), fired(&half, "a", 50));
        assert_ne!(fired(&half, "a", 50), fired(&half, "b", 50));
    }
}
