//! Numbers for people and JSON, without decimals that say nothing.

/// Decimals beyond what is measured only make lines long.
pub(crate) fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale + 0.0
}
