//! A tap that reads a call's recording from a WAV file, complete or still growing.
//! Writing the file is some recorder's part.

use cxtone_audio::Recording;
use cxtone_cxone::BoxFuture;
use cxtone_payload::{CallId, DtmfType};

use crate::{
    AudioTap, Mark, NoPlaceholder, Overheard, TapError,
    audible_types::AudibleTypes,
    whole_recording::{AddressTemplate, after, end, off_thread},
};

/// Reads recordings from files named by the call's id.
#[derive(Clone, Debug)]
pub struct RecordingFileTap {
    template: AddressTemplate,
    audible: AudibleTypes,
}

impl RecordingFileTap {
    /// A tap for paths such as `/var/spool/recordings/{callId}.wav`.
    ///
    /// # Errors
    ///
    /// [`NoPlaceholder`] when the path has no `{callId}`.
    pub fn new(path: &str) -> Result<Self, NoPlaceholder> {
        let template = AddressTemplate::new(path)?;
        Ok(Self {
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
        let path = self.template.of(call);
        off_thread(move || Ok(Recording::read(path)?)).await
    }
}

impl AudioTap for RecordingFileTap {
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
