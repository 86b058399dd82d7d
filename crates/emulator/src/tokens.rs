//! The tenant's one client and the tokens it was granted: who may do what until when.
//! How a token is asked for over HTTP is in `http::token`.

use core::time::Duration;
use std::collections::VecDeque;

use crate::randomness::Randomness;

/// How many tokens are remembered; older ones become unknown.
const TOKENS_KEPT: usize = 1_024;

/// What a token of `cxone-agent` may do, told apart from those of `cxone-v2`; assumed, as its
/// grants name no scopes.
pub(crate) const AGENT_SCOPES: [&str; 1] = ["agent"];

/// The tenant's one client, its access key, and the tokens that were granted.
pub(crate) struct Tokens {
    client_id: String,
    client_secret: String,
    access_key_id: String,
    access_key_secret: String,
    allowed: Vec<String>,
    life: Duration,
    issued: VecDeque<Issued>,
    count: u64,
}

/// What the client gets for its credentials.
pub(crate) struct Grant {
    pub(crate) token: String,
    pub(crate) life: Duration,
    pub(crate) scopes: Vec<String>,
    /// A token for the next token, where the login gives one.
    pub(crate) refresh: Option<String>,
}

/// How an agent logs in. It has no `Debug`: it holds secrets.
#[derive(Clone, Copy)]
pub(crate) enum AgentLogin<'a> {
    /// With an access key.
    Key { id: &'a str, secret: &'a str },
    /// With the refresh token of an earlier grant, which is used up by it.
    Refresh(&'a str),
}

/// Why there is no grant (RFC 6749, section 5.2).
pub(crate) enum GrantRefusal {
    /// The id or the secret is wrong.
    InvalidClient,
    /// The access key or the refresh token is wrong.
    InvalidGrant,
    /// None of the scopes asked for may be granted.
    InvalidScope,
    /// The system has no random bits.
    NoRandomness,
}

/// Why a token does not open an endpoint (RFC 6750, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccessRefusal {
    /// No such token, or it has expired or was revoked.
    InvalidToken,
    /// The token lacks a scope.
    InsufficientScope,
}

struct Issued {
    token: String,
    number: u64,
    scopes: Vec<String>,
    expires: Duration,
    refresh: Option<String>,
}

