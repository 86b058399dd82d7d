//! The tenant's one client and the tokens it was granted: who may do what until when.
//! How a token is asked for over HTTP is in `http::token`.

use core::time::Duration;
use std::collections::VecDeque;

use crate::randomness::Randomness;

/// How many tokens are remembered; older ones become unknown.
const TOKENS_KEPT: usize = 1_024;

/// The tenant's one client and the tokens it was granted.
pub(crate) struct Tokens {
    client_id: String,
    client_secret: String,
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
}

/// Why there is no grant (RFC 6749, section 5.2).
pub(crate) enum GrantRefusal {
    /// The id or the secret is wrong.
    InvalidClient,
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
        let token = source.name().map_err(|_| GrantRefusal::NoRandomness)?;
        self.remember(&token, &scopes, now);
        Ok(Grant {
            token,
            life: self.life,
            scopes,
        })
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

    fn remember(&mut self, token: &str, scopes: &[String], now: Duration) {
        if self.issued.len() == TOKENS_KEPT {
            self.issued.pop_front();
        }
        self.count += 1;
        self.issued.push_back(Issued {
            token: token.to_owned(),
            number: self.count,
            scopes: scopes.to_vec(),
            expires: now + self.life,
        });
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
