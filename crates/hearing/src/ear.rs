//! One channel: blocks of samples become digits and, where they are asked for, reasons.
//! Where the samples come from is left to the caller, how a finding is told to the reports.

use core::fmt;

use cxtone_dtmf::{
    Detector, Digit, Event, Explained, Explainer, Explanation, Outcome, Profile, SampleRate,
};

/// How to listen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hearing {
    /// What counts as a digit.
    pub profile: Profile,
    /// Whether reasons are wanted, which takes longer.
    pub explains: bool,
}

/// One thing that an ear tells. `Debug` shows no digit.
pub enum Told {
    /// A digit is being heard. It is final; the finding follows when it is over.
    Confirmed(ConfirmedDigit),
    /// Something is over.
    Found(Finding),
}

/// One thing that was heard and is over. `Debug` shows no digit.
pub enum Finding {
    /// A digit.
    Digit(HeardDigit),
    /// What is not a digit, though nearly.
    NearMiss(NearMiss),
}

/// A digit while it lasts.
pub struct ConfirmedDigit {
    /// Counted from 1.
    pub channel: usize,
    /// Which one.
    pub digit: Digit,
    /// When it began, in seconds of the stream.
    pub start_s: f64,
    /// When this was known, in seconds of the stream.
    pub decided_s: f64,
}

/// One digit that is over.
pub struct HeardDigit {
    /// Counted from 1.
    pub channel: usize,
    /// The digit and its measures.
    pub heard: cxtone_dtmf::Heard,
    /// Why it is one, where that was asked for.
    pub reasons: Option<Box<Explained>>,
}

/// A stretch that is not a digit, though nearly.
pub struct NearMiss {
    /// Counted from 1.
    pub channel: usize,
    /// Why it is none.
    pub reasons: Box<Explained>,
}

/// Listens to one channel.
pub struct Ear {
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
    pub fn new(channel: usize, rate: SampleRate, hearing: Hearing) -> Self {
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
    pub fn hear(&mut self, samples: &[f32], mut sink: impl FnMut(Told)) {
        let channel = self.channel;
        match &mut self.kind {
            Kind::Plain(detector) => detector.feed(samples, |event| {
                told(channel, event, None).into_iter().for_each(&mut sink);
            }),
            Kind::Explaining { explainer, reasons } => {
                explainer.feed(samples, |explanation| {
                    explained(channel, explanation, reasons)
                        .into_iter()
                        .for_each(&mut sink);
                });
            }
        }
    }

    /// Tells what is still open at the end of the channel.
    pub fn finish(&mut self, mut sink: impl FnMut(Told)) {
        let channel = self.channel;
        match &mut self.kind {
            Kind::Plain(detector) => detector.finish(|event| {
                told(channel, event, None).into_iter().for_each(&mut sink);
            }),
            Kind::Explaining { explainer, reasons } => {
                explainer.finish(|explanation| {
                    explained(channel, explanation, reasons)
                        .into_iter()
                        .for_each(&mut sink);
                });
            }
        }
    }
}

impl fmt::Debug for Ear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Ear")
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Confirmed(_) => formatter.write_str("Confirmed([digit])"),
            Self::Found(finding) => formatter.debug_tuple("Found").field(finding).finish(),
        }
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Digit(_) => "Digit([digit])",
            Self::NearMiss(_) => "NearMiss([digit])",
        })
    }
}

fn told(channel: usize, event: Event, reasons: Option<Box<Explained>>) -> Option<Told> {
    match event {
        Event::Confirmed {
            digit,
            start_s,
            decided_s,
        } => Some(Told::Confirmed(ConfirmedDigit {
            channel,
            digit,
            start_s,
            decided_s,
        })),
        Event::Ended(heard) => Some(Told::Found(Finding::Digit(HeardDigit {
            channel,
            heard,
            reasons,
        }))),
        _ => None,
    }
}

fn explained(
    channel: usize,
    explanation: Explanation,
    reasons: &mut Option<Box<Explained>>,
) -> Option<Told> {
    match explanation {
        Explanation::Event(event @ Event::Ended(_)) => told(channel, event, reasons.take()),
        Explanation::Event(event) => told(channel, event, None),
        Explanation::Stretch(stretch) => {
            let stretch = Box::new(stretch);
            if matches!(stretch.outcome, Outcome::Digit { .. }) {
                *reasons = Some(stretch);
                return None;
            }
            Some(Told::Found(Finding::NearMiss(NearMiss {
                channel,
                reasons: stretch,
            })))
        }
        _ => None,
    }
}
