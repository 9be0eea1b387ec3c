//! Fits a calibrator to logged outcomes.

mod beta;
mod eb_gap;
mod histogram;
mod isotonic;
mod logistic;
mod platt;
mod pool;
mod temperature;
mod venn_abers;

pub use pool::fit_pooled;

use super::bins::Bins;
use super::calibrator::{Calibrator, Method, Params, PlattParams, PriorParams};
use super::groups::{Group, totals};
use super::options::{parse, refused};
use super::ranked::Ranked;
use super::samples::Samples;
use crate::codes::Code;
use crate::document::{document, words};
use crate::error::Refusal;
use platt::Prior;

/// Claims are clipped to [0.01, 0.99] before a logit is taken.
const CLIP: f64 = 0.01;
/// From here on a Venn–Abers band stands beside Platt-MAP.
const BAND_FROM: u64 = 300;
/// From here on merged Venn–Abers is the better estimate.
const VENN_ABERS_FROM: u64 = 1000;

document! {
    /// How to fit.
    #[derive(Default)]
    pub struct FitOptions {
        /// The method; `auto` by default.
        "method" method: Option<FitMethod>,
        /// How many bins `histogram` and `beta_binomial` have, 1 to 1000; 10 by default.
        "bins" bins: Option<Bins>,
    }
}

words! {
    /// A method to fit with.
    pub enum FitMethod {
        /// By the number of samples: the prior; from 1, Platt-MAP; from 300 with a Venn–Abers band; from 1000, Venn–Abers.
        Auto "auto",
        /// Not at all: the temperature-2 prior.
        Prior "prior",
        /// Logistic in the claim's logit, drawn to the prior; never falling.
        PlattMap "platt_map",
        /// Logistic in the claim's logit (Platt 1999).
        Platt "platt",
        /// Logistic in the claim itself.
        PlattRaw "platt_raw",
        /// One temperature.
        Temperature "temperature",
        /// Beta calibration (Kull et al. 2017).
        Beta "beta",
        /// Bins of equal width.
        Histogram "histogram",
        /// Isotonic regression.
        Isotonic "isotonic",
        /// Inductive Venn–Abers, merged for log-loss (Vovk et al. 2015).
        VennAbers "venn_abers",
        /// Bins of equal width, drawn to the prior.
        BetaBinomial "beta_binomial",
        /// One gap between claim and accuracy, drawn to 15 points.
        EbGap "eb_gap",
    }
}

impl FitOptions {
    /// From JSON text, `{}` for the defaults.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }
}

/// Why samples do not determine a method's parameters: no maximum of the likelihood, or no single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undetermined {
    OneClaim,
    OneClass,
    Separable,
    TooClose,
}

impl Undetermined {
    fn refusal(self, method: Method) -> Refusal {
        let why = match self {
            Self::OneClaim => "all claim the same",
            Self::OneClass => "all came out the same",
            Self::Separable => "are parted without error by one threshold",
            Self::TooClose => "tell too little apart",
        };
        let what = format!("{why}, which leaves the parameters of `{}` open; give more of them, or use `platt_map`", method.as_str());
        refused(Code::Undetermined, "/samples", what)
    }
}

/// Fits a calibrator. The order of the samples does not matter, to the bit. Refused where the samples leave the method's parameters open
/// (`undetermined`), which never happens to `auto`.
///
/// ```
/// use holdpoint::calibration::{FitOptions, Samples, fit};
/// let samples = Samples::new(&[0.9, 0.9, 0.8, 0.6], &[1, 0, 1, 1])?;
/// let calibrator = fit(samples, &FitOptions::default())?;
/// assert_eq!((calibrator.method().as_str(), calibrator.n()), ("platt_map", 4));
/// let worth = calibrator.apply(0.9).unwrap();
/// assert!(worth.lo.unwrap() < worth.p && worth.p < worth.hi.unwrap());
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn fit(samples: Samples<'_>, options: &FitOptions) -> Result<Calibrator, Refusal> {
    fit_groups(&Ranked::of(samples).groups(), options.method.unwrap_or(FitMethod::Auto), options.bins.unwrap_or_default(), Prior::UNIVERSAL)
}

fn fit_groups(groups: &[Group], method: FitMethod, bins: Bins, prior: Prior) -> Result<Calibrator, Refusal> {
    let (n, _) = totals(groups);
    let chosen = match method {
        FitMethod::Auto if n == 0 => FitMethod::Prior,
        FitMethod::Auto if n < VENN_ABERS_FROM => FitMethod::PlattMap,
        FitMethod::Auto => FitMethod::VennAbers,
        // Without samples there is nothing but the prior.
        _ if n == 0 => FitMethod::Prior,
        named => named,
    };
    let banded = method == FitMethod::Auto && n >= BAND_FROM;
    let whole = |method: Method, params: Result<Params, Undetermined>| match params {
        Ok(params) => Ok(Calibrator::new(method, n, params, false)),
        Err(why) => Err(why.refusal(method)),
    };
    match chosen {
        FitMethod::Auto | FitMethod::Prior => whole(Method::Prior, Ok(Params::Prior(PriorParams::default()))),
        FitMethod::PlattMap if banded => {
            let point = platt::platt_map(groups, prior).map_err(|why| why.refusal(Method::PlattMap))?;
            let (p0, p1, thinned) = venn_abers::ends(groups);
            let params = PlattParams { cov: None, p0: Some(p0), p1: Some(p1), ..point };
            Ok(Calibrator::new(Method::PlattMap, n, Params::Platt(params), thinned))
        }
        FitMethod::PlattMap => whole(Method::PlattMap, platt::platt_map(groups, prior).map(Params::Platt)),
        FitMethod::Platt => whole(Method::Platt, platt::platt(groups, true).map(Params::Platt)),
        FitMethod::PlattRaw => whole(Method::PlattRaw, platt::platt(groups, false).map(Params::Platt)),
        FitMethod::Temperature => whole(Method::Temperature, temperature::temperature(groups).map(Params::Temperature)),
        FitMethod::Beta => whole(Method::Beta, beta::beta(groups).map(Params::Beta)),
        FitMethod::Histogram => whole(Method::Histogram, Ok(Params::Histogram(histogram::histogram(groups, bins)))),
        FitMethod::Isotonic => {
            let (params, thinned) = isotonic::isotonic(groups);
            Ok(Calibrator::new(Method::Isotonic, n, Params::Isotonic(params), thinned))
        }
        FitMethod::VennAbers => {
            let (params, thinned) = venn_abers::venn_abers(groups);
            Ok(Calibrator::new(Method::VennAbers, n, Params::VennAbers(params), thinned))
        }
        FitMethod::BetaBinomial => whole(Method::BetaBinomial, Ok(Params::BetaBinomial(histogram::beta_binomial(groups, bins)))),
        FitMethod::EbGap => whole(Method::EbGap, Ok(Params::Gap(eb_gap::eb_gap(groups)))),
    }
}

#[cfg(test)]
mod tests;
