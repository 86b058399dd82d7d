//! Media commands for one call: play, collect, status.
//! What is played when, and what an entry is worth, is left to whoever follows a flow.

mod command_error;
mod commanded;

use core::time::Duration;

use cxtone_dialect::{
    CallControl, CallControlCapabilities, CallStatus, Collected, Collecting, Command, MediaUrl,
    Play, Request, Response, Unreadable,
};
use cxtone_payload::CallId;
use http::Uri;
use tokio_util::sync::CancellationToken;

use crate::{
    Client, FetchError, MediaHostError, RetryPolicy, Token,
    budget::Budget,
    echo::correlation_id_beside,
    errand::Errand,
    guards::Counted,
    quotas::Endpoint,
    step::{classify, classify_repeatable},
};

pub use command_error::CommandError;
pub(crate) use command_error::done;
pub use commanded::Commanded;

/// How much longer than prompt and entry together an answer to a collection may take. The Go source allows 5 s; an
/// answer that is given up loses what the caller has entered, which is worth twice that.
pub const COLLECT_SLACK: Duration = Duration::from_secs(10);

/// The longest prompt that is waited for.
pub const PROMPT_MAX: Duration = Duration::from_secs(600);

/// One kind of command, on its way to one call.
struct Asking<'a> {
    call: &'a CallId,
    request: &'a (dyn Fn(&dyn CallControl, &Command<'_>) -> Request + Send + Sync),
    changes_nothing: bool,
    /// Whether it is answered only when the caller has done something.
    awaits_caller: bool,
    needs_body: bool,
    policy: &'a RetryPolicy,
}

impl Client {
    /// What can be asked by media commands; `None` where the tenant's dialect has none.
    #[must_use]
    pub fn call_control_capabilities(&self) -> Option<&CallControlCapabilities> {
        let half = self.parts().dialect.call_control()?;
        Some(half.capabilities())
    }

    /// How the call is. It changes nothing there, so it is asked again after a 5xx or a lost answer.
    pub async fn call_status(
        &self,
        call: &CallId,
        cancellation: &CancellationToken,
    ) -> Commanded<CallStatus> {
        let asking = Asking {
            call,
            request: &|half, command| half.status_request(command),
            changes_nothing: true,
            awaits_caller: false,
            needs_body: true,
            // As for `play`.
            policy: self.policy(),
        };
        let read = |half: &dyn CallControl, answer: &Response| half.status(answer);
        self.command(&asking, &read, &|_| String::new(), cancellation)
            .await
    }

    /// Has a prompt played; the answer comes when it begins.
    ///
    /// Sent again is only what was provably not carried out. Cancelling takes effect at once; what is on its way
    /// then is [`Ambiguous`](CommandError::Ambiguous), and no command stops a prompt that plays.
    pub async fn play(
        &self,
        call: &CallId,
        play: &Play,
        cancellation: &CancellationToken,
    ) -> Commanded<()> {
        if let Err(error) = self.check_prompt(&play.media) {
            return Commanded::unsent(error);
        }
        let asking = Asking {
            call,
            request: &|half, command| half.play_request(command, play),
            changes_nothing: false,
            awaits_caller: false,
            needs_body: false,
            // 10 s by default, not the source's 30 s: it is answered at once, and meanwhile the caller hears silence.
            policy: self.policy(),
        };
        let read = |_: &dyn CallControl, _: &Response| Ok(());
        self.command(&asking, &read, &|()| String::new(), cancellation)
            .await
    }

    /// Has keys collected, after a prompt that takes at most `prompt_max`; the answer comes when the entry is over.
    ///
    /// One attempt may take as long as prompt, entry and [`COLLECT_SLACK`] together, and all of them that much
    /// longer than the policy says. What the caller pressed is told in the answer alone: without it the keys are
    /// lost, and the outcome is [`Ambiguous`](CommandError::Ambiguous). Dropping the future or cancelling closes
    /// the connection; `cxone-v2` has no command that ends a collection.
    pub async fn collect(
        &self,
        call: &CallId,
        collecting: &Collecting,
        prompt_max: Duration,
        cancellation: &CancellationToken,
    ) -> Commanded<Collected> {
        let prompt = collecting.prompt();
        let checked = prompt.map(|prompt| self.check_prompt(&prompt.media));
        if let Some(Err(error)) = checked {
            return Commanded::unsent(error);
        }
        let policy = patient(self.policy(), collecting, prompt_max);
        let asking = Asking {
            call,
            request: &|half, command| half.collect_request(command, collecting),
            changes_nothing: false,
            awaits_caller: true,
            needs_body: true,
            policy: &policy,
        };
        let read = |half: &dyn CallControl, answer: &Response| half.collected(answer, collecting);
        let secret = |collected: &Collected| collected.digits.chars().collect();
        self.command(&asking, &read, &secret, cancellation).await
    }

