//! Whether floors keep what they promise on rows that they did not see.

use super::data::{Columns, Logs, Row};
use super::random::Random;
use super::table::{self, number, percent};
use super::{Claims, Done};
use holdpoint::calibration::{FloorOptions, floor, risk_coverage};

const ALPHAS: [f64; 4] = [0.05, 0.1, 0.2, 0.3];
const DELTA: f64 = 0.1;
/// Rows that a floor is chosen on.
const CALIBRATION: usize = 300;
/// Rows of a cell at the least.
const LEAST: usize = 600;
const SPLITS: usize = 200;

/// What a promise is about.
#[derive(Clone, Copy, PartialEq)]
enum Risk {
    /// The share of wrong ones among the accepted.
    Selective,
    /// The share of accepted and wrong ones among all.
    Marginal,
}

/// How a threshold is found: by options of the library's `floor`, or naively.
struct Way {
    name: &'static str,
    options: Option<FloorOptions>,
    risk: Risk,
}

#[derive(Default, Clone, Copy)]
struct Outcome {
    splits: f64,
    broken: f64,
    none: f64,
    coverage: f64,
    risk: f64,
    worst: f64,
}

/// For every target: how often each way breaks it.
pub fn show(logs: &Logs, claims: &mut Claims) -> Done {
    let mut worst_guaranteed: f64 = 0.0;
    let mut crc_keeps = true;
    let mut naive_at_tenth = 0.0;
    let cells: Vec<&[Row]> = logs.cells.iter().map(|cell| cell.rows.as_slice()).filter(|rows| rows.len() >= LEAST).collect();
    for (stream, alpha) in ALPHAS.into_iter().enumerate() {
        let ways = ways(alpha)?;
        let outcomes = outcomes(&cells, alpha, &ways, stream as u64)?;
        let mut lines = Vec::new();
        for (way, outcome) in ways.iter().zip(&outcomes) {
            let mean = |sum: f64| sum / outcome.splits;
            let broken = mean(outcome.broken);
            match way.name {
                "crc" => crc_keeps &= mean(outcome.risk) <= alpha,
                NAIVE if alpha == 0.1 => naive_at_tenth = broken,
                NAIVE | PLUG_IN => {}
                _ => worst_guaranteed = worst_guaranteed.max(broken),
            }
            lines.push(vec![
                way.name.to_owned(),
                if way.risk == Risk::Selective { "accepted".into() } else { "all".into() },
                percent(broken),
                percent(outcome.worst),
                percent(mean(outcome.none)),
                number(mean(outcome.coverage)),
                number(mean(outcome.risk)),
            ]);
        }
        let title = format!(
            "3. Floors at α = {alpha}, δ = {DELTA}: chosen on {CALIBRATION} rows, tested on the cell's others ({} cells × {SPLITS} splits)",
            cells.len()
        );
        table::show(&title, &["", "risk of", "splits broken", "in the worst cell", "no floor", "coverage", "mean risk"], &lines);
    }
    claims.that(format!("LTT, SGR and RCPS break their target in at most δ of the splits ({} at most)", percent(worst_guaranteed)), worst_guaranteed <= DELTA);
    claims.that("CRC's mean risk is within its target", crc_keeps);
    let often = format!("trusting claims from 0.9 on for a risk of 0.1 breaks it far more often ({})", percent(naive_at_tenth));
    claims.that(often, naive_at_tenth > 3.0 * DELTA);
    Ok(())
}

const NAIVE: &str = "trust claims ≥ 1 − α";
const PLUG_IN: &str = "observed risk ≤ α";

fn ways(alpha: f64) -> Done<Vec<Way>> {
    let with = |name, options: &str, risk| -> Done<Way> {
        let text = format!(r#"{{{options}, "alpha": {alpha}, "delta": {DELTA}}}"#);
        Ok(Way { name, options: Some(FloorOptions::parse(&text).map_err(|refusal| format!("{refusal:?}"))?), risk })
    };
    Ok(vec![
        with("ltt", r#""method": "ltt""#, Risk::Selective)?,
        with("ltt, Bonferroni", r#""method": "ltt", "correction": "bonferroni""#, Risk::Selective)?,
        with("sgr", r#""method": "sgr""#, Risk::Selective)?,
        Way { name: NAIVE, options: None, risk: Risk::Selective },
        Way { name: PLUG_IN, options: None, risk: Risk::Selective },
        with("rcps, Clopper–Pearson", r#""method": "rcps""#, Risk::Marginal)?,
        with("rcps, Hoeffding–Bentkus", r#""method": "rcps", "bound": "hoeffding_bentkus""#, Risk::Marginal)?,
        with("rcps, Hoeffding", r#""method": "rcps", "bound": "hoeffding""#, Risk::Marginal)?,
        with("crc", r#""method": "crc""#, Risk::Marginal)?,
    ])
}

fn outcomes(cells: &[&[Row]], alpha: f64, ways: &[Way], stream: u64) -> Done<Vec<Outcome>> {
    let mut random = Random::new(200 + stream);
    let mut all = vec![Outcome::default(); ways.len()];
    for rows in cells {
        let mut rows = rows.to_vec();
        let mut here = vec![0.0; ways.len()];
        for _ in 0..SPLITS {
            random.shuffle(&mut rows);
            let (calibration, test) = rows.split_at(CALIBRATION);
            let calibration = Columns::of(calibration);
            for ((way, outcome), broken) in ways.iter().zip(&mut all).zip(&mut here) {
                outcome.splits += 1.0;
                let Some(threshold) = threshold(way, &calibration, alpha)? else {
                    outcome.none += 1.0;
                    continue;
                };
                let accepted = test.iter().filter(|(claim, _)| *claim >= threshold);
                let (n, wrong) = accepted.fold((0.0, 0.0), |(n, wrong), (_, correct)| (n + 1.0, wrong + f64::from(1 - correct)));
                let among = if way.risk == Risk::Marginal { test.len() as f64 } else { f64::max(n, 1.0) };
                outcome.coverage += n / test.len() as f64;
                outcome.risk += wrong / among;
                *broken += f64::from(u8::from(wrong / among > alpha));
            }
        }
        for (outcome, broken) in all.iter_mut().zip(here) {
            outcome.broken += broken;
            outcome.worst = outcome.worst.max(broken / SPLITS as f64);
        }
    }
    Ok(all)
}

fn threshold(way: &Way, calibration: &Columns, alpha: f64) -> Done<Option<f64>> {
    let samples = calibration.samples()?;
    Ok(match &way.options {
        Some(options) => floor(samples, options).map_err(|refusal| format!("{refusal:?}"))?.threshold,
        None if way.name == NAIVE => Some(1.0 - alpha),
        None => {
            let grid: Vec<f64> = (1..20).map(|twentieth| f64::from(twentieth) / 20.0).collect();
            risk_coverage(samples, &grid, DELTA).into_iter().find(|point| point.risk.is_some_and(|risk| risk <= alpha)).map(|point| point.threshold)
        }
    })
}