impl Tokens {
    pub(crate) fn new(
        source: &mut Randomness,
        allowed: Vec<String>,
        life: Duration,
    ) -> Result<Self, getrandom::Error> {
        Ok(Self {
            client_id: source.name()?,
            client_secret: source.name()?,
            access_key_id: source.name()?,
            access_key_secret: source.name()?,
            allowed,
            life,
            issued: VecDeque::new(),
            count: 0,
        })
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(crate) fn client_secret(&self) -> &str {
        &self.client_secret
    }

    pub(crate) fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    pub(crate) fn access_key_secret(&self) -> &str {
        &self.access_key_secret
    }

    /// Grants those of the `wanted` scopes that the client may have; all it may have if it names none.
    pub(crate) fn grant(
        &mut self,
        credentials: (&str, &str),
        wanted: &str,
        now: Duration,
        source: &mut Randomness,
    ) -> Result<Grant, GrantRefusal> {
        if credentials != (&self.client_id, &self.client_secret) {
            return Err(GrantRefusal::InvalidClient);
        }
        let scopes = self.granted(wanted)?;
        self.issue(scopes, now, source, false)
    }

    /// The same, with a token for the next token.
    pub(crate) fn grant_refreshable(
        &mut self,
        credentials: (&str, &str),
        wanted: &str,
        now: Duration,
        source: &mut Randomness,
    ) -> Result<Grant, GrantRefusal> {
        if credentials != (&self.client_id, &self.client_secret) {
            return Err(GrantRefusal::InvalidClient);
        }
        let scopes = self.granted(wanted)?;
        self.issue(scopes, now, source, true)
    }

    /// Grants again what was granted with this refresh token, which is used up by it.
    pub(crate) fn grant_again(
        &mut self,
        credentials: (&str, &str),
        refresh: &str,
        now: Duration,
        source: &mut Randomness,
    ) -> Result<Grant, GrantRefusal> {
        if credentials != (&self.client_id, &self.client_secret) {
            return Err(GrantRefusal::InvalidClient);
        }
        let is_of = |issued: &&mut Issued| {
            issued.refresh.as_deref() == Some(refresh) && issued.scopes != AGENT_SCOPES
        };
        let issued = self.issued.iter_mut().find(is_of);
        let issued = issued.ok_or(GrantRefusal::InvalidGrant)?;
        issued.refresh = None;
        let scopes = issued.scopes.clone();
        self.issue(scopes, now, source, true)
    }

    fn granted(&self, wanted: &str) -> Result<Vec<String>, GrantRefusal> {
        let names: Vec<&str> = wanted.split_ascii_whitespace().collect();
        let scopes: Vec<String> = self
            .allowed
            .iter()
            .filter(|scope| names.is_empty() || names.contains(&scope.as_str()))
            .cloned()
            .collect();
        if scopes.is_empty() {
            return Err(GrantRefusal::InvalidScope);
        }
        Ok(scopes)
    }

    /// Grants what an agent may do. A login with a key names a client only in its newer form.
    pub(crate) fn grant_agent(
        &mut self,
        client: Option<(&str, &str)>,
        login: AgentLogin<'_>,
        now: Duration,
        source: &mut Randomness,
    ) -> Result<Grant, GrantRefusal> {
        let known = (self.client_id.as_str(), self.client_secret.as_str());
        if client.is_some_and(|client| client != known) {
            return Err(GrantRefusal::InvalidClient);
        }
        match login {
            AgentLogin::Key { id, secret } => {
                if (id, secret) != (&self.access_key_id, &self.access_key_secret) {
                    return Err(GrantRefusal::InvalidGrant);
                }
            }
            AgentLogin::Refresh(refresh) => {
                let is_of = |issued: &&mut Issued| {
                    issued.refresh.as_deref() == Some(refresh) && issued.scopes == AGENT_SCOPES
                };
                let issued = self.issued.iter_mut().find(is_of);
                issued.ok_or(GrantRefusal::InvalidGrant)?.refresh = None;
            }
        }
        self.issue(AGENT_SCOPES.map(str::to_owned).to_vec(), now, source, true)
    }

    /// Whether a token opens what needs all of `scopes`.
    pub(crate) fn check(
        &self,
        token: &str,
        scopes: &[&str],
        now: Duration,
    ) -> Result<(), AccessRefusal> {
        let issued = self
            .find(token)
            .filter(|issued| now < issued.expires)
            .ok_or(AccessRefusal::InvalidToken)?;
        let has = |scope: &&str| issued.scopes.iter().any(|held| held == scope);
        if scopes.iter().all(has) {
            Ok(())
        } else {
            Err(AccessRefusal::InsufficientScope)
        }
    }

    /// Which of the issued tokens this is, counted from one.
    pub(crate) fn number(&self, token: &str) -> Option<u64> {
        self.find(token).map(|issued| issued.number)
    }

    /// Makes a token unknown.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.issued.retain(|issued| issued.token != token);
    }

    fn find(&self, token: &str) -> Option<&Issued> {
        self.issued.iter().find(|issued| issued.token == token)
    }

