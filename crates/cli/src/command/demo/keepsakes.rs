//! The files that the demo leaves: recordings, their pictures, the audit log and its key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_audio::{Recording, Spectrogram, write_file};
use cxtone_audit::Verified;
use cxtone_runner::JsonLinesLog;

use crate::{
    command::audit,
    failure::{Failure, Result, with_causes},
    key_file::KeyFile,
};

/// The folder with the demo's files.
pub(super) struct Keepsakes {
    folder: PathBuf,
    key_file: KeyFile,
}

impl Keepsakes {
    /// The files are to be in `folder`, which is made; without one, in a new folder in the
    /// system's place for temporary files, which stays.
    pub(super) fn in_folder(folder: Option<&Path>) -> Result<Self> {
        let folder = match folder {
            Some(folder) => made(folder)?,
            None => new_temporary()?,
        };
        Ok(Self {
            key_file: KeyFile::at(folder.join("audit.key")),
            folder,
        })
    }

    /// Where the files are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the audit log is.
    pub(super) fn log_path(&self) -> PathBuf {
        self.folder.join("audit.jsonl")
    }

    /// Where the log's key is.
    pub(super) fn key_path(&self) -> PathBuf {
        self.folder.join("audit.key")
    }

    /// Opens the audit log, with a new key where there is none.
    pub(super) fn log(&self) -> Result<JsonLinesLog> {
        JsonLinesLog::open(self.log_path(), self.key_file.read_or_create()?)
            .map_err(|error| Failure::failed(with_causes(&error)))
    }

    /// Reads the audit log back and checks it.
    pub(super) fn verify(&self) -> Result<core::result::Result<Verified, audit::Fault>> {
        audit::check(&self.log_path(), self.key_file.read()?, 1, |_| {})
    }

    /// Keeps a call's recording as it came, and a picture of it.
    pub(super) fn keep(&self, name: &str, wav: &[u8]) -> Result<()> {
        write_file(self.folder.join(name).with_extension("wav"), wav).map_err(Failure::failed)?;
        let recording = Recording::parse(wav).map_err(Failure::failed)?;
        let channel = recording.channels().first().map_or(&[][..], Vec::as_slice);
        Spectrogram::of(channel, recording.sample_rate_hz())
            .write_png(self.folder.join(name).with_extension("png"))
            .map_err(Failure::failed)
    }
}

fn made(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::failed(format_args!(
            "cannot make the folder {}: {error}",
            folder.display()
        ))
        .help("name a folder that can be written to with --out FOLDER")
    })?;
    Ok(folder.to_owned())
}

fn new_temporary() -> Result<PathBuf> {
    let folder = tempfile::Builder::new()
        .prefix("cxtone-demo-")
        .tempdir()
        .map_err(|error| {
            Failure::failed(format_args!(
                "cannot make a folder for temporary files: {error}"
            ))
            .help("name a folder with --out FOLDER")
        })?;
    Ok(folder.keep())
}
