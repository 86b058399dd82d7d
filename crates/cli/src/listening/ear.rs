//! One channel: blocks of samples become digits and, where they are asked for, reasons.
//! Where the samples come from is its caller's.

use cxtone_dtmf::{
    Detector, Event, Explained, Explainer, Explanation, Outcome, Profile, SampleRate,
};

/// How to listen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hearing {
    /// What counts as a digit.
    pub(crate) profile: Profile,
    /// Whether reasons are wanted, which takes longer.
    pub(crate) explains: bool,
}

/// One thing that was heard, and the channel on which it was.
pub(crate) enum Finding {
    /// A digit that is over.
    Digit(HeardDigit),
    /// What is not a digit, though nearly.
    NearMiss(NearMiss),
}

/// One digit.
pub(crate) struct HeardDigit {
    /// Counted from 1.
    pub(crate) channel: usize,
    /// The digit and its measures.
    pub(crate) heard: cxtone_dtmf::Heard,
    /// Why it is one, where that was asked for.
    pub(crate) reasons: Option<Box<Explained>>,
}

/// A stretch that is not a digit, though nearly.
pub(crate) struct NearMiss {
    /// Counted from 1.
    pub(crate) channel: usize,
    /// Why it is none.
    pub(crate) reasons: Box<Explained>,
}

/// Listens to one channel.
pub(crate) struct Ear {
    channel: usize,
    kind: Kind,
}

enum Kind {
    Plain(Box<Detector>),
    Explaining {
        explainer: Box<Explainer>,
        /// Those of the digit that is open.
        reasons: Option<Box<Explained>>,
    },
}

impl Ear {
    /// For a channel, counted from 1.
    pub(crate) fn new(channel: usize, rate: SampleRate, hearing: Hearing) -> Self {
        let kind = if hearing.explains {
            Kind::Explaining {
                explainer: Box::new(Explainer::new(rate, hearing.profile)),
                reasons: None,
            }
        } else {
            Kind::Plain(Box::new(Detector::new(rate, hearing.profile)))
        };
        Self { channel, kind }
    }

    /// Takes the channel's next samples.
    pub(crate) fn hear(&mut self, samples: &[f32], mut sink: impl FnMut(Finding)) {
        let channel = self.channel;
        match &mut self.kind {
            Kind::Plain(detector) => detector.feed(samples, |event| {
                ended(channel, event, None).into_iter().for_each(&mut sink);
            }),
            Kind::Explaining { explainer, reasons } => {
                explainer.feed(samples, |told| {
                    explained(channel, told, reasons)
                        .into_iter()
                        .for_each(&mut sink);
                });
            }
        }
    }

    /// Tells what is still open at the end of the channel.
    pub(crate) fn finish(&mut self, mut sink: impl FnMut(Finding)) {
        let channel = self.channel;
        match &mut self.kind {
            Kind::Plain(detector) => detector.finish(|event| {
                ended(channel, event, None).into_iter().for_each(&mut sink);
            }),
            Kind::Explaining { explainer, reasons } => {
                explainer.finish(|told| {
                    explained(channel, told, reasons)
                        .into_iter()
                        .for_each(&mut sink);
                });
            }
        }
    }
}

fn ended(channel: usize, event: Event, reasons: Option<Box<Explained>>) -> Option<Finding> {
    match event {
        Event::Ended(heard) => Some(Finding::Digit(HeardDigit {
            channel,
            heard,
            reasons,
        })),
        _ => None,
    }
}

fn explained(
    channel: usize,
    told: Explanation,
    reasons: &mut Option<Box<Explained>>,
) -> Option<Finding> {
    match told {
        Explanation::Event(event @ Event::Ended(_)) => ended(channel, event, reasons.take()),
        Explanation::Stretch(stretch) => {
            let stretch = Box::new(stretch);
            if matches!(stretch.outcome, Outcome::Digit { .. }) {
                *reasons = Some(stretch);
                return None;
            }
            Some(Finding::NearMiss(NearMiss {
                channel,
                reasons: stretch,
            }))
        }
        _ => None,
    }
}
