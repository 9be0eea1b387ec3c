//! What each method makes of so many logs: the learning curve.

use super::data::{Columns, Logs, Row};
use super::pooled::{fifteen_points_less, loss};
use super::random::Random;
use super::table::{self, number};
use super::{Claims, Done};
use holdpoint::calibration::{FitMethod, FitOptions, Samples, fit, fit_pooled, prior};
use std::collections::BTreeMap;

const SIZES: [usize; 10] = [5, 10, 20, 30, 50, 100, 200, 300, 500, 1000];
const SPLITS: usize = 40;
/// Rows that a cell must have left to test on.
const LEAST_TEST: usize = 50;
const METHODS: [FitMethod; 10] = [
    FitMethod::EbGap,
    FitMethod::BetaBinomial,
    FitMethod::PlattMap,
    FitMethod::Platt,
    FitMethod::Temperature,
    FitMethod::Beta,
    FitMethod::Isotonic,
    FitMethod::Histogram,
    FitMethod::VennAbers,
    FitMethod::Auto,
];
/// What stands beside the fits, in the order of a cell's losses.
const OTHERS: [&str; 4] = ["raw claim", "15 points less", "prior", "auto, pooled"];

/// Mean losses over the splits of one cell: those of [`OTHERS`], then those of [`METHODS`].
type Losses = [f64; OTHERS.len() + METHODS.len()];

/// Learns on n rows of each cell and tests on its others.
pub fn show(logs: &Logs, claims: &mut Claims) -> Done {
    let mut columns: Vec<Vec<Losses>> = Vec::new();
    let mut undetermined = 0;
    for (stream, size) in SIZES.into_iter().enumerate() {
        columns.push(at_size(logs, size, stream as u64, &mut undetermined)?);
    }
    let mean = |cells: &[Losses], at: usize| cells.iter().filter_map(|losses| losses.get(at)).sum::<f64>() / cells.len() as f64;
    let names = OTHERS.into_iter().chain(METHODS.iter().map(|method| method.as_str()));
    let mut lines: Vec<Vec<String>> =
        names.enumerate().map(|(at, name)| std::iter::once(name.to_owned()).chain(columns.iter().map(|cells| number(mean(cells, at)))).collect()).collect();
    lines.push(std::iter::once("cells".to_owned()).chain(columns.iter().map(|cells| cells.len().to_string())).collect());
    let beaten = |cells: &[Losses]| cells.iter().filter(|losses| losses.get(PLATT_MAP) < losses.first()).count();
    lines.push(std::iter::once("… where platt_map beats the raw claim".to_owned()).chain(columns.iter().map(|cells| beaten(cells).to_string())).collect());
    let sizes: Vec<String> = SIZES.iter().map(usize::to_string).collect();
    let head: Vec<&str> = std::iter::once("n").chain(sizes.iter().map(String::as_str)).collect();
    table::show(
        &format!("2. After n logs of a cell: mean log-loss on its others ({SPLITS} splits a cell; compare within a column, cells drop out as n grows)"),
        &head,
        &lines,
    );
    println!("\n  where samples leave a method's parameters open ({undetermined} fits, `undetermined`) its loss is that of the prior");
    for (size, cells) in SIZES.iter().zip(&columns) {
        let lost = cells.len() - beaten(cells);
        let worst = cells.iter().map(|losses| losses.get(PLATT_MAP).zip(losses.first()).map_or(0.0, |(map, raw)| map - raw)).fold(0.0, f64::max);
        if lost > 0 {
            println!("  n = {size}: platt_map does not beat the raw claim in {lost} of {} cells, by {worst:.3} at most", cells.len());
        }
    }
    claims.that(
        "on average over cells Platt-MAP beats the raw claim from 5 logs on, at every n",
        columns.iter().all(|cells| mean(cells, PLATT_MAP) < mean(cells, 0)),
    );
    let best = |cells: &[Losses]| (OTHERS.len()..OTHERS.len() + METHODS.len()).map(|at| mean(cells, at)).fold(f64::INFINITY, f64::min);
    let auto = OTHERS.len() + METHODS.len() - 1;
    claims.that("`auto` is within 0.01 of the best method at every n", columns.iter().all(|cells| mean(cells, auto) < best(cells) + 0.01));
    let few = columns.iter().zip(SIZES).filter(|(_, size)| *size <= 20);
    claims.that(
        "up to 20 logs pooling over agents and classes does no worse than each cell alone",
        few.clone().all(|(cells, _)| mean(cells, 3) < mean(cells, auto) + 0.002),
    );
    Ok(())
}

