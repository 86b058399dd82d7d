#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod background;
mod condition;
mod damage;
mod family;
mod folder;
mod interval;
mod level;
mod random;
mod spread;
mod tally;
mod tone;
mod trial;
mod voice;

pub use condition::{
    Background, BackgroundKind, Coding, Concealment, Condition, During, Echo, Edges, Extra,
    GainSteps, Interruption, Loss, Offset, Order,
};
pub use family::Family;
pub use folder::{FILES_MAX, FolderError, write_folder};
pub use interval::{Interval, wilson};
pub use random::Random;
pub use spread::Spread;
pub use tally::Tally;
pub use trial::{Label, Trial};
