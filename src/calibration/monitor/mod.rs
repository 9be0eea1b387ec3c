//! Whether claims still are worth what they were: evidence that may be looked at after every sample, and a cumulative sum for quick changes.

use super::discount;
use super::options::{out_of_range, parse, strictly_inside};
use super::special::ln;
use crate::codes::Code;
use crate::document::{Count, Issues, Share, document, words};
use crate::error::{Issue, Refusal};
use crate::json::{Number, Place, text};

words! {
    /// What the evidence against "the claims are not too high" is made of.
    pub enum EvidenceTest {
        /// A bet of a fixed size: 1 + λ·(claim − outcome).
        Betting "betting",
        /// The likelihood of what the claim is worth against that of the claim.
        LikelihoodRatio "likelihood_ratio",
    }
}

words! {
    /// What raised an alarm.
    pub enum AlarmKind {
        /// The evidence reached 1/α: by chance that happens in a share α of all streams at most, however long they are watched (Ville).
        EProcess "e_process",
        /// The cumulative sum reached its limit: sooner after a change, without such a guarantee. With the defaults it does so in half of all
        /// streams of 400 exact claims spread over 0.5 to 1; with a limit of 8 in one of forty.
        Cusum "cusum",
    }
}

document! {
    /// How to watch. Everything may be left out; only the first sample looks at it, later ones go on as the state says.
    #[derive(Default)]
    pub struct MonitorOptions {
        /// What the evidence is made of; `betting`.
        "evidence" evidence: Option<EvidenceTest>,
        /// The share of streams without a fault that may raise an alarm; 0.05.
        "alpha" alpha: Option<Share>,
        /// For `betting`: the size of the bet; 0.5.
        "lambda" lambda: Option<Share>,
        /// How much too high a claim may be before the cumulative sum grows, half of the gap to be found; 0.075.
        "cusumK" cusum_k: Option<Share>,
        /// The limit of the cumulative sum; 4.
        "cusumH" cusum_h: Option<Number>,
    }
    check check_options
}

document! {
    /// One logged outcome.
    pub struct MonitorSample {
        /// What was claimed; to watch a calibrator, what it made of the claim.
        "confidence" confidence: Share,
        /// Whether it came true.
        "correct" correct: bool,
        /// For `likelihood_ratio`: what the claim is thought to be worth; the discount. Above the claim it bears witness against "claims are
        /// exact", not against "claims are not too high".
        "calibrated" calibrated: Option<Share>,
    }
}

document! {
    /// What was seen so far, as plain JSON: stored and read again, it goes on with the same bits.
    pub struct MonitorState {
        /// 1.
        "version" version: Count,
        /// How it is watched.
        "options" options: MonitorOptions,
        /// Samples.
        "n" n: Count,
        /// Those that came true.
        "correct" correct: Count,
        /// Their mean claim.
        "meanConfidence" mean_confidence: Share,
        /// The share that came true.
        "accuracy" accuracy: Share,
        /// Natural logarithm of the evidence; 0 at the start.
        "logE" log_e: Number,
        /// The highest that it was: e to the power of minus it is a p-value that holds at any time.
        "maxLogE" max_log_e: Number,
        /// The cumulative sum.
        "cusum" cusum: Number,
        /// The first alarm of each kind, in the order in which they were raised; they stay until the state is reset.
        "alarms" alarms: Vec<Alarm>,
    }
    check check_state
}

document! {
    /// An alarm: from here on the claims are taken for too high, and a calibrator for worth no more than its prior, until it is fitted anew.
    pub struct Alarm {
        /// The sample that raised it, counted from 1.
        "at" at: Count,
        /// What raised it.
        "kind" kind: AlarmKind,
        /// The logarithm of the evidence, or the cumulative sum, at that sample.
        "evidence" evidence: Number,
    }
}

/// Claims and what they are worth are kept this far from 0 and 1 in a likelihood ratio: one wrong answer to a claim of 1 is much, not all.
const CLIP: f64 = 1e-3;

