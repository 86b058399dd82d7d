//! The schemas of call control: its login, its commands, and a caller.
//! Where each is used is in `operations`.

use super::{Shape, any, anything, choice, flag, list, named, object, pattern, text, whole};

pub(super) fn schemas() -> Vec<(&'static str, Shape)> {
    [logins(), commands()].into_iter().flatten().collect()
}

fn logins() -> Vec<(&'static str, Shape)> {
    vec![
        (
            "CallControlLogin",
            object([
                (
                    "grant_type",
                    choice(&["client_credentials", "refresh_token"]),
                ),
                ("client_id", text()),
                ("client_secret", text()),
                ("scope?", text()),
                ("refresh_token?", text()),
            ]),
        ),
        (
            "CallControlGrant",
            object([
                ("access_token", text()),
                ("token_type", choice(&["Bearer"])),
                ("expires_in", whole(1)),
                ("scope", text()),
                ("refresh_token", text()),
            ]),
        ),
    ]
}

fn commands() -> Vec<(&'static str, Shape)> {
    vec![
        (
            "CallState",
            object([
                ("callId", text()),
                (
                    "status",
                    choice(&["ringing", "active", "completed", "failed"]),
                ),
                ("media", named("Media")),
                ("reason?", text()),
            ]),
        ),
        ("Media", choice(&["idle", "playing", "collecting"])),
        (
            "PlayOrder",
            object([
                ("mediaUrl", text()),
                ("loop?", flag()),
                ("interruptible?", flag()),
            ]),
        ),
        (
            "Playing",
            object([("status", choice(&["playing"])), ("mediaUrl", text())]),
        ),
        (
            "CollectOrder",
            object([
                ("maxDigits", whole(1)),
                ("timeout", whole(1)),
                ("terminatingDigits", list(pattern("^[0-9*#A-D]$"))),
                ("playPrompt?", named("PlayOrder")),
            ]),
        ),
        (
            "Collected",
            object([
                ("status", choice(&["completed"])),
                ("digits", text()),
                ("timeout", flag()),
                (
                    "reason",
                    choice(&[
                        "maxDigits",
                        "terminatingDigit",
                        "timeout",
                        "hangup",
                        "stopped",
                    ]),
                ),
            ]),
        ),
        // A script's own schema is `cxtone-flow`'s.
        ("Caller", any([text(), anything()])),
    ]
}
