//! `doctor`: what is wrong between this machine and the tenant, and how to mend it.
//! Asking the far end is `cxone`'s work; here the answers become advice.

mod agent;
mod check;

use cxtone_cxone::{Reached, TokenCache, TokenError, TokenSource as _, Transport, reach};
use cxtone_dialect::{
    BaseUrl, cxone_v2,
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials, TokenRefusal},
};
use serde::Serialize;

use self::check::{Check, State};
use crate::{
    agent_options::DialectName,
    exit::Exit,
    failure::{Result, with_causes},
    options::{self, Tenant},
    output, runtime,
};

/// A clock that is further off confuses the life of tokens, and times in the audit log.
const CLOCK_OFF_S_MAX: f64 = 30.0;

const EXAMPLES: &str = "\
Examples:
  cxtone doctor
  cxtone doctor --api-url https://api-us-01.nicecxone.com --json

Checks the configuration, whether the hosts can be reached, the clock, the token and its
scopes, and the login for media commands, which `ivr` and `campaign` use. Nothing is changed there and no digits are sent. Exit code 1 if a check fails.";

/// Where the tenant is.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", options::HELP))]
pub(crate) struct Arguments {
    #[command(flatten)]
    tenant: Tenant,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs all checks and tells what they found.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let mut checks = configuration(&arguments.tenant);
    checks.extend(runtime::start()?.block_on(far_end(&arguments.tenant)));
    let healthy = checks.iter().all(|check| check.state != State::Failed);
    if arguments.json {
        output::json(&Verdict {
            healthy,
            checks: &checks,
        })?;
    } else {
        for check in &checks {
            output::line(&check.to_string())?;
        }
    }
    Ok(if healthy { Exit::Done } else { Exit::Failed })
}

/// What `--json` prints.
#[derive(Serialize)]
struct Verdict<'a> {
    healthy: bool,
    checks: &'a [Check],
}

/// Everything that can be told without asking anyone.
fn configuration(tenant: &Tenant) -> Vec<Check> {
    if tenant.dialect_name() == DialectName::CxoneAgent {
        return agent::configuration(tenant);
    }
    vec![
        Check::configured("api url", tenant.api_url().map(|url| url.to_string())),
        Check::configured("auth url", tenant.auth_url().map(|url| url.to_string())),
        Check::configured("client id", tenant.client_id().map(|_| "set".to_owned())),
        Check::configured("client secret", tenant.secret().map(|_| "set".to_owned())),
        Check::configured("provider", tenant.provider().map(|id| id.to_string())),
        Check::configured("line", tenant.line().map(|id| id.to_string())),
    ]
}

/// Everything that the far end has to tell.
async fn far_end(tenant: &Tenant) -> Vec<Check> {
    let transport = match tenant.transport() {
        Ok(transport) => transport,
        Err(failure) => return vec![Check::configured("network", Err(failure))],
    };
    if tenant.dialect_name() == DialectName::CxoneAgent {
        return agent::far_end(tenant, transport).await;
    }
    let api = reached(&*transport, tenant.api_url()).await;
    let auth = reached(&*transport, tenant.auth_url()).await;
    let mut checks = vec![
        reachability("api reachable", &api),
        reachability("auth reachable", &auth),
        clock(&[&api, &auth]),
    ];
    checks.extend(match (auth, tenant.auth_url(), tenant.credentials()) {
        (Some(Ok(_)), Ok(url), Ok(credentials)) => {
            let login =
                CallControlCredentials::new(url.clone(), credentials.clone(), &CALL_CONTROL_SCOPES);
            let tokens = TokenCache::new(transport.clone(), url, credentials, &cxone_v2::SCOPES);
            let mut checks = token(tokens.token().await.map(drop));
            let tokens = TokenCache::with_login(transport, login);
            checks.push(call_control(tokens.token().await.map(drop)));
            checks
        }
        _ => ["token", "scopes", "call control"]
            .map(|name| Check::skipped(name, "not asked for: mend what is named above first"))
            .into(),
    });
    checks
}

