//! JSON Patch (RFC 6902), bounded and all or nothing.

use crate::codes::Code;
use crate::document::{Issues, refuse, word, wrong_type};
use crate::error::Issue;
use crate::json::{Json, Limits, Members, Place, Pointer, canonical, index};

/// Whether what is changed must have been tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    None,
    Tested,
}

/// The document with all operations applied in order; nothing where one fails.
pub(super) fn apply(mut document: Json, patch: &Json, guard: Guard, place: Place<'_>, issues: &mut Issues) -> Option<Json> {
    let operations = operations(patch, &place, issues)?;
    let mut run = Run { document: &mut document, guard, tested: Vec::new(), work: WORK };
    for (at, operation) in operations.iter().enumerate() {
        let place = place.index(at);
        if let Err(Failure { code, member, what }) = run.one(operation) {
            issues.push(Issue::error(code, place.key(member).pointer(), what));
            return None;
        }
    }
    Some(document)
}

const OPERATIONS: usize = 1_000;
/// Values and bytes of text that a patch may copy and compare, so that copies of copies do not grow without end.
const WORK: usize = 4 * Limits::CANONICAL_BYTES;
const DEPTH: usize = 128;

struct Operation<'p> {
    path: Pointer,
    kind: Kind<'p>,
}

enum Kind<'p> {
    Add(&'p Json),
    Remove,
    Replace(&'p Json),
    Move(Pointer),
    Copy(Pointer),
    Test(&'p Json),
}

/// All operations, or what is wrong with each. Members that RFC 6902 does not know are passed over, as it says (§4).
fn operations<'p>(patch: &'p Json, place: &Place<'_>, issues: &mut Issues) -> Option<Vec<Operation<'p>>> {
    let Json::Array(items) = patch else { return wrong_type(patch, "a list of operations", place, issues) };
    if items.len() > OPERATIONS {
        refuse(Code::TooLarge, &format!("{} operations", items.len()), &format!("at most {OPERATIONS}, or the arguments anew"), place, issues);
        return None;
    }
    let read: Vec<_> = items.iter().enumerate().map(|(at, item)| operation(item, &place.index(at), issues)).collect();
    read.into_iter().collect()
}

fn operation<'p>(item: &'p Json, place: &Place<'_>, issues: &mut Issues) -> Option<Operation<'p>> {
    let members = crate::document::members(item, place, issues)?;
    let op = member(members, "op", place, issues).and_then(|op| word(op, &["add", "remove", "replace", "move", "copy", "test"], &place.key("op"), issues));
    let path = pointer(members, "path", place, issues);
    let kind = match op? {
        0 => Kind::Add(member(members, "value", place, issues)?),
        1 => Kind::Remove,
        2 => Kind::Replace(member(members, "value", place, issues)?),
        3 => Kind::Move(pointer(members, "from", place, issues)?),
        4 => Kind::Copy(pointer(members, "from", place, issues)?),
        _ => Kind::Test(member(members, "value", place, issues)?),
    };
    Some(Operation { path: path?, kind })
}

fn member<'p>(members: &'p Members, key: &str, place: &Place<'_>, issues: &mut Issues) -> Option<&'p Json> {
    let found = members.get(key);
    if found.is_none() {
        issues.push(Issue::error(Code::Missing, place.key(key).pointer(), "is missing; this operation requires it".into()));
    }
    found
}

fn pointer(members: &Members, key: &str, place: &Place<'_>, issues: &mut Issues) -> Option<Pointer> {
    crate::document::Read::read(member(members, key, place, issues)?, place.key(key), issues)
}

struct Failure {
    code: Code,
    member: &'static str,
    what: String,
}

fn failed(member: &'static str, what: impl Into<String>) -> Failure {
    Failure { code: Code::PatchFailed, member, what: what.into() }
}

struct Run<'d> {
    document: &'d mut Json,
    guard: Guard,
    /// Where the values stand that were compared, as long as they stand there.
    tested: Vec<Vec<String>>,
    work: usize,
}

impl Run<'_> {
    fn one(&mut self, operation: &Operation<'_>) -> Result<(), Failure> {
        let path = &operation.path;
        match &operation.kind {
            Kind::Add(value) => self.add(path, (*value).clone()),
            Kind::Remove => self.remove(path, "path").map(|_| ()),
            Kind::Replace(value) => {
                let value = self.fit(path, (*value).clone())?;
                self.must_be_tested(path, "path")?;
                let there = self.document.find_mut(path.steps()).ok_or_else(|| failed("path", "leads nowhere; only what is there can be replaced"))?;
                *there = value;
                Ok(())
            }
            Kind::Move(from) => {
                if path.steps().len() > from.steps().len() && path.steps().starts_with(from.steps()) {
                    return Err(failed("path", "lies inside of what is moved; a value cannot be moved into itself"));
                }
                let value = self.remove(from, "from")?;
                self.add(path, value)
            }
            Kind::Copy(from) => {
                let value = from.find(self.document).ok_or_else(|| failed("from", "leads nowhere"))?;
                // Measured before it is copied, or there would be nothing left to save.
                self.work = self.work.checked_sub(value.extent().weight).ok_or_else(|| failed("from", "copies too much in all; write the arguments anew"))?;
                let value = value.clone();
                self.add(path, value)
            }
            Kind::Test(value) => self.test(path, value),
        }
    }

    fn add(&mut self, path: &Pointer, value: Json) -> Result<(), Failure> {
        let value = self.fit(path, value)?;
        let Some((last, parents)) = path.steps().split_last() else {
            self.must_be_tested(path, "path")?;
            *self.document = value;
            return Ok(());
        };
        if matches!(self.document.find_mut(parents), Some(Json::Object(members)) if members.get(last).is_some()) {
            self.must_be_tested(path, "path")?;
        }
        match self.document.find_mut(parents) {
            Some(Json::Object(members)) => {
                members.set(last, value);
                Ok(())
            }
            Some(Json::Array(items)) => {
                let at = if last == "-" { Some(items.len()) } else { index(last) };
                let at =
                    at.filter(|at| *at <= items.len()).ok_or_else(|| failed("path", "is no place in this list; write an index up to its length, or `-`"))?;
                items.insert(at, value);
                self.forget(parents);
                Ok(())
            }
            _ => Err(failed("path", "leads nowhere; what is around a new value must be there")),
        }
    }

    fn remove(&mut self, path: &Pointer, member: &'static str) -> Result<Json, Failure> {
        let nowhere = || failed(member, "leads nowhere");
        let (last, parents) = path.steps().split_last().ok_or_else(|| failed(member, "is the whole document, which cannot be taken away"))?;
        path.find(self.document).ok_or_else(nowhere)?;
        self.must_be_tested(path, member)?;
        match self.document.find_mut(parents) {
            Some(Json::Object(members)) => members.remove(last).ok_or_else(nowhere),
            Some(Json::Array(items)) => {
                let at = index(last).filter(|at| *at < items.len()).ok_or_else(nowhere)?;
                let value = items.remove(at);
                self.forget(parents);
                Ok(value)
            }
            _ => Err(nowhere()),
        }
    }

    fn test(&mut self, path: &Pointer, wanted: &Json) -> Result<(), Failure> {
        let there = path.find(self.document).ok_or_else(|| failed("path", "leads nowhere"))?;
        let weight = there.extent().weight.saturating_add(wanted.extent().weight);
        self.work = self.work.checked_sub(weight).ok_or_else(|| failed("value", "compares too much in all; write the arguments anew"))?;
        // Equal values have equal texts (INVARIANT 10), and texts are compared in a time that no number of keys makes quadratic.
        if canonical(there) != canonical(wanted) {
            let what = format!("is not what stands there now, which is {}; look at the arguments again", there.as_text());
            return Err(Failure { code: Code::TestFailed, member: "value", what });
        }
        self.tested.push(path.steps().to_vec());
        Ok(())
    }

    /// A value within the limits of depth and work, where it is to stand.
    fn fit(&mut self, path: &Pointer, value: Json) -> Result<Json, Failure> {
        let extent = value.extent();
        if path.steps().len() + extent.depth > DEPTH {
            return Err(failed("path", format!("would nest containers deeper than {DEPTH}")));
        }
        self.work = self.work.checked_sub(extent.weight).ok_or_else(|| failed("path", "writes too much in all; write the arguments anew"))?;
        Ok(value)
    }

    fn must_be_tested(&self, path: &Pointer, member: &'static str) -> Result<(), Failure> {
        if self.guard == Guard::None || self.tested.iter().any(|tested| path.steps().starts_with(tested)) {
            return Ok(());
        }
        let what = "is changed without a `test` before; write { \"op\": \"test\", \"path\", \"value\" } with the value that was there".into();
        Err(Failure { code: Code::TestMissing, member, what })
    }

    /// Items of this list have moved: what was tested below it may stand elsewhere now.
    fn forget(&mut self, list: &[String]) {
        self.tested.retain(|tested| tested.len() <= list.len() || !tested.starts_with(list));
    }
}