    fn issue(
        &mut self,
        scopes: Vec<String>,
        now: Duration,
        source: &mut Randomness,
        refreshable: bool,
    ) -> Result<Grant, GrantRefusal> {
        let mut name = || source.name().map_err(|_| GrantRefusal::NoRandomness);
        let token = name()?;
        let refresh = if refreshable { Some(name()?) } else { None };
        if self.issued.len() == TOKENS_KEPT {
            self.issued.pop_front();
        }
        self.count += 1;
        self.issued.push_back(Issued {
            token: token.clone(),
            number: self.count,
            scopes: scopes.clone(),
            expires: now + self.life,
            refresh: refresh.clone(),
        });
        Ok(Grant {
            token,
            life: self.life,
            scopes,
            refresh,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 3;
    const LIFE: Duration = Duration::from_secs(10);

    struct Office {
        tokens: Tokens,
        source: Randomness,
    }

    fn office() -> Office {
        let mut source = Randomness::new(Some(SEED));
        let allowed = vec!["read".to_owned(), "write".to_owned()];
        let tokens = Tokens::new(&mut source, allowed, LIFE).expect("the source is seeded");
        Office { tokens, source }
    }

    impl Office {
        fn grant(&mut self, wanted: &str) -> Grant {
            let (id, secret) = (
                self.tokens.client_id.clone(),
                self.tokens.client_secret.clone(),
            );
            self.tokens
                .grant((&id, &secret), wanted, Duration::ZERO, &mut self.source)
                .unwrap_or_else(|_| panic!("the credentials are right"))
        }
    }

    #[test]
    fn a_token_works_until_its_life_is_over() {
        let mut office = office();
        let grant = office.grant("");
        let just_before = LIFE.checked_sub(Duration::from_nanos(1)).expect("positive");
        for (now, expected) in [
            (Duration::ZERO, Ok(())),
            (just_before, Ok(())),
            (LIFE, Err(AccessRefusal::InvalidToken)),
        ] {
            assert_eq!(office.tokens.check(&grant.token, &["read"], now), expected);
        }
    }

    #[test]
    fn only_scopes_that_were_asked_for_and_are_allowed_are_granted() {
        let mut office = office();
        let grant = office.grant("read admin");
        assert_eq!(grant.scopes, ["read"]);
        let checked = office
            .tokens
            .check(&grant.token, &["read", "write"], LIFE / 2);
        assert_eq!(checked, Err(AccessRefusal::InsufficientScope));
    }

    #[test]
    fn a_refresh_token_is_good_for_one_grant() {
        let mut office = office();
        let key = (
            office.tokens.access_key_id.clone(),
            office.tokens.access_key_secret.clone(),
        );
        let mut login = |login: AgentLogin<'_>| {
            let (tokens, source) = (&mut office.tokens, &mut office.source);
            tokens.grant_agent(None, login, Duration::ZERO, source).ok()
        };
        let (id, secret) = (key.0.as_str(), key.1.as_str());
        let first = login(AgentLogin::Key { id, secret }).expect("the key is right");
        assert!(login(AgentLogin::Key { id: "", secret }).is_none());
        let refresh = first.refresh.expect("there is one");
        let second = login(AgentLogin::Refresh(&refresh)).expect("it is known");
        assert!(login(AgentLogin::Refresh(&refresh)).is_none());
        let checked = office
            .tokens
            .check(&second.token, &AGENT_SCOPES, Duration::ZERO);
        assert_eq!(checked, Ok(()));
        let checked = office
            .tokens
            .check(&second.token, &["read"], Duration::ZERO);
        assert_eq!(checked, Err(AccessRefusal::InsufficientScope));
    }

    #[test]
    fn a_revoked_token_is_unknown_and_others_stay() {
        let mut office = office();
        let (first, second) = (office.grant(""), office.grant(""));
        assert_eq!(office.tokens.number(&second.token), Some(2));
        office.tokens.revoke(&first.token);
        assert_eq!(office.tokens.number(&first.token), None);
        let checked = office.tokens.check(&second.token, &["write"], LIFE / 2);
        assert_eq!(checked, Ok(()));
    }

    #[test]
    fn the_oldest_of_too_many_tokens_is_forgotten() {
        let mut office = office();
        let first = office.grant("");
        for _ in 0..TOKENS_KEPT {
            office.grant("");
        }
        assert_eq!(office.tokens.number(&first.token), None);
        assert_eq!(office.tokens.issued.len(), TOKENS_KEPT);
    }
}
