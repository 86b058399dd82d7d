//! The files of the `flow` commands: read as far as they may be long, and refused with their names.
//! What is in them is for `flow` to judge.

use std::{fmt, fs::File, io::Read as _, path::Path, sync::Arc};

use cxtone_flow::{Flow, limits::FILE_BYTES_MAX};

use crate::failure::{Failure, Result};

/// The flow in a file.
pub(crate) fn flow(path: &Path) -> Result<Arc<Flow>> {
    let text = text(path, FILE_BYTES_MAX)?;
    let flow = Flow::parse(&text).map_err(|error| refused(path, &error))?;
    Ok(Arc::new(flow))
}

/// A file's text, if it is not longer than that.
pub(crate) fn text(path: &Path, bytes_max: usize) -> Result<String> {
    let limit = u64::try_from(bytes_max)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(limit).read_to_string(&mut text))
        .map_err(|error| refused(path, &error))?;
    if text.len() > bytes_max {
        return Err(refused(
            path,
            &format_args!("longer than {bytes_max} bytes"),
        ));
    }
    Ok(text)
}

/// What is in the file is not what should be.
pub(crate) fn refused(path: &Path, error: &dyn fmt::Display) -> Failure {
    Failure::failed(format_args!("{}: {error}", path.display()))
}
