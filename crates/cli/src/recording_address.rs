//! Where the emulator keeps the recordings of its calls.

/// The address of a call's recording on an emulator, with `{callId}` in the place of the call's id.
pub(crate) fn of_emulator(url: &str) -> String {
    format!(
        "{}/emulator/calls/{{callId}}/audio.wav",
        url.trim_end_matches('/')
    )
}
