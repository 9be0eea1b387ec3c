//! Money in one ledger: reserved, then kept or released. Sums are exact; one that is not known makes every total that it is in unknown.

use super::{LedgerAccount, MOST_RESERVED, ReservedSum, SpentSum, in_window, refused};
use crate::approval::ExposureChange;
use crate::approval::demand::DemandedSum;
use crate::codes::Code;
use crate::document::{Count, Name, Time};
use crate::error::Refusal;
use crate::money::Money;
use crate::policy::values::Currency;
use crate::table::Table;
use crate::time::Millis;

/// So many entries are kept one by one; with more, those that are nearly at one time become one.
const EXACT: usize = 256;

/// Into so many parts a window is divided then.
const PARTS: u64 = 256;

impl LedgerAccount {
    /// A sum for a request, in the place of one that it has reserved before.
    pub fn reserve(&mut self, request: &Name, currency: &Currency, sum: Option<&DemandedSum>, keep: Count) -> Result<(), Refusal> {
        self.reserved.retain(|reserved| reserved.request != *request);
        let Some(sum) = sum else { return Ok(()) };
        if self.reserved.len() >= MOST_RESERVED {
            let what = format!("would be the {}th that has not ended; settle some of them first", MOST_RESERVED + 1);
            return Err(refused(Code::TooManyPending, "/event/request", what));
        }
        self.keep = self.keep.max(keep);
        self.reserved.push(ReservedSum { request: request.clone(), currency: currency.clone(), amount: sum.amount });
        Ok(())
    }

    /// What becomes of the sum that a request has reserved: it stays, is kept as of now, or is released.
    pub fn settle(&mut self, request: &Name, change: ExposureChange, now: Millis) {
        if change == ExposureChange::Reserve {
            return;
        }
        let Some(at) = self.reserved.iter().position(|reserved| reserved.request == *request) else { return };
        let ReservedSum { currency, amount, .. } = self.reserved.remove(at);
        if change == ExposureChange::Keep {
            self.spent.push(SpentSum { at: Time(now), currency, amount });
            let width = self.keep.0.div_ceil(PARTS).max(1);
            thin(
                &mut self.spent,
                width as Millis,
                |spent| spent.at,
                |into, more| {
                    if into.currency != more.currency {
                        return false;
                    }
                    into.amount = plus(into.amount, more.amount);
                    true
                },
            );
        }
    }

    /// By currency, what was spent within a window and is reserved but for one request; nothing for a sum that is not known.
    pub fn totals(&self, now: Millis, window: Count, except: Option<&Name>) -> Table<Option<Money>> {
        let reserved = self.reserved.iter().filter(|reserved| Some(&reserved.request) != except).map(|reserved| (&reserved.currency, reserved.amount));
        let spent = self.spent.iter().filter(|spent| in_window(spent.at, now, millis(window))).map(|spent| (&spent.currency, spent.amount));
        let mut totals: Table<Option<Money>> = Table::default();
        for (currency, amount) in reserved.chain(spent) {
            let before = totals.get(&currency.0).copied().unwrap_or(Some(Money::ZERO));
            totals.set(&currency.0, plus(before, amount));
        }
        totals
    }

    /// Forgets what the longest window does not reach.
    pub fn prune(&mut self, now: Millis) {
        let keep = millis(self.keep);
        self.spent.retain(|spent| in_window(spent.at, now, keep));
    }

    /// When the last of what was spent is forgotten.
    pub fn due(&self) -> Millis {
        self.spent.iter().map(|spent| spent.at.0.saturating_add(millis(self.keep))).max().unwrap_or(0)
    }
}

fn plus(a: Option<Money>, b: Option<Money>) -> Option<Money> {
    a?.plus(b?).filter(|sum| sum.is_readable())
}

fn millis(window: Count) -> Millis {
    window.0 as Millis
}

/// Where a list is longer than it needs to be, neighbours in time become one, as of the last of them: a window then may hold what has just left
/// it, and never lacks what is in it.
pub(super) fn thin<T>(list: &mut Vec<T>, width: Millis, at: impl Fn(&T) -> Time, merge: impl Fn(&mut T, &T) -> bool) {
    if list.len() <= EXACT {
        return;
    }
    let part = |item: &T| at(item).0.div_euclid(width);
    let mut thinned: Vec<T> = Vec::with_capacity(list.len());
    // From the last on, so that what others join has the last time of its part.
    while let Some(item) = list.pop() {
        let joined = thinned.iter_mut().rev().take_while(|later| part(later) == part(&item)).any(|later| merge(later, &item));
        if !joined {
            thinned.push(item);
        }
    }
    thinned.reverse();
    *list = thinned;
}