/// Where Platt-MAP stands among a cell's losses.
const PLATT_MAP: usize = OTHERS.len() + 2;

/// The losses of every cell that is large enough.
fn at_size(logs: &Logs, size: usize, stream: u64, undetermined: &mut usize) -> Done<Vec<Losses>> {
    let mut random = Random::new(100 + stream);
    let mut cells: Vec<(&str, Vec<Row>, Losses)> =
        logs.cells.iter().filter(|cell| cell.rows.len() >= size + LEAST_TEST).map(|cell| (cell.key.as_str(), cell.rows.clone(), Losses::default())).collect();
    for _ in 0..SPLITS {
        let mut trained: Vec<(&str, Columns)> = Vec::new();
        for (key, rows, losses) in &mut cells {
            random.shuffle(rows);
            let (train, test) = rows.split_at(size);
            let (train, test) = (Columns::of(train), Tested::of(test));
            let others: [&dyn Fn(f64) -> f64; 3] = [&|claim| claim, &fifteen_points_less, &|claim| prior(claim).unwrap_or(claim)];
            let (first, fitted) = losses.split_at_mut(OTHERS.len());
            for (sum, worth) in first.iter_mut().zip(others) {
                *sum += test.loss(worth);
            }
            for (sum, method) in fitted.iter_mut().zip(METHODS) {
                let options = FitOptions::parse(&format!(r#"{{"method": "{}"}}"#, method.as_str())).map_err(|refusal| format!("{refusal:?}"))?;
                // The one refusal there can be: the samples leave the parameters open.
                let calibrator = fit(train.samples()?, &options).ok();
                *undetermined += usize::from(calibrator.is_none());
                *sum +=
                    test.loss(|claim| calibrator.as_ref().map_or_else(|| prior(claim), |found| found.apply(claim).map(|estimate| estimate.p)).unwrap_or(claim));
            }
            trained.push((key, train));
        }
        let keyed = trained.iter().map(|(key, train)| Ok((*key, train.samples()?))).collect::<Done<Vec<(&str, Samples<'_>)>>>()?;
        let pooled = fit_pooled(&keyed).map_err(|refusal| format!("{refusal:?}"))?;
        for (key, rows, losses) in &mut cells {
            let calibrator = pooled.get(key).ok_or("a cell without a calibrator")?;
            let test = Tested::of(rows.get(size..).unwrap_or_default());
            if let Some(sum) = losses.get_mut(3) {
                *sum += test.loss(|claim| calibrator.apply(claim).map_or(claim, |estimate| estimate.p));
            }
        }
    }
    Ok(cells.into_iter().map(|(_, _, losses)| losses.map(|sum| sum / SPLITS as f64)).collect())
}

/// Test rows by claim: wrong and right ones. Claims are few numbers, so each is estimated once.
struct Tested(BTreeMap<u64, (f64, [u32; 2])>);

impl Tested {
    fn of(rows: &[Row]) -> Self {
        let mut claims = BTreeMap::new();
        for (claim, correct) in rows {
            let (_, counts) = claims.entry(claim.to_bits()).or_insert((*claim, [0, 0]));
            counts.iter_mut().skip(usize::from(*correct)).take(1).for_each(|count| *count += 1);
        }
        Self(claims)
    }

    fn loss(&self, worth: impl Fn(f64) -> f64) -> f64 {
        let (mut sum, mut n) = (0.0, 0);
        for (claim, [wrong, right]) in self.0.values() {
            let p = worth(*claim);
            sum += f64::from(*wrong) * loss(p, 0) + f64::from(*right) * loss(p, 1);
            n += wrong + right;
        }
        sum / f64::from(n)
    }
}
