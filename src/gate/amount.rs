//! Money in arguments, in the policy's currency.

use crate::args::Args;
use crate::document::{QUOTED, shorten};
use crate::json::{Json, Pointer};
use crate::money::Money;
use crate::policy::Policy;
use crate::policy::document::{Amount, AmountCurrency};

/// Why an amount counts as above every threshold.
pub(super) struct Unusable {
    /// Where it should stand.
    pub pointer: String,
    /// What stands there.
    pub observed: Option<Json>,
}

/// The exact sum, or why there is none.
pub(super) fn amount(policy: &Policy, rule: &Amount, args: Args<'_>) -> Result<Money, Unusable> {
    let Some(each) = &rule.each else { return one(policy, rule, args, args, "") };
    match args.find(each) {
        Some(Json::Array(items)) if !items.is_empty() => items.iter().enumerate().try_fold(Money::ZERO, |sum, (at, item)| {
            let place = format!("{}/{at}", each.as_str());
            let next = one(policy, rule, Args::Whole(item), args, &place)?;
            sum.plus(next).ok_or(Unusable { pointer: place, observed: None })
        }),
        other => Err(Unusable { pointer: each.as_str().to_owned(), observed: other.map(told) }),
    }
}

/// The amount at a pointer below `around`, which is the arguments or one element of a list in them.
fn one(policy: &Policy, rule: &Amount, around: Args<'_>, args: Args<'_>, place: &str) -> Result<Money, Unusable> {
    let unusable = |pointer: &Pointer, observed: Option<&Json>| Unusable { pointer: format!("{place}{}", pointer.as_str()), observed: observed.map(told) };
    let found = around.find(&rule.pointer);
    let money = found.and_then(Money::from_json).filter(|money| !money.is_negative()).ok_or_else(|| unusable(&rule.pointer, found))?;
    let currency = match &rule.currency {
        None => policy.currency(),
        Some(AmountCurrency::Literal(code)) => &code.0,
        Some(AmountCurrency::At(pointer)) => {
            // Beside the amount of each element, or once for the whole list.
            let found = around.find(pointer).or_else(|| args.find(pointer));
            found.and_then(Json::as_str).ok_or_else(|| unusable(pointer, found))?
        }
    };
    policy
        .convert(money, currency)
        .ok_or_else(|| Unusable { pointer: format!("{place}{}", rule.pointer.as_str()), observed: Some(format!("{money} {currency}").into()) })
}

/// A value as a reason tells it: whole where it is short, else the beginning of its text. A decision does not grow with what it is about.
fn told(value: &Json) -> Json {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
        Json::String(text) => shorten(text, QUOTED).into(),
        Json::Array(_) | Json::Object(_) => value.as_text().into(),
    }
}
