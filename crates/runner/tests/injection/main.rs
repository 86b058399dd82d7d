//! The injector's scenarios, in paused time: a scripted far end, a log in memory, made-up audio.

mod blind_flow;
mod deadline;
mod far_end;
mod flow_of_digits;
mod hearing;
mod journal;
mod latency;
mod locking;
mod lost;
mod masking;
mod metrics;
mod monitors;
mod outcomes;
mod planned;
mod rtp_tap;
mod setting;
mod settling;
mod url_tap;
mod webhook;
mod window;
