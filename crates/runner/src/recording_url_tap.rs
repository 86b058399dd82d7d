//! A tap that downloads a call's recording, whole each time, from a URL made of the call's id.
//! Requests, tokens and retries are the client's part.

use core::fmt;

use cxtone_audio::Recording;
use cxtone_cxone::{BoxFuture, Client};
use cxtone_payload::{CallId, DtmfType};

use crate::{
    AudioTap, Mark, NoPlaceholder, Overheard, TapError,
    audible_types::AudibleTypes,
    whole_recording::{AddressTemplate, after, end, off_thread},
};

/// The largest recording that is downloaded: 64 MiB, more than an hour of 8 kHz PCM.
pub const RECORDING_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Downloads recordings as WAV through the tenant's client.
///
/// The client's token goes along only to the API's own host and port.
#[derive(Clone)]
pub struct RecordingUrlTap {
    client: Client,
    template: AddressTemplate,
    audible: AudibleTypes,
}

impl RecordingUrlTap {
    /// A tap for URLs such as `https://host/calls/{callId}/audio.wav`.
    ///
    /// # Errors
    ///
    /// [`NoPlaceholder`] when the URL has no `{callId}`.
    pub fn new(client: Client, url: &str) -> Result<Self, NoPlaceholder> {
        let template = AddressTemplate::new(url)?;
        // Whoever names a place for recordings trusts it; the call's id cannot lead elsewhere.
        let client = client.with_media_host_of(url);
        Ok(Self {
            client,
            template,
            audible: AudibleTypes::TONES,
        })
    }

    /// The same, for recordings in which digits of these types become tones. Without it only
    /// `INBAND` is taken to be heard, and nothing heard proves nothing of other types.
    #[must_use]
    pub fn rendering(mut self, types: &[DtmfType]) -> Self {
        self.audible = self.audible.and(types);
        self
    }

    async fn recording(&self, call: &CallId) -> Result<Recording, TapError> {
        let url = self.template.of(call);
        let bytes = self
            .client
            .fetch(&url, RECORDING_BYTES_MAX)
            .await
            .map_err(TapError::Fetch)?;
        off_thread(move || Ok(Recording::parse(&bytes)?)).await
    }
}

impl AudioTap for RecordingUrlTap {
    fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async move { Ok(end(&self.recording(call).await?)) })
    }

    fn since<'a>(
        &'a self,
        call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        Box::pin(async move { Ok(after(&self.recording(call).await?, mark)?.into()) })
    }

    fn hears(&self, dtmf_type: DtmfType) -> bool {
        self.audible.contains(dtmf_type)
    }
}

impl fmt::Debug for RecordingUrlTap {
    /// The URL may hold a secret in its query, so it is left out.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RecordingUrlTap")
            .finish_non_exhaustive()
    }
}
