//! What claims are worth before anything was logged.

use super::data::{Logs, Row};
use super::table::{self, number, percent};
use super::{Claims, Done};
use holdpoint::calibration::{discount, prior};

/// A probability is kept this far from 0 and 1, so that one certain error does not drown everything else.
pub const CLIP: f64 = 1e-3;

/// What an estimate costs where the outcome was `correct`.
pub fn loss(p: f64, correct: u8) -> f64 {
    let p = p.clamp(CLIP, 1.0 - CLIP);
    if correct == 1 { -p.ln() } else { -(1.0 - p).ln() }
}

/// The mean loss over rows of what a claim is taken for.
fn mean_loss(rows: &[Row], worth: impl Fn(f64) -> f64) -> f64 {
    rows.iter().map(|(claim, correct)| loss(worth(*claim), *correct)).sum::<f64>() / rows.len() as f64
}

/// 15 points less: the constant that is often advised.
pub fn fifteen_points_less(claim: f64) -> f64 {
    (claim - 0.15).max(0.0)
}

/// Before any log.
pub fn show(logs: &Logs, claims: &mut Claims) -> Done {
    let rows = logs.all();
    let raw = mean_loss(&rows, |claim| claim);
    let known = mean_loss(&rows, |claim| prior(claim).unwrap_or(claim));
    let gated = mean_loss(&rows, |claim| discount(claim).unwrap_or(claim));
    let gap = mean_loss(&rows, fifteen_points_less);
    let losses = [("raw claim", raw), ("15 points less", gap), ("prior", known), ("discount, min(claim, prior)", gated)];
    table::show("1. Without any log: log-loss over all rows", &["", "log-loss"], &losses.map(|(name, loss)| vec![name.to_owned(), number(loss)]));
    let exact = |value: f64| rows.iter().filter(move |(claim, _)| *claim == value);
    let right = |value: f64| exact(value).map(|(_, correct)| f64::from(*correct)).sum::<f64>() / exact(value).count() as f64;
    let lines: Vec<Vec<String>> = [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0]
        .iter()
        .map(|value| vec![format!("{value:.2}"), exact(*value).count().to_string(), percent(right(*value)), percent(prior(*value).unwrap_or(0.0))])
        .collect();
    table::show("   What claims of exactly so much are worth", &["claim", "rows", "right", "prior"], &lines);
    let gaps: Vec<f64> = logs.cells.iter().filter(|cell| cell.rows.len() >= 100).map(|cell| cell_gap(&cell.rows)).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let spread = (gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64).sqrt();
    let (least, most) = gaps.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), gap| (least.min(*gap), most.max(*gap)));
    println!(
        "\n  mean claim less accuracy, cell by cell: {:+.1} points on average, standard deviation {:.1}, from {:+.1} to {:+.1}",
        100.0 * mean,
        100.0 * spread,
        100.0 * least,
        100.0 * most
    );
    claims.that("without any log the prior beats the raw claim", known < raw);
    claims.that("claims of exactly 0.90 are worth less than 0.80", right(0.9) < 0.8);
    claims.that("no one discount fits: the gap varies between cells by ten points and more", spread > 0.1);
    Ok(())
}

fn cell_gap(rows: &[Row]) -> f64 {
    rows.iter().map(|(claim, correct)| claim - f64::from(*correct)).sum::<f64>() / rows.len() as f64
}
