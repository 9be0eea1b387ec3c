//! A fitted map from claims to accuracy: plain JSON that can be stored, reviewed and diffed, and the same bits in every runtime.

mod check;
mod curve;
mod params;

pub use curve::Steps;
pub(crate) use curve::{Knots, ends_of_runs, steps_from_above, steps_from_below, thin};
pub use params::{
    BetaBinomialParams, BetaParams, GapParams, HistogramParams, IsotonicParams, PlattParams, PriorParams, Real, TemperatureParams, VennAbersParams,
};

use crate::calibration::options::parse_within;
use crate::calibration::prior;
use crate::codes::Code;
use crate::digest::{Domain, digest_text};
use crate::document::{Count, Issues, Member, Read, members, refuse_unknown, words};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Members, Place, text};

/// The version of the form that calibrators have.
const VERSION: u64 = 1;

/// A fitted map from claims to accuracy.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Calibrator {
    /// The version of this form: 1, and so where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<Count>,
    /// How it was fitted.
    pub(crate) method: Method,
    /// Logged outcomes behind it; none where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) n: Option<Count>,
    /// The method's parameters; the prior has none.
    #[serde(skip_serializing_if = "Params::is_absent")]
    #[cfg_attr(test, ts(as = "Option<Params>", optional))]
    pub(crate) params: Params,
    /// Whether the fit had more levels than a document holds, and rounds down by up to 1 ∕ 512.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thinned: Option<bool>,
    /// Whether a monitor's alarm is in force: then the gate counts it as without logs, until it is fitted anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alarm: Option<bool>,
}

words! {
    /// How a calibrator was fitted.
    pub enum Method {
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

/// The parameters of a method.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(untagged)]
pub enum Params {
    /// Of `prior`.
    Prior(PriorParams),
    /// Of `platt_map`, `platt` and `platt_raw`.
    Platt(PlattParams),
    /// Of `temperature`.
    Temperature(TemperatureParams),
    /// Of `beta`.
    Beta(BetaParams),
    /// Of `histogram`.
    Histogram(HistogramParams),
    /// Of `isotonic`.
    Isotonic(IsotonicParams),
    /// Of `venn_abers`.
    VennAbers(VennAbersParams),
    /// Of `beta_binomial`.
    BetaBinomial(BetaBinomialParams),
    /// Of `eb_gap`.
    Gap(GapParams),
}

/// What a claim is estimated to be worth, each number from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Estimate {
    /// The estimated accuracy.
    pub p: f64,
    /// The lower end of the method's band; `null` where it has none.
    pub lo: Option<f64>,
    /// The upper end.
    pub hi: Option<f64>,
}

impl Calibrator {
    pub(crate) fn new(method: Method, n: u64, params: Params, thinned: bool) -> Self {
        Self { version: Some(Count(VERSION)), method, n: Some(Count(n)), params, thinned: thinned.then_some(true), alarm: None }
    }

    /// From its JSON text, such as a stored one, or every problem at once.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        // As the gate reads it.
        parse_within(text, "/calibrator", Limits::DOCUMENT)
    }

    /// Its canonical JSON (RFC 8785): what the digest is of.
    pub fn json(&self) -> String {
        text(self)
    }

    /// `blake3:…`, of its canonical JSON.
    pub fn digest(&self) -> String {
        digest_text(Domain::Calibrator, &self.json())
    }

    /// How it was fitted.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Logged outcomes behind it.
    pub fn n(&self) -> u64 {
        self.n.map_or(0, |n| n.0)
    }

    /// Its parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Whether a monitor's alarm is in force.
    pub fn alarm(&self) -> bool {
        self.alarm == Some(true)
    }

    /// Estimate and band for a claim; nothing for what is no confidence. The band of `platt_map` from 300 logs on is Venn–Abers' and need not
    /// hold the estimate.
    ///
    /// ```
    /// use holdpoint::calibration::Calibrator;
    /// let calibrator = Calibrator::parse(r#"{"method": "temperature", "n": 40, "params": {"T": 2, "clip": 0.025}}"#)?;
    /// assert!((calibrator.apply(0.9).unwrap().p - 0.75).abs() < 1e-12);
    /// # Ok::<(), holdpoint::Refusal>(())
    /// ```
    pub fn apply(&self, confidence: f64) -> Option<Estimate> {
        let p = self.estimate(confidence)?;
        let (lo, hi) = self.band(confidence).unzip();
        Some(Estimate { p, lo, hi })
    }

    /// The estimate alone.
    pub(crate) fn estimate(&self, confidence: f64) -> Option<f64> {
        let prior = prior(confidence)?;
        // −0 is no other claim than 0.
        let claim = confidence + 0.0;
        let p = match &self.params {
            Params::Prior(_) => prior,
            Params::Platt(params) => params.estimate(claim),
            Params::Temperature(params) => params.estimate(claim),
            Params::Beta(params) => params.estimate(claim),
            Params::Histogram(params) => params.estimate(claim),
            Params::Isotonic(params) => params.estimate(claim),
            Params::VennAbers(params) => params.estimate(claim),
            Params::BetaBinomial(params) => params.estimate(claim),
            Params::Gap(params) => params.estimate(claim),
        };
        Some(p.clamp(0.0, 1.0))
    }

    /// The band alone, where the method has one.
    pub(crate) fn band(&self, confidence: f64) -> Option<(f64, f64)> {
        prior(confidence)?;
        let claim = confidence + 0.0;
        match &self.params {
            Params::Platt(params) => params.band(claim),
            Params::VennAbers(params) => Some(params.band(claim)),
            Params::BetaBinomial(params) => Some(params.band(claim)),
            _ => None,
        }
    }
}

