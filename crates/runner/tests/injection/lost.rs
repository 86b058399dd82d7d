//! Digits that somebody else was about to send and was lost: listened for, and never sent again.

use core::time::Duration;

use cxtone_audit::{InjectionId, Observed, Outcome};
use cxtone_flow::{Flow, Keys, Step};
use cxtone_payload::DtmfType;
use cxtone_runner::{FlowRunner, LostDigits, Settlement};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::FarEnd,
    setting::{DIGITS, MemoryLog, client, injection, injector},
    settling::{Ears, Line, Plays},
};

/// How long ago the digits were about to be sent when somebody begins to listen.
const AGO: Duration = Duration::from_secs(5);

/// What the lost one did.
#[derive(Clone, Copy)]
struct Course<'a> {
    ears: Ears,
    /// What it had sent before, long enough ago.
    before: &'a [Plays],
    /// What it sent when it said so.
    sent: Plays,
    /// How long ago that is believed to be.
    ago: Duration,
}

const SOUND: Course<'_> = Course {
    ears: Ears::Sound,
    before: &[],
    sent: Plays::All,
    ago: AGO,
};

fn keys() -> Keys {
    let text = format!("start: a\nsteps:\n  a:\n    send-digits: {{ digits: \"{DIGITS}\" }}\n");
    let flow = Flow::parse(&text).expect("a flow");
    match flow.steps().values().next() {
        Some(Step::SendDigits(send)) => send.digits.clone(),
        _ => panic!("another step"),
    }
}

/// What is written down of the digits, and how long that took.
async fn observed(course: Course<'_>) -> (Observed, Duration) {
    let far_end = FarEnd::new(&[]);
    let script = [course.before, &[course.sent]].concat();
    let line = Line::of(&far_end, course.ears, &script);
    for _ in course.before {
        sleep(Duration::from_secs(2)).await;
        line.play();
    }
    sleep(Duration::from_secs(3)).await;
    line.play();
    sleep(AGO).await;
    let log = MemoryLog::default();
    let injector = injector(&far_end).tap(line).log(log.clone()).build();
    let address = injection("call-1").address;
    let runner = FlowRunner::new(client(&far_end)).sending(injector, address, DtmfType::Rfc2833);
    assert!(runner.listens());
    let lost = LostDigits {
        injection_id: InjectionId::new("injection-1").expect("an id"),
        digits: keys(),
        before: course.before.iter().map(|_| keys()).collect(),
        intended_ago: course.ago,
    };
    let started = Instant::now();
    let observed = runner.observe_lost(&lost, &CancellationToken::new()).await;
    assert!(far_end.seen().is_empty(), "something was sent");
    assert_eq!(log.len(), 1);
    assert!(!format!("{:?} {lost:?}", log.entries()).contains(DIGITS));
    (observed.expect("written down"), started.elapsed())
}

async fn check(course: Course<'_>, settlement: Settlement) {
    let (observed, _) = observed(course).await;
    let is_heard = settlement == Settlement::Heard;
    assert_eq!(observed.settlement, Some(settlement));
    assert_eq!(matches!(observed.outcome, Outcome::Heard(_)), is_heard);
    assert_eq!(matches!(observed.outcome, Outcome::Ambiguous(_)), !is_heard);
    assert_eq!(observed.recognition.rate, f64::from(u8::from(is_heard)));
    assert_eq!(observed.recognition.heard.is_some(), is_heard);
}

#[tokio::test(start_paused = true)]
async fn digits_that_a_lost_one_had_sent_are_heard_at_once() {
    let (observed, took) = observed(SOUND).await;
    assert_eq!(observed.settlement, Some(Settlement::Heard));
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn digits_that_were_not_heard_stay_ambiguous_since_they_may_still_come() {
    let sent = Plays::Nothing;
    check(Course { sent, ..SOUND }, Settlement::NotHeard).await;
    let sent = Plays::First(3);
    check(Course { sent, ..SOUND }, Settlement::PartlyHeard).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_lost_one_still_sends_meanwhile_is_waited_for() {
    let sent = Plays::Late(AGO + Duration::from_secs(2));
    let (observed, took) = observed(Course { sent, ..SOUND }).await;
    assert_eq!(observed.settlement, Some(Settlement::Heard));
    assert!(took > Duration::from_secs(2), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_recording_without_sound_tells_nothing() {
    let ears = Ears::Deaf;
    let (observed, _) = observed(Course { ears, ..SOUND }).await;
    assert!(matches!(observed.settlement, Some(Settlement::Open(_))));
    assert!(matches!(observed.outcome, Outcome::Ambiguous(_)));
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_need_not_hold_the_type_tells_nothing_by_silence() {
    for (sent, heard) in [(Plays::Nothing, false), (Plays::All, true)] {
        let ears = Ears::Tones;
        let (observed, _) = observed(Course {
            ears,
            sent,
            ..SOUND
        })
        .await;
        let open = matches!(observed.settlement, Some(Settlement::Open(_)));
        assert_eq!(open, !heard, "{:?}", observed.settlement);
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_digits_sent_before_are_not_taken_for_those_that_were_lost() {
    // A clock that was put forward: the whole recording is listened to.
    let ago = Duration::from_secs(3600);
    let before = &[Plays::All][..];
    let course = Course {
        before,
        ago,
        ..SOUND
    };
    check(course, Settlement::Heard).await;
    let sent = Plays::Nothing;
    check(Course { sent, ..course }, Settlement::PartlyHeard).await;
    // Once is heard what was sent twice: a recording that lags behind may hold the first alone.
    check(Course { before, ..SOUND }, Settlement::PartlyHeard).await;
}
