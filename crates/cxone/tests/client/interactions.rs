//! Interactions with a contact: what is asked again, and what the caller is told.

use std::sync::Arc;

use cxtone_cxone::{Client, CommandError, Doubt, RetryPolicy, TransportError, TransportErrorKind};
use cxtone_dialect::{BaseUrl, Interaction, cxone_agent::CxoneAgent};
use tokio_util::sync::CancellationToken;

use crate::{
    scripted::{Reply, Scripted, answer},
    tenant::Tenant,
};

fn agent(scripted: &Arc<Scripted>) -> Client {
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    let api = BaseUrl::parse("https://tenant.test").expect("a URL");
    Client::builder(scripted.clone(), tenant.tokens, api)
        .dialect(Arc::new(CxoneAgent::default()))
        .build()
}

fn lost() -> Reply {
    Reply::Fail(TransportError::maybe_sent(
        TransportErrorKind::ConnectionLost,
    ))
}

async fn asked(interaction: Interaction, replies: Vec<Reply>) -> (Result<(), CommandError>, usize) {
    let scripted = Scripted::new(replies);
    let contact = "contact-1".parse().expect("an id");
    let never = CancellationToken::new();
    let client = agent(&scripted);
    let commanded = client.interact(&contact, interaction, &never).await;
    (commanded.outcome, scripted.count())
}

#[tokio::test(start_paused = true)]
async fn how_a_recording_is_to_be_is_asked_again_and_the_end_of_a_contact_is_not() {
    for interaction in [Interaction::Mask, Interaction::Unmask] {
        let (outcome, requests) = asked(interaction, vec![lost(), answer(503, &[])]).await;
        assert!(outcome.is_ok() && requests == 3, "{outcome:?}");
    }
    let (outcome, requests) = asked(Interaction::End, vec![lost()]).await;
    assert!(matches!(
        outcome,
        Err(CommandError::Ambiguous(Doubt::Transport(_)))
    ));
    assert_eq!(requests, 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_told_and_not_asked_again() {
    let (outcome, requests) = asked(Interaction::Mask, vec![answer(409, &[])]).await;
    assert!(matches!(outcome, Err(CommandError::Conflict(_))));
    assert_eq!(requests, 1);
    let (outcome, _) = asked(Interaction::Mask, vec![answer(403, &[])]).await;
    assert!(matches!(outcome, Err(CommandError::Forbidden(_))));
}

#[tokio::test(start_paused = true)]
async fn a_dialect_without_interactions_is_asked_for_none() {
    let scripted = Scripted::new([]);
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    let (contact, never) = (
        "contact-1".parse().expect("an id"),
        CancellationToken::new(),
    );
    let commanded = tenant
        .client
        .interact(&contact, Interaction::Mask, &never)
        .await;
    assert!(matches!(
        commanded.outcome,
        Err(CommandError::NoInteraction { .. })
    ));
    let reached = tenant.client.reach_interactions(&never).await;
    assert!(matches!(reached, Err(CommandError::NoInteraction { .. })));
    assert!(agent(&scripted).reach_interactions(&never).await.is_ok());
    assert_eq!(scripted.count(), 0);
}
