//! A fitted model as plain JSON, and what it says of a run.

use super::options::{STRENGTHS, TrajectoryPenalty};
use super::set::{FeatureSet, LARGEST, TrajectoryFeatures, is_feature};
use crate::calibration::options::{parse, refused};
use crate::calibration::special::sigmoid;
use crate::codes::Code;
use crate::document::{Count, Issues, Share, document, refuse};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Number, Place};

document! {
    /// A logistic model of how a run ends: σ(Σ coef·(feature − mean)∕scale + intercept).
    pub struct TrajectoryModel {
        /// 1, the version of this form.
        "version" version: Count,
        /// The features it takes.
        "set" set: FeatureSet,
        /// What kept the coefficients small.
        "penalty" penalty: TrajectoryPenalty,
        /// The weight of the data against the penalty: the smaller, the smaller the coefficients.
        "c" c: Number,
        /// Runs it was fitted on.
        "n" n: Count,
        /// How many of them ended well.
        "right" right: Count,
        /// What is subtracted from each feature: its mean over these runs.
        "mean" mean: Vec<Number>,
        /// What each is divided by: its standard deviation (÷ n), or 1 for a constant.
        "scale" scale: Vec<Number>,
        /// The weight of each standardised feature.
        "coef" coef: Vec<Number>,
        /// What is added: the log-odds of an average run.
        "intercept" intercept: Number,
        /// Folds of the cross-validation, if there was one.
        "folds" folds: Option<Count>,
        /// How each C did in cross-validation. That of the chosen C is optimistic, since it was chosen by it: for an honest figure cross-validate with a grid of one.
        "cv" cv: Option<Vec<CrossScore>>,
    }
    check sound
}

document! {
    /// How a C did on runs that were held back.
    pub struct CrossScore {
        /// The C.
        "c" c: Number,
        /// Area under the ROC curve, averaged over the folds; absent where no fold had both outcomes.
        "auroc" auroc: Option<Share>,
        /// Brier score, averaged over the folds.
        "brier" brier: Share,
        /// Expected calibration error of all runs held back, in ten bins of equal width, closed on the right.
        "ece" ece: Share,
    }
}

impl CrossScore {
    pub(super) fn new(c: f64, auroc: Option<f64>, brier: f64, ece: f64) -> Self {
        Self { c: number(c), auroc: auroc.map(Share), brier: Share(brier), ece: Share(ece) }
    }

    /// By what C is chosen: AUROC − Brier − ECE. The paper combines the three and does not say how.
    pub(super) fn combined(&self) -> f64 {
        self.auroc.map_or(0.5, |auroc| auroc.0) - self.brier.0 - self.ece.0
    }
}

/// Everything that is written here is finite.
pub(super) fn number(value: f64) -> Number {
    Number::new(value).unwrap_or_default()
}

fn sound(model: &TrajectoryModel, place: &Place<'_>, issues: &mut Issues) {
    if model.version.0 != 1 {
        let what = format!("is {}; this package knows version 1, fit the model anew", model.version.0);
        issues.push(Issue::error(Code::CalibratorInvalid, place.key("version").pointer(), what));
    }
    if !STRENGTHS.contains(&model.c.get()) {
        refuse(Code::OutOfRange, &Json::Number(model.c).as_text(), "a number from 1e-6 to 1e6", &place.key("c"), issues);
    }
    if model.right > model.n {
        refuse(Code::OutOfRange, "more than `n`", "how many of the runs ended well", &place.key("right"), issues);
    }
    for (key, list) in [("mean", &model.mean), ("scale", &model.scale), ("coef", &model.coef)] {
        let all = place.key(key);
        if list.len() == model.mean.len() {
            model.set.check(list.len(), &all, issues);
        } else {
            let what = format!("has {} numbers and `mean` has {}; give one for each feature", list.len(), model.mean.len());
            issues.push(Issue::error(Code::LengthsDiffer, all.pointer(), what));
        }
        let (least, wanted) = if key == "scale" { (1e-12, "a number from 1e-12 to 1e15") } else { (-LARGEST, "a number from -1e15 to 1e15") };
        for (at, value) in list.iter().enumerate().filter(|(_, value)| !(least..=LARGEST).contains(&value.get())) {
            refuse(Code::OutOfRange, &Json::Number(*value).as_text(), wanted, &all.index(at), issues);
        }
    }
    if !is_feature(model.intercept.get()) {
        refuse(Code::OutOfRange, &Json::Number(model.intercept).as_text(), "a number from -1e15 to 1e15", &place.key("intercept"), issues);
    }
}

impl TrajectoryModel {
    /// From its JSON text, such as a stored one; refused where anything in it does not fit.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/model")
    }

    /// The probability that a run with these features ends well. The same bits in every runtime.
    pub fn score(&self, features: &TrajectoryFeatures) -> Result<f64, Refusal> {
        if (features.set, features.values.len()) != (self.set, self.coef.len()) {
            let what = format!(
                "are {} of `{}` and the model takes {} of `{}`; give the features it was fitted on",
                features.values.len(),
                features.set.as_str(),
                self.coef.len(),
                self.set.as_str()
            );
            return Err(refused(Code::MixedFeatures, "/features", what));
        }
        let parts = self.coef.iter().zip(&self.mean).zip(&self.scale).zip(&features.values);
        // No number is beyond 1e15 and no scale below 1e-12, so nothing overflows.
        let z: f64 = parts.map(|(((coef, mean), scale), value)| coef.get() * ((value.get() - mean.get()) / scale.get())).sum();
        Ok(sigmoid(z + self.intercept.get()))
    }

    /// Its weights, of standardised features.
    pub fn coef(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.coef.iter().map(|coef| coef.get())
    }

    /// What is added to them.
    pub fn intercept(&self) -> f64 {
        self.intercept.get()
    }

    /// The weight of the data against the penalty.
    pub fn c(&self) -> f64 {
        self.c.get()
    }

    /// How each C did in cross-validation; empty where there was none.
    pub fn cv(&self) -> &[CrossScore] {
        self.cv.as_deref().unwrap_or_default()
    }
}
