//! Where injections are written down, and what of them: the log, its rotation, and a keyed code of
//! the digits for those who ask for it. What stands in a record is `audit`'s business.

use core::ops::RangeInclusive;
use std::path::PathBuf;

use cxtone_audit::{DigitsKey, Rotation, SEGMENT_BYTES_DEFAULT};
use cxtone_runner::{InjectorBuilder, JsonLinesLog};

use crate::{
    failure::{Failure, Result, with_causes},
    key_file::{self, KeyFile},
    output, range,
};

/// Accepted lengths of a segment, in bytes: some records to a tebibyte.
const SEGMENT_BYTES: RangeInclusive<u64> = 4096..=1 << 40;

/// The flags.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Audit log")]
pub(crate) struct AuditOptions {
    /// Write down what is intended and what came of it, in a sealed log
    ///
    /// A file, or a folder whose log goes on in a new segment from time to time; a folder where
    /// there is one, or where a rotation is asked for.
    #[arg(long, value_name = "FILE_OR_FOLDER")]
    audit: Option<PathBuf>,

    #[command(flatten)]
    key_file: KeyFile,

    /// Begin a new segment before one is longer than this, 4096 or more [default: 64 MiB]
    #[arg(long, value_name = "BYTES", requires = "audit", value_parser = segment_bytes)]
    audit_segment_bytes: Option<u64>,

    /// Begin a new segment with each day, in UTC
    #[arg(long, requires = "audit")]
    audit_daily: bool,

    /// Write a code of the digits as well, keyed with the 64 hexadecimal digits in this file, by
    /// which whoever has the key recognises the digits later
    ///
    /// Without it there is none. A plain hash would hide nothing: all PINs of four digits are
    /// tried in a millisecond. The same goes for whoever has the key, so keep it as you would keep
    /// the digits, and apart from the key that seals the log. `audit show --digits` looks for it.
    #[arg(long, value_name = "FILE", requires = "audit")]
    audit_digits_key: Option<PathBuf>,
}

impl AuditOptions {
    /// The injector with its log, if there is to be one.
    ///
    /// # Errors
    ///
    /// When a key cannot be read, or the log not be opened.
    pub(crate) fn logged(&self, builder: InjectorBuilder) -> Result<InjectorBuilder> {
        let builder = self.keyed(builder)?;
        Ok(match self.open()? {
            Some(log) => builder.log(log),
            None => builder,
        })
    }

    /// The injector with the key of the digits' codes, if there is to be one.
    pub(crate) fn keyed(&self, builder: InjectorBuilder) -> Result<InjectorBuilder> {
        Ok(match self.digits_key()? {
            Some(key) => builder.digits_key(key),
            None => builder,
        })
    }

    /// The key of the digits' codes, if there is to be one.
    pub(crate) fn digits_key(&self) -> Result<Option<DigitsKey>> {
        let path = self.audit_digits_key.as_deref();
        path.map(key_file::digits_key).transpose()
    }

    /// The log, if there is to be one.
    pub(crate) fn open(&self) -> Result<Option<JsonLinesLog>> {
        let Some(path) = &self.audit else {
            return Ok(None);
        };
        let key = self.key_file.read_or_create()?;
        let opened = match self.rotation() {
            Some(rotation) => JsonLinesLog::open_folder(path, key, rotation),
            None if path.is_dir() => JsonLinesLog::open_folder(path, key, Rotation::default()),
            None => JsonLinesLog::open(path, key),
        };
        let log = opened.map_err(|error| Failure::failed(with_causes(&error)))?;
        for id in &log.found().intended_only {
            output::warn(&format!(
                "an earlier injection ({id}) was begun and its end is not known: its digits may have been sent"
            ));
        }
        Ok(Some(log))
    }

    /// A worker's own log in a new folder below the one that is named, if there is to be one.
    pub(crate) fn open_of(&self, worker: &str) -> Result<Option<JsonLinesLog>> {
        let Some(path) = &self.audit else {
            return Ok(None);
        };
        let key = self.key_file.read_or_create()?;
        let begun = std::time::SystemTime::UNIX_EPOCH.elapsed();
        let begun = begun.map_or(0, |since| since.as_micros());
        let folder = path.join(format!("{worker}-{begun}-{}", std::process::id()));
        let rotation = self.rotation().unwrap_or_default();
        let log = JsonLinesLog::open_folder(folder, key, rotation);
        log.map(Some)
            .map_err(|error| Failure::failed(with_causes(&error)))
    }

    fn rotation(&self) -> Option<Rotation> {
        (self.audit_daily || self.audit_segment_bytes.is_some()).then(|| Rotation {
            bytes_max: Some(self.audit_segment_bytes.unwrap_or(SEGMENT_BYTES_DEFAULT)),
            daily: self.audit_daily,
        })
    }
}

fn segment_bytes(text: &str) -> core::result::Result<u64, String> {
    range::within(text, &SEGMENT_BYTES, "bytes")
}
