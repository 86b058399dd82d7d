//! Campaigns run by real worker processes against an emulator: their commands, workers that are
//! killed at any moment or stopped past their lease, and a database that goes away.

mod commands;
mod field;
mod hardship;
mod kill;
mod lost;
mod masking;
mod postgres;
mod verdict;