impl MonitorOptions {
    /// From JSON text, `{}` for the defaults.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }

    fn alpha(&self) -> f64 {
        self.alpha.map_or(0.05, |share| share.0)
    }

    fn lambda(&self) -> f64 {
        self.lambda.map_or(0.5, |share| share.0)
    }

    fn cusum_k(&self) -> f64 {
        self.cusum_k.map_or(0.075, |share| share.0)
    }

    fn cusum_h(&self) -> f64 {
        self.cusum_h.map_or(4.0, Number::get)
    }
}

impl MonitorSample {
    /// From JSON text.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/sample")
    }

    /// Nothing where one is no confidence.
    pub fn new(confidence: f64, correct: bool, calibrated: Option<f64>) -> Option<Self> {
        let share = |value: f64| (0.0..=1.0).contains(&value).then_some(Share(value));
        let calibrated = match calibrated {
            Some(value) => Some(share(value)?),
            None => None,
        };
        Some(Self { confidence: share(confidence)?, correct, calibrated })
    }
}

impl MonitorState {
    /// From JSON text; a state that no stream of samples leads to is refused.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/state")
    }

    /// As JSON text.
    pub fn json(&self) -> String {
        text(self)
    }

    /// Nothing seen yet.
    pub fn new(options: &MonitorOptions) -> Self {
        let options = MonitorOptions {
            evidence: Some(options.evidence.unwrap_or(EvidenceTest::Betting)),
            alpha: Some(Share(options.alpha())),
            lambda: Some(Share(options.lambda())),
            cusum_k: Some(Share(options.cusum_k())),
            cusum_h: Some(number(options.cusum_h())),
        };
        let (none, zero, start) = (Count(0), Share(0.0), number(0.0));
        Self {
            version: Count(1),
            options,
            n: none,
            correct: none,
            mean_confidence: zero,
            accuracy: zero,
            log_e: start,
            max_log_e: start,
            cusum: start,
            alarms: Vec::new(),
        }
    }

    /// Watching anew in the same way, after a fit.
    pub fn reset(&self) -> Self {
        Self::new(&self.options)
    }

    /// The first alarm of a kind, if there was one.
    pub fn alarm(&self, kind: AlarmKind) -> Option<&Alarm> {
        self.alarms.iter().find(|alarm| alarm.kind == kind)
    }

    /// Takes one sample in.
    pub fn observe(&mut self, sample: &MonitorSample) {
        let (claim, outcome) = (sample.confidence.0, f64::from(u8::from(sample.correct)));
        let n = self.n.0.saturating_add(1).min(MOST_SAMPLES);
        self.n = Count(n);
        self.correct = Count(self.correct.0.saturating_add(u64::from(sample.correct)).min(n));
        self.mean_confidence = Share((self.mean_confidence.0 + (claim - self.mean_confidence.0) / n as f64).clamp(0.0, 1.0));
        self.accuracy = Share(self.correct.0 as f64 / n as f64);
        let options = &self.options;
        let log_e = self.log_e.get() + log_factor(options, sample, outcome);
        let cusum = (self.cusum.get() + claim - outcome - options.cusum_k()).max(0.0);
        let (log_limit, limit) = (-ln(options.alpha()), options.cusum_h());
        self.log_e = number(log_e);
        self.max_log_e = number(log_e.max(self.max_log_e.get()));
        self.cusum = number(cusum);
        for (kind, evidence, limit) in [(AlarmKind::EProcess, log_e, log_limit), (AlarmKind::Cusum, cusum, limit)] {
            if evidence >= limit && self.alarm(kind).is_none() {
                self.alarms.push(Alarm { at: Count(n), kind, evidence: number(evidence) });
            }
        }
    }
}

impl Alarm {
    /// The sample that raised it, counted from 1.
    pub fn at(&self) -> u64 {
        self.at.0
    }

    /// What raised it.
    pub fn kind(&self) -> AlarmKind {
        self.kind
    }
}

