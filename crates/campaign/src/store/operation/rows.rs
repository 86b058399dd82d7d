//! Small things that several operations read out of rows.
//! What the rows mean is theirs.

use sqlx::{
    Row as _,
    any::{AnyQueryResult, AnyRow},
};

/// How many rows a statement changed.
pub(super) fn rows_affected(result: AnyQueryResult) -> u64 {
    result.rows_affected()
}

/// A count, which is never negative.
pub(super) fn count(row: &AnyRow, column: &str) -> Result<u64, sqlx::Error> {
    let number: i64 = row.try_get(column)?;
    Ok(u64::try_from(number).unwrap_or(0))
}
