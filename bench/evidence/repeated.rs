//! Several runs of one task: how often all of them succeed.

use super::data::Run;
use super::table::{self, number};
use super::{Claims, Done};
use holdpoint::calibration::{Trials, beta_binomial_fit};
use std::collections::BTreeMap;

/// pass^k: the probability that k runs of a task all succeed.
pub fn show(runs: &[Run], claims: &mut Claims) -> Done {
    let mut tasks: BTreeMap<u64, Trials> = BTreeMap::new();
    for run in runs {
        let task = tasks.entry(run.task).or_insert(Trials { trials: 0, successes: 0 });
        task.trials += 1;
        task.successes += u64::from(run.solved);
    }
    let tasks: Vec<Trials> = tasks.into_values().collect();
    let fit = beta_binomial_fit(&tasks).map_err(|refusal| format!("{refusal:?}"))?;
    let solved = runs.iter().filter(|run| run.solved).count() as f64 / runs.len() as f64;
    let rows: Vec<(u32, f64, f64, f64)> = (1..=4)
        .map(|k| (k, tasks.iter().map(|task| all_of(task, k)).sum::<f64>() / tasks.len() as f64, solved.powi(k as i32), fit.all_succeed(k).unwrap_or(0.0)))
        .collect();
    let lines: Vec<Vec<String>> = rows.iter().map(|(k, seen, alone, together)| vec![k.to_string(), number(*seen), number(*alone), number(*together)]).collect();
    table::show(
        &format!("4. {} tasks of tau-bench airline, {} runs of GPT-4o: k runs of one task all succeed", tasks.len(), runs.len()),
        &["k", "observed", "if independent", "beta-binomial"],
        &lines,
    );
    println!("\n  beta-binomial: mean {:.4}, κ {:.4}", fit.mean, fit.kappa.unwrap_or(f64::NAN));
    let closer = rows.last().is_some_and(|(_, seen, alone, together)| (seen - together).abs() < 0.2 * (seen - alone).abs());
    claims.that("four runs of a task all succeed far more often than independent ones would, about as a beta-binomial says", closer);
    Ok(())
}

/// Of all ways to take k of a task's runs, the share in which all succeeded.
fn all_of(task: &Trials, k: u32) -> f64 {
    (0..k).map(f64::from).map(|i| ((task.successes as f64 - i) / (task.trials as f64 - i)).max(0.0)).product()
}