/// The state after one more sample; with none before, `options` say how to watch.
///
/// E grows by 1 + λ·(claim − outcome), or by the likelihood ratio. While claims are not too high its expectation never grows, so that it
/// reaches 1/α in a share α of all streams at most: it may be looked at after every sample. Kept as a logarithm, for millions of them.
///
/// ```
/// use holdpoint::calibration::{MonitorOptions, MonitorSample, monitor};
/// let mut state = None;
/// for correct in [true, true, false, true, false, true, true, false, true, true, true, false] {
///     let sample = MonitorSample::new(0.9, correct, None).unwrap();
///     state = Some(monitor(state.as_ref(), &sample, &MonitorOptions::default()));
/// }
/// let state: serde_json::Value = serde_json::from_str(&state.unwrap().json()).unwrap();
/// assert!((state["logE"].as_f64().unwrap().exp() - 2.932654).abs() < 1e-6);
/// ```
pub fn monitor(state: Option<&MonitorState>, sample: &MonitorSample, options: &MonitorOptions) -> MonitorState {
    let mut state = state.cloned().unwrap_or_else(|| MonitorState::new(options));
    state.observe(sample);
    state
}

/// As many as JSON can count.
const MOST_SAMPLES: u64 = (1 << 53) - 1;

fn log_factor(options: &MonitorOptions, sample: &MonitorSample, outcome: f64) -> f64 {
    let claim = sample.confidence.0;
    if options.evidence != Some(EvidenceTest::LikelihoodRatio) {
        return libm::log1p(options.lambda() * (claim - outcome));
    }
    let worth = sample.calibrated.map(|share| share.0).or(discount(claim)).unwrap_or(claim);
    // Both alike: a claim beyond the clip and what it is worth, beyond it too, are then no evidence.
    let (worth, claim) = (worth.clamp(CLIP, 1.0 - CLIP), claim.clamp(CLIP, 1.0 - CLIP));
    if sample.correct { ln(worth / claim) } else { ln((1.0 - worth) / (1.0 - claim)) }
}

/// A state from outside may start near the largest double: sums stop there.
fn number(value: f64) -> Number {
    Number::clamped(value)
}

fn check_options(options: &MonitorOptions, place: &Place<'_>, issues: &mut Issues) {
    strictly_inside(options.alpha.map(|share| share.0), place.key("alpha"), issues);
    strictly_inside(options.lambda.map(|share| share.0), place.key("lambda"), issues);
    if let Some(limit) = options.cusum_h.map(Number::get).filter(|limit| *limit <= 0.0) {
        out_of_range(limit, "a number above 0", place.key("cusumH"), issues);
    }
}

fn check_state(state: &MonitorState, place: &Place<'_>, issues: &mut Issues) {
    let n = state.n.0;
    let highest = state.max_log_e.get();
    let places = || state.alarms.iter().map(|alarm| alarm.at.0);
    let ordered = places().zip(places().skip(1)).all(|(first, next)| first <= next) && places().all(|at| (1..=n).contains(&at));
    let kinds = [AlarmKind::EProcess, AlarmKind::Cusum].map(|kind| state.alarms.iter().filter(|alarm| alarm.kind == kind).count());
    for (key, wrong, wanted) in [
        ("version", state.version.0 != 1, "1, the version that this package knows"),
        ("correct", state.correct.0 > n, "at most as many as `n`"),
        ("maxLogE", highest < 0.0 || highest < state.log_e.get(), "at least 0 and at least `logE`"),
        ("cusum", state.cusum.get() < 0.0, "a number from 0 up"),
        ("alarms", !ordered || kinds.iter().any(|count| *count > 1), "one of a kind at most, in order, each at one of the samples 1 to `n`"),
    ] {
        if wrong {
            issues.push(Issue::error(Code::OutOfRange, place.key(key).pointer(), format!("fits no stream of samples; write {wanted}")));
        }
    }
}

#[cfg(test)]
mod tests;