/// What came of an attempt to reach a host; none where its URL is not known.
type Attempt = Option<core::result::Result<Reached, String>>;

async fn reached(transport: &dyn Transport, url: Result<BaseUrl>) -> Attempt {
    let url = url.ok()?;
    let answer = reach(transport, &url).await;
    Some(answer.map_err(|error| with_causes(&error)))
}

fn reachability(name: &'static str, attempt: &Attempt) -> Check {
    match attempt {
        None => Check::skipped(name, "not tried: there is no URL"),
        Some(Ok(reached)) => Check::passed(
            name,
            format!("answers in {} ms", reached.round_trip.as_millis()),
        ),
        Some(Err(why)) => Check::failed(
            name,
            why.clone(),
            "check the URL, the name service, firewall and proxy (--proxy-from-env)",
        ),
    }
}

fn clock(attempts: &[&Attempt]) -> Check {
    let ahead_s = attempts.iter().find_map(|attempt| match attempt {
        Some(Ok(reached)) => reached.clock_ahead_s,
        _ => None,
    });
    match ahead_s {
        None => Check::skipped("clock", "nobody told the time to compare it with"),
        Some(ahead_s) if ahead_s.abs() <= CLOCK_OFF_S_MAX => Check::passed(
            "clock",
            format!(
                "agrees with the far end's within {:.0} s",
                ahead_s.abs().max(1.0)
            ),
        ),
        Some(ahead_s) => Check::failed(
            "clock",
            format!(
                "this machine's clock is {:.0} s {} the far end's",
                ahead_s.abs(),
                if ahead_s > 0.0 { "ahead of" } else { "behind" }
            ),
            "let the system keep the time, for instance with `timedatectl set-ntp true`",
        ),
    }
}

/// The checks of the token and of its scopes.
fn token(granted: core::result::Result<(), TokenError>) -> Vec<Check> {
    let scopes = cxone_v2::SCOPES.join(" ");
    match &granted {
        Ok(()) => vec![token_check(&granted), Check::passed("scopes", scopes)],
        Err(TokenError::Refused(TokenRefusal::MissingScope { missing })) => vec![
            Check::passed("token", "granted".to_owned()),
            Check::failed(
                "scopes",
                format!("not granted: {}", missing.join(" ")),
                "assign these scopes to the OAuth client in the tenant's administration",
            ),
        ],
        Err(_) => vec![
            token_check(&granted),
            Check::skipped("scopes", "not known without a token"),
        ],
    }
}

/// The check of the login for media commands, which is no failure: who only injects needs none, and
/// the tenant may have none.
fn call_control(granted: core::result::Result<(), TokenError>) -> Check {
    match granted {
        Ok(()) => Check::passed("call control", "granted".to_owned()),
        Err(error) => Check::skipped(
            "call control",
            &format!(
                "{}; `ivr` and `campaign` need this login, `inject` does not",
                with_causes(&error)
            ),
        ),
    }
}

fn token_check(granted: &core::result::Result<(), TokenError>) -> Check {
    match granted {
        Ok(()) => Check::passed("token", "granted".to_owned()),
        Err(error) => Check::failed("token", with_causes(error), token_help(error)),
    }
}

fn token_help(error: &TokenError) -> &'static str {
    match error {
        TokenError::Refused(TokenRefusal::InvalidClient) => {
            "check CXONE_CLIENT_ID and CXONE_CLIENT_SECRET: are they of this tenant, and is the client enabled?"
        }
        TokenError::Refused(TokenRefusal::InvalidGrant) => {
            "check CXONE_ACCESS_KEY_ID and CXONE_ACCESS_KEY_SECRET: are they of this tenant, and is the key active?"
        }
        TokenError::Refused(_) => "check --auth-url or CXONE_AUTH_URL: is it the tenant's login?",
        _ => "try again; if it stays, check the network between here and the login",
    }
}
