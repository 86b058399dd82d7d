//! The parts together: client, runner, audit and detector against the emulator, and what none of
//! them may ever show.

mod agent;
mod faults;
mod fixtures;
mod flows;
mod leaks;
mod nasty;
mod outage;
mod overlap;
mod plain_http;
mod rtp;
mod scanner;
mod shown;
mod traces;
mod types;
mod world;
