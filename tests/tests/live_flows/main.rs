//! Flows followed through calls of the emulator by the real client, in process and in paused time:
//! as simulated, under faults, masked, locked, and with nobody reached.

mod faults;
mod forgetful;
mod judged;
mod locking;
mod masking;
mod reaching;
mod sameness;
mod stage;