    /// The same client, which may also have prompts played from the host of this URL. The path does not matter. At
    /// most [`MEDIA_HOSTS_MAX`](crate::MEDIA_HOSTS_MAX) hosts can be named.
    ///
    /// Without it prompts are played from the API's own host alone. A host that is named must be a public one;
    /// this very machine only where the tenant is on it too.
    ///
    /// # Errors
    ///
    /// [`MediaHostError`] for what is no URL with a host, and for one host too many.
    pub fn with_prompt_host_of(&self, url: &str) -> Result<Self, MediaHostError> {
        let named = self.prompt_hosts().clone().with_host_of(url)?;
        Ok(self.with_prompt_hosts(named))
    }

    /// Whether a prompt may be played from here. What a name leads to at the far end cannot be known here; what is
    /// written as a private address is refused.
    ///
    /// # Errors
    ///
    /// [`CommandError::PromptHost`] or [`CommandError::PrivatePromptHost`].
    pub fn check_prompt(&self, media: &MediaUrl) -> Result<(), CommandError> {
        let host = media.host().to_owned();
        let uri = match media.as_str().parse::<Uri>() {
            // Where two readers disagree about the host, the far end may do so too.
            Ok(uri)
                if uri
                    .host()
                    .is_some_and(|one| one.eq_ignore_ascii_case(&host)) =>
            {
                uri
            }
            _ => return Err(CommandError::PromptHost { host }),
        };
        match self.prompt_hosts().check(&uri, &self.parts().api_url) {
            Ok(_) => Ok(()),
            Err(FetchError::PrivateAddress) => Err(CommandError::PrivatePromptHost { host }),
            Err(_) => Err(CommandError::PromptHost { host }),
        }
    }

    async fn command<T>(
        &self,
        asking: &Asking<'_>,
        read: &(dyn Fn(&dyn CallControl, &Response) -> Result<T, Unreadable> + Sync),
        secret: &(dyn Fn(&T) -> String + Sync),
        cancellation: &CancellationToken,
    ) -> Commanded<T> {
        let parts = self.parts();
        let Some(half) = parts.dialect.call_control() else {
            return Commanded::unsent(CommandError::NoCallControl {
                dialect: self.capabilities().name,
            });
        };
        let errand = Errand {
            transport: &*parts.transport,
            tokens: &*parts.tokens,
            request: &|token| Ok(self.asked(asking, half, token)),
            meaning: &|answer| half.command_answer(answer),
            judge: if asking.changes_nothing {
                classify_repeatable
            } else {
                classify
            },
            needs_body: asking.needs_body,
            policy: asking.policy,
            backoff: &parts.backoff,
            watch: None,
            counted: Some(Counted {
                guards: &parts.guards,
                endpoint: Endpoint::CallControl,
                call: Some(asking.call),
                awaits_caller: asking.awaits_caller,
            }),
        };
        let budget = Budget::start(asking.policy.total_deadline, cancellation.clone());
        let run = errand.run(&budget).await;
        let token = run.token.clone();
        let answer = run.end.answer().cloned();
        let help = half.forbidden_help();
        let outcome = done(run.end, help, run.attempts, asking.changes_nothing)
            .and_then(|answer| read(half, &answer).map_err(CommandError::Unreadable));
        let shown = outcome.as_ref().map(secret).unwrap_or_default();
        let correlation_id =
            answer.and_then(|answer| correlation_id_beside(&answer, &shown, token.as_ref()));
        Commanded {
            outcome,
            attempts: run.attempts,
            retry_denied: run.retry_denied,
            timing: run.timing,
            correlation_id,
        }
    }

    fn asked(&self, asking: &Asking<'_>, half: &dyn CallControl, token: &Token) -> Request {
        let command = Command {
            api_url: &self.parts().api_url,
            call: asking.call,
            token: token.secret(),
        };
        (asking.request)(half, &command)
    }
}

/// The policy with the time that prompt and entry take on top.
fn patient(policy: &RetryPolicy, collecting: &Collecting, prompt_max: Duration) -> RetryPolicy {
    let entry = prompt_max.min(PROMPT_MAX) + collecting.timeout();
    RetryPolicy {
        attempt_timeout: entry + COLLECT_SLACK,
        total_deadline: policy.total_deadline.saturating_add(entry),
        ..policy.clone()
    }
}