impl Params {
    fn is_absent(&self) -> bool {
        matches!(self, Params::Prior(_))
    }

    fn of(method: Method, given: &Members, place: &Place<'_>, issues: &mut Issues) -> Option<Self> {
        fn read<T: Member>(given: &Members, place: &Place<'_>, issues: &mut Issues) -> Option<T> {
            T::member(given, "params", place, issues)
        }
        Some(match method {
            Method::Prior => Self::Prior(read::<Option<PriorParams>>(given, place, issues)?.unwrap_or_default()),
            Method::PlattMap | Method::Platt | Method::PlattRaw => {
                let params: PlattParams = read(given, place, issues)?;
                if method == Method::PlattMap && params.slope.0 < 0.0 {
                    let what = "is below 0, and this method never falls; write a number from 0 up, or the method `platt`".into();
                    issues.push(Issue::error(Code::OutOfRange, place.key("params").key("slope").pointer(), what));
                }
                Self::Platt(params)
            }
            Method::Temperature => Self::Temperature(read(given, place, issues)?),
            Method::Beta => Self::Beta(read(given, place, issues)?),
            Method::Histogram => Self::Histogram(read(given, place, issues)?),
            Method::Isotonic => Self::Isotonic(read(given, place, issues)?),
            Method::VennAbers => Self::VennAbers(read(given, place, issues)?),
            Method::BetaBinomial => Self::BetaBinomial(read(given, place, issues)?),
            Method::EbGap => Self::Gap(read(given, place, issues)?),
        })
    }
}

impl Read for Calibrator {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let given = members(value, &place, issues)?;
        refuse_unknown(given, &["version", "method", "n", "params", "thinned", "alarm"], &place, issues);
        let version: Option<Count> = Member::member(given, "version", &place, issues)?;
        if version.is_some_and(|version| version.0 != VERSION) {
            let what = format!("is {}; this package knows version {VERSION}", given.get("version").map(Json::as_text).unwrap_or_default());
            issues.push(Issue::error(Code::CalibratorInvalid, place.key("version").pointer(), what));
        }
        let n = Member::member(given, "n", &place, issues)?;
        let thinned = Member::member(given, "thinned", &place, issues)?;
        let alarm = Member::member(given, "alarm", &place, issues)?;
        let method = <Method as Member>::member(given, "method", &place, issues)?;
        let params = Params::of(method, given, &place, issues)?;
        Some(Self { version, method, n, params, thinned, alarm })
    }
}

#[cfg(test)]
mod tests;
