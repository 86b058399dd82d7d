//! What several operations read out of rows.
//! What the rows mean is theirs.

use sqlx::{Row as _, any::AnyRow};

/// A count, which is never negative.
pub(super) fn count(row: &AnyRow, column: &str) -> Result<u64, sqlx::Error> {
    let number: i64 = row.try_get(column)?;
    Ok(u64::try_from(number).unwrap_or(0))
}
