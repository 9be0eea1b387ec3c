//! How often monitoring raises an alarm without a cause, and how soon with one.

use super::data::{Columns, Logs, Row};
use super::random::Random;
use super::table::{self, percent};
use super::{Claims, Done};
use holdpoint::calibration::{AlarmKind, Calibrator, FitOptions, MonitorOptions, MonitorSample, MonitorState, fit};

/// Samples in a stream.
const LENGTH: usize = 400;
const STREAMS: usize = 2000;
const ALPHA: f64 = 0.05;
/// Rows that the calibrator of a real stream is fitted to.
const CALIBRATION: usize = 300;

/// Ways to watch.
const WAYS: [(&str, &str, AlarmKind); 4] = [
    ("e-process, betting", r#"{"evidence": "betting"}"#, AlarmKind::EProcess),
    ("e-process, likelihood ratio", r#"{"evidence": "likelihood_ratio"}"#, AlarmKind::EProcess),
    ("CUSUM, limit 4", r#"{"cusumH": 4}"#, AlarmKind::Cusum),
    ("CUSUM, limit 8", r#"{"cusumH": 8}"#, AlarmKind::Cusum),
];

/// Made streams, then those of the cells.
pub fn show(logs: &Logs, claims: &mut Claims) -> Done {
    let options = WAYS.iter().map(|(_, options, _)| MonitorOptions::parse(options)).collect::<Result<Vec<_>, _>>().map_err(|refusal| format!("{refusal:?}"))?;
    let mut lines = Vec::new();
    let mut evidence_errs: f64 = 0.0;
    let mut found_late = false;
    for (at, ((name, _, kind), options)) in WAYS.iter().zip(&options).enumerate() {
        let mut line = vec![(*name).to_owned()];
        for (gap, stream) in [(0.0, 300), (0.15, 400)] {
            let mut random = Random::new(stream + at as u64);
            let alarms: Vec<Option<u64>> = (0..STREAMS).map(|_| first_alarm(&made(&mut random, gap), options, *kind)).collect();
            let raised = share(&alarms);
            line.push(percent(raised));
            line.push(median(&alarms));
            match (kind, gap == 0.0) {
                (AlarmKind::EProcess, true) => evidence_errs = evidence_errs.max(raised),
                (AlarmKind::EProcess, false) => found_late |= raised < 0.9,
                _ => {}
            }
        }
        lines.push(line);
    }
    table::show(
        &format!("6. Monitoring {STREAMS} streams of {LENGTH} claims spread over 0.5 to 1, α = {ALPHA}: alarms, and the median sample of the first"),
        &["", "exact claims", "at", "15 points too high", "at"],
        &lines,
    );
    claims.that(format!("the e-process raises a false alarm in at most α of all streams ({} at most)", percent(evidence_errs)), evidence_errs <= ALPHA);
    claims.that("and finds a gap of 15 points within 400 samples in nine streams of ten", !found_late);
    real(logs, &options, claims)
}

/// Streams of the cells in an order by lot: the raw claims, and what a calibrator of the first rows makes of the others.
fn real(logs: &Logs, options: &[MonitorOptions], claims: &mut Claims) -> Done {
    let mut random = Random::new(500);
    let cells: Vec<&[Row]> = logs.cells.iter().map(|cell| cell.rows.as_slice()).filter(|rows| rows.len() >= CALIBRATION + LENGTH).collect();
    let mut streams: [Vec<Vec<Row>>; 2] = [Vec::new(), Vec::new()];
    for rows in &cells {
        let mut rows = rows.to_vec();
        random.shuffle(&mut rows);
        let (first, then) = rows.split_at(CALIBRATION);
        let calibrator = fit(Columns::of(first).samples()?, &FitOptions::default()).map_err(|refusal| format!("{refusal:?}"))?;
        let then = then.get(..LENGTH).unwrap_or_default();
        let [raw, calibrated] = &mut streams;
        raw.push(then.to_vec());
        calibrated.push(then.iter().map(|(claim, correct)| (worth(&calibrator, *claim), *correct)).collect());
    }
    let mut lines = Vec::new();
    let mut counts = Vec::new();
    for (name, streams) in ["raw claims", "calibrated, 300 logs"].iter().zip(&streams) {
        let mut line = vec![(*name).to_owned()];
        for ((_, _, kind), options) in WAYS.iter().zip(options) {
            let alarms: Vec<Option<u64>> = streams.iter().map(|stream| first_alarm(stream, options, *kind)).collect();
            let raised = alarms.iter().flatten().count();
            counts.push(raised);
            line.push(format!("{raised} at {}", median(&alarms)));
        }
        lines.push(line);
    }
    let head: Vec<&str> = std::iter::once("").chain(WAYS.iter().map(|(name, _, _)| *name)).collect();
    table::show(
        &format!("   The same on {} cells of {LENGTH} rows each: streams with an alarm, and the median sample of the first", cells.len()),
        &head,
        &lines,
    );
    let fewer = counts.first().zip(counts.get(WAYS.len())).is_some_and(|(raw, calibrated)| 2 * calibrated < *raw);
    claims.that("on real streams the e-process alarms at raw claims far more often than at calibrated ones", fewer);
    Ok(())
}

fn worth(calibrator: &Calibrator, claim: f64) -> f64 {
    calibrator.apply(claim).map_or(claim, |estimate| estimate.p)
}

/// Claims in twentieths from 0.5 to 1, each worth so much less.
fn made(random: &mut Random, gap: f64) -> Vec<Row> {
    let sample = |_| {
        let claim = 0.5 + 0.05 * random.below(11) as f64;
        (claim.min(1.0), u8::from(random.share() < claim - gap))
    };
    (0..LENGTH).map(sample).collect()
}

/// The sample that raised it, counted from 1.
fn first_alarm(stream: &[Row], options: &MonitorOptions, kind: AlarmKind) -> Option<u64> {
    let mut state = MonitorState::new(options);
    stream.iter().filter_map(|(claim, correct)| MonitorSample::new(*claim, *correct == 1, None)).find_map(|sample| {
        state.observe(&sample);
        state.alarm(kind).map(|alarm| alarm.at())
    })
}

fn share(alarms: &[Option<u64>]) -> f64 {
    alarms.iter().flatten().count() as f64 / alarms.len() as f64
}

/// Of those that were raised.
fn median(alarms: &[Option<u64>]) -> String {
    let mut raised: Vec<u64> = alarms.iter().flatten().copied().collect();
    raised.sort_unstable();
    raised.get(raised.len() / 2).map_or_else(|| "–".into(), u64::to_string)
}
