//! Flows through calls, in paused time: a scripted far end that plays, collects and tells.

mod far_end;
mod faults;
mod following;
mod masking;
mod readiness;
