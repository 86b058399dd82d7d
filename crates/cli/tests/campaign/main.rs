//! Campaigns run by real worker processes against an emulator: their commands, workers that are
//! killed at any moment or stopped past their lease, a database that goes away, and many calls.

mod commands;
mod crowd;
mod feed;
mod field;
mod hardship;
mod kill;
mod lost;
mod masking;
mod pacing;
mod postgres;
mod verdict;
mod volume;
