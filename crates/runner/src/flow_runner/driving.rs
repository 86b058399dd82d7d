//! A session driven to its end: one command on its way at a time, or a wait.
//! What comes next is the session's decision; how a command is carried out is in `commanding`.

use core::{pin::Pin, time::Duration};

use cxtone_flow::{Action, Event, Session, StepName};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{
    CommandFailure, DRAIN_MAX,
    commanding::{Commanding, Ending},
};

/// A command on its way.
struct InFlight<'a> {
    ending: Pin<Box<dyn Future<Output = Ending> + Send + 'a>>,
    cancellation: CancellationToken,
    /// When it is cancelled, if it is to be given up.
    cancel_at: Option<Instant>,
}

/// What happens next.
enum Next {
    Cancelled,
    /// The command in flight, or a wait.
    Ended(Ending),
    GiveUp,
    Tick,
}

/// Drives the session to its end, which its flow's limits bound; why a command failed, if one did.
pub(super) async fn drive(
    session: &mut Session,
    commanding: &Commanding<'_>,
    cancellation: &CancellationToken,
) -> Option<CommandFailure> {
    let Ending { event, mut failure } = commanding.reached(cancellation).await;
    let mut is_cancelled = event == Event::Cancelled;
    let mut started = Instant::now();
    session.handle(started.elapsed(), event);
    let mut in_flight: Option<InFlight<'_>> = None;
    loop {
        match session.poll_action() {
            Some(Action::Stop) => give_up(&mut in_flight, is_cancelled),
            Some(action) => {
                // An entry that was given up is known to go on once its command is dropped.
                drop(in_flight.take());
                if action == Action::Unmask {
                    // The session's clock stands still meanwhile: it allows for the command alone.
                    let waiting = Instant::now();
                    commanding.entry_is_over().await;
                    started += waiting.elapsed();
                }
                in_flight = Some(begin(commanding, session, action));
            }
            None => {}
        }
        if session.outcome().is_some() {
            return failure;
        }
        let due = session.poll_timeout().map(|due| started + due);
        let happens = async {
            match &mut in_flight {
                Some(command) => next(command, due).await,
                None => Next::Ended(commanding.wait_until(due).await),
            }
        };
        let next = tokio::select! {
            biased;
            () = cancellation.cancelled(), if !is_cancelled => Next::Cancelled,
            next = happens => next,
        };
        let mut now = None;
        let event = match next {
            Next::Cancelled => {
                is_cancelled = true;
                Event::Cancelled
            }
            Next::Ended(ending) => {
                if in_flight.take().is_none() && ending.event == Event::HungUp {
                    now = before(session.poll_timeout()).map(|now| now.min(started.elapsed()));
                }
                // What follows the first failure is only what is owed after it.
                failure = failure.or(ending.failure);
                ending.event
            }
            Next::GiveUp => {
                give_up(&mut in_flight, false);
                Event::Tick
            }
            Next::Tick => Event::Tick,
        };
        session.handle(now.unwrap_or_else(|| started.elapsed()), event);
    }
}

/// Just before a wait ends: who is gone at its end has hung up before it.
fn before(due: Option<Duration>) -> Option<Duration> {
    due?.checked_sub(Duration::from_nanos(1))
}

async fn next(command: &mut InFlight<'_>, due: Option<Instant>) -> Next {
    tokio::select! {
        biased;
        ending = &mut command.ending => Next::Ended(ending),
        () = at(command.cancel_at) => Next::GiveUp,
        () = at(due) => Next::Tick,
    }
}

/// At this time, or never.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => core::future::pending().await,
    }
}

fn begin<'a>(commanding: &Commanding<'a>, session: &Session, action: Action) -> InFlight<'a> {
    let cancellation = CancellationToken::new();
    let step = session.path().last().map(StepName::to_string);
    let ending =
        commanding
            .clone()
            .carry_out(action, step.unwrap_or_default(), cancellation.clone());
    InFlight {
        ending: Box::pin(ending),
        cancellation,
        cancel_at: None,
    }
}

/// Gives the command in flight up, at once or with a while to end by itself.
fn give_up(in_flight: &mut Option<InFlight<'_>>, gently: bool) {
    let Some(command) = in_flight else {
        return;
    };
    if gently {
        command.cancel_at = Some(Instant::now() + DRAIN_MAX);
    } else {
        command.cancel_at = None;
        command.cancellation.cancel();
    }
}
