//! What can be asked of a contact besides digits.
//! Whether a far end can do it stands in its capability table.

use crate::Feature;

/// Something to be done with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interaction {
    /// Keep what follows out of the recording.
    Mask,
    /// Let it into the recording again.
    Unmask,
    /// Put the contact on hold.
    Hold,
    /// Take it back.
    Resume,
    /// End it.
    End,
    /// Begin a recording.
    Record,
}

impl Interaction {
    /// Every interaction.
    pub const ALL: [Self; 6] = [
        Self::Mask,
        Self::Unmask,
        Self::Hold,
        Self::Resume,
        Self::End,
        Self::Record,
    ];

    /// What the far end must be capable of.
    #[must_use]
    pub const fn feature(self) -> Feature {
        match self {
            Self::Mask | Self::Unmask => Feature::Mask,
            Self::Hold | Self::Resume => Feature::Hold,
            Self::End => Feature::HangUp,
            Self::Record => Feature::Record,
        }
    }
}
