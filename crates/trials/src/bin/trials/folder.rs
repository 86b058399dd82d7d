//! `trials folder`: labelled audio to fit or judge a detector with.
//! What is in it is the library's.

use std::path::PathBuf;

use anyhow::{Context, Result};
use cxtone_trials::{Family, write_folder};

/// What is written, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct FolderOptions {
    /// Folder for the WAV files and labels.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What the audio is drawn from; the same seed gives the same bytes
    #[arg(long)]
    seed: u64,
    /// Files of each family, with 80 digits a file
    #[arg(long, default_value_t = 50)]
    files: usize,
    /// Families: att, att-mu, att-break, att-noisy, off-frequency, too-short, impaired, noisy, over-voices; all
    /// when none is named
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    conditions: Vec<String>,
}

/// Writes the folder.
///
/// # Errors
///
/// A family has no such name, or a file cannot be written.
pub(crate) fn write(options: &FolderOptions) -> Result<()> {
    let families = named(&options.conditions)?;
    let digits = write_folder(&options.out, &families, options.files, options.seed)?;
    println!(
        "{digits} digits in {} files: {}",
        families.len() * options.files,
        options.out.display()
    );
    Ok(())
}

fn named(names: &[String]) -> Result<Vec<Family>> {
    if names.is_empty() {
        return Ok(Family::ALL.to_vec());
    }
    let family = |name: &String| {
        let known = Family::ALL.map(Family::name).join(", ");
        Family::named(name).with_context(|| format!("there is no family {name}; there are {known}"))
    };
    names.iter().map(family).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_taken_by_name_and_all_without_one() {
        assert_eq!(named(&[]).unwrap(), Family::ALL);
        let names = ["noisy", "att"].map(str::to_owned);
        assert_eq!(named(&names).unwrap(), [Family::Noisy, Family::Att]);
        let error = named(&["loud".to_owned()]).unwrap_err().to_string();
        assert!(
            error.contains("loud") && error.contains("att-break"),
            "{error}"
        );
    }
}
