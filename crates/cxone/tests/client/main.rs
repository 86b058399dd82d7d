//! The client as its callers see it: against a scripted transport in paused time, and against a plain
//! HTTP/1.1 server that knows nothing of this project.

mod attempts;
mod canary;
mod deduping;
mod downloads;
mod go_source;
mod interactions;
mod load;
mod media_commands;
mod network;
mod plain_injections;
mod plain_server;
mod plain_tokens;
mod scripted;
mod tenant;
mod tokens;
