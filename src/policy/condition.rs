//! Conditions on arguments: where a rule applies (`when`) and what it exempts (`unless`).

use super::truth::Truth;
use super::typed::{AbsolutePath, Domain, Host};
use super::values::Glob;
use crate::args::Args;
use crate::codes::Code;
use crate::document::{Issues, document};
use crate::error::Issue;
use crate::json::{Json, Number, Place, Pointer};
use std::cmp::Ordering;

document! {
    /// A comparison with the value at `arg`. Several operators in one object must all hold; below `arg`, inner pointers start at its value.
    pub struct Condition {
        /// Pointer to the value; the arguments themselves, or the value around, where it is left out.
        "arg" arg: Option<Pointer>,
        /// The same JSON value.
        "equals" equals: Option<Json>,
        /// Another JSON value.
        "notEquals" not_equals: Option<Json>,
        /// One of these JSON values.
        "oneOf" one_of: Option<Vec<Json>>,
        /// A larger number than this.
        "greaterThan" greater_than: Option<Number>,
        /// This number or a larger one.
        "atLeast" at_least: Option<Number>,
        /// A smaller number than this.
        "lessThan" less_than: Option<Number>,
        /// This number or a smaller one.
        "atMost" at_most: Option<Number>,
        /// Whether there is a value at all.
        "exists" exists: Option<bool>,
        /// A text that this pattern matches as a whole.
        "matches" matches: Option<Glob>,
        /// A text with this prefix. For paths and hosts take `pathWithin` and `hostIs`, which parse.
        "startsWith" starts_with: Option<String>,
        /// A text with this suffix. For addresses take `emailDomain`, which parses.
        "endsWith" ends_with: Option<String>,
        /// An absolute POSIX path in this folder, or the folder itself.
        "pathWithin" path_within: Option<AbsolutePath>,
        /// An absolute URL with exactly this host.
        "hostIs" host_is: Option<Host>,
        /// One bare e-mail address with exactly this domain.
        "emailDomain" email_domain: Option<Domain>,
        /// A list whose every element meets this; an empty list does not.
        "every" every: Option<Box<Condition>>,
        /// A list with an element that meets this.
        "some" some: Option<Box<Condition>>,
        /// Not this.
        "not" not: Option<Box<Condition>>,
        /// All of these.
        "allOf" all_of: Option<Vec<Condition>>,
        /// Any of these.
        "anyOf" any_of: Option<Vec<Condition>>,
    }
    check refuse_empty
}

/// A condition that compares nothing would hold for everything.
fn refuse_empty(condition: &Condition, place: &Place<'_>, issues: &mut Issues) {
    let parts = condition.exists.is_some() || condition.not.is_some() || condition.all_of.is_some() || condition.any_of.is_some();
    if !parts && !condition.compares_value() {
        issues.push(Issue::error(Code::EmptyCondition, place.pointer(), "compares nothing; add an operator such as `equals`".into()));
    }
    for (key, parts) in [("allOf", &condition.all_of), ("anyOf", &condition.any_of)] {
        if parts.as_ref().is_some_and(Vec::is_empty) {
            issues.push(Issue::error(Code::EmptyCondition, place.key(key).pointer(), "is an empty list; write at least one condition".into()));
        }
    }
}

impl Condition {
    /// Whether it holds for these arguments.
    pub(crate) fn holds(&self, args: Args<'_>) -> Truth {
        self.at(Some(args))
    }

    /// `around` is nothing where an outer pointer led nowhere.
    fn at(&self, around: Option<Args<'_>>) -> Truth {
        let there = self.value(around);
        let value = there.and_then(Args::whole);
        let text = || value.and_then(Json::as_str);
        let order = |limit: &Number| value.and_then(Json::as_number).and_then(|n| n.partial_cmp(&limit.get()));
        let mut all = Truth::True;
        // One after the other, and no further than needed: most conditions have one operator of the nineteen.
        macro_rules! test {
            ($($operator:ident: $wanted:ident => $holds:expr,)*) => { $(
                if let Some($wanted) = &self.$operator {
                    match Truth::from($holds) {
                        Truth::False => return Truth::False,
                        Truth::Unknown => all = Truth::Unknown,
                        Truth::True => {}
                    }
                }
            )* };
        }
        test! {
            equals: wanted => value.map(|v| v == wanted),
            not_equals: refused => value.map(|v| v != refused),
            one_of: wanted => value.map(|v| wanted.contains(v)),
            greater_than: limit => order(limit).map(Ordering::is_gt),
            at_least: limit => order(limit).map(Ordering::is_ge),
            less_than: limit => order(limit).map(Ordering::is_lt),
            at_most: limit => order(limit).map(Ordering::is_le),
            exists: wanted => there.is_some() == *wanted,
            matches: glob => text().map(|t| glob.matches(t)),
            starts_with: prefix => text().map(|t| t.starts_with(prefix.as_str())),
            ends_with: suffix => text().map(|t| t.ends_with(suffix.as_str())),
            path_within: folder => text().and_then(|t| folder.contains(t)),
            host_is: host => text().and_then(|t| host.is_of(t)),
            email_domain: domain => text().and_then(|t| domain.is_of(t)),
            every: each => elements(value, each, all_of_some),
            some: each => elements(value, each, Truth::any),
            not: inner => inner.at(there).not(),
            all_of: parts => Truth::all(parts.iter().map(|part| part.at(there))),
            any_of: parts => Truth::any(parts.iter().map(|part| part.at(there))),
        }
        all
    }

    /// The value that it is about.
    fn value<'a>(&self, around: Option<Args<'a>>) -> Option<Args<'a>> {
        match &self.arg {
            Some(pointer) => around?.find(pointer).map(Args::Whole),
            None => around,
        }
    }

    /// Whether it looks at its value itself, beyond whether it is there.
    fn compares_value(&self) -> bool {
        !matches!(
            self,
            Condition {
                arg: _,
                exists: _,
                not: _,
                all_of: _,
                any_of: _,
                equals: None,
                not_equals: None,
                one_of: None,
                greater_than: None,
                at_least: None,
                less_than: None,
                at_most: None,
                matches: None,
                starts_with: None,
                ends_with: None,
                path_within: None,
                host_is: None,
                email_domain: None,
                every: None,
                some: None,
            }
        )
    }

    /// The pointers that start at the arguments themselves, or nothing where it takes more than single values from them.
    pub(crate) fn picks<'c>(&'c self, pointers: &mut Vec<&'c Pointer>) -> Option<()> {
        if let Some(pointer) = &self.arg {
            // Whatever stands below starts at that value, and a value with something in it is never picked.
            pointers.push(pointer);
            return Some(());
        }
        if self.compares_value() {
            return None;
        }
        let parts = self.not.as_deref().into_iter().chain(self.all_of.iter().flatten()).chain(self.any_of.iter().flatten());
        parts.into_iter().try_for_each(|part| part.picks(pointers))
    }

    /// Where the value stands that made it unknown.
    pub(crate) fn unknown_at(&self, args: Args<'_>) -> Option<String> {
        self.culprit(Some(args), "")
    }

    fn culprit(&self, around: Option<Args<'_>>, place: &str) -> Option<String> {
        let place = format!("{place}{}", self.arg.as_ref().map_or("", Pointer::as_str));
        let value = self.value(around);
        let items: &[Json] = match value.and_then(Args::whole) {
            Some(Json::Array(items)) => items,
            _ => &[],
        };
        let parts = self.not.as_deref().into_iter().chain(self.all_of.iter().flatten()).chain(self.any_of.iter().flatten());
        let mut inner = parts.filter(|part| part.at(value) == Truth::Unknown).filter_map(|part| part.culprit(value, &place));
        let each = self.every.as_deref().into_iter().chain(self.some.as_deref());
        let mut in_list = each.flat_map(|each| items.iter().enumerate().map(move |(at, item)| (each, at, item)));
        inner
            .next()
            .or_else(|| {
                in_list.find_map(|(each, at, item)| {
                    if each.at(Some(Args::Whole(item))) == Truth::Unknown { each.culprit(Some(Args::Whole(item)), &format!("{place}/{at}")) } else { None }
                })
            })
            .or(Some(place))
    }

    /// Every condition in this one, itself first.
    pub(crate) fn walk<'c>(&'c self, place: Place<'_>, visit: &mut dyn FnMut(&'c Condition, &Place<'_>)) {
        visit(self, &place);
        for (key, inner) in [("every", &self.every), ("some", &self.some), ("not", &self.not)] {
            if let Some(inner) = inner {
                inner.walk(place.key(key), visit);
            }
        }
        for (key, parts) in [("allOf", &self.all_of), ("anyOf", &self.any_of)] {
            let list = place.key(key);
            for (at, part) in parts.iter().flatten().enumerate() {
                part.walk(list.index(at), visit);
            }
        }
    }
}

/// Unknown where the value is no list, else `join` over its elements.
fn elements(value: Option<&Json>, each: &Condition, join: fn(Vec<Truth>) -> Truth) -> Truth {
    match value {
        Some(Json::Array(items)) => join(items.iter().map(|item| each.at(Some(Args::Whole(item)))).collect()),
        _ => Truth::Unknown,
    }
}

/// "Every recipient is ours" must not be true of no recipient.
fn all_of_some(parts: Vec<Truth>) -> Truth {
    if parts.is_empty() { Truth::False } else { Truth::all(parts) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Read;
    use crate::json::{Limits, read};
    use Truth::{False, True, Unknown};

    fn json(text: &str) -> Json {
        read(text, Limits::DOCUMENT, Place::root(""), &mut Issues::new()).unwrap()
    }

    fn truth(condition: &str, args: &str) -> Truth {
        let mut issues = Issues::new();
        let read = Condition::read(&json(condition), Place::root(""), &mut issues);
        assert!(issues.is_empty(), "{issues:?}");
        read.unwrap().holds(Args::Whole(&json(args)))
    }

    /// Every operator: what is true, false and unknown for it.
    #[test]
    fn operators() {
        let args = r#"{"n":5,"t":"abc","z":null,"l":[1,2],"e":[],"o":{"a":1,"b":[2]},"m":[{"to":"x"},{"to":"y"}]}"#;
        for (condition, wanted) in [
            (r#"{"arg":"/n","equals":5}"#, True),
            (r#"{"arg":"/n","equals":5.0}"#, True),
            (r#"{"arg":"/n","equals":"5"}"#, False),
            (r#"{"arg":"/z","equals":null}"#, True),
            (r#"{"arg":"/o","equals":{"b":[2],"a":1}}"#, True),
            (r#"{"arg":"/x","equals":null}"#, Unknown),
            (r#"{"arg":"/n","notEquals":6}"#, True),
            (r#"{"arg":"/x","notEquals":6}"#, Unknown),
            (r#"{"arg":"/t","oneOf":["x","abc"]}"#, True),
            (r#"{"arg":"/t","oneOf":[]}"#, False),
            (r#"{"arg":"/x","oneOf":["x"]}"#, Unknown),
            (r#"{"arg":"/n","greaterThan":4}"#, True),
            (r#"{"arg":"/n","greaterThan":5}"#, False),
            (r#"{"arg":"/n","atLeast":5}"#, True),
            (r#"{"arg":"/n","lessThan":5}"#, False),
            (r#"{"arg":"/n","atMost":5}"#, True),
            (r#"{"arg":"/t","atMost":5}"#, Unknown),
            (r#"{"arg":"/z","atLeast":0}"#, Unknown),
            (r#"{"arg":"/x","exists":true}"#, False),
            (r#"{"arg":"/x","exists":false}"#, True),
            (r#"{"arg":"/z","exists":true}"#, True),
            (r#"{"arg":"/t","matches":"a*"}"#, True),
            (r#"{"arg":"/t","matches":"a"}"#, False),
            (r#"{"arg":"/n","matches":"*"}"#, Unknown),
            (r#"{"arg":"/t","startsWith":"ab","endsWith":"bc"}"#, True),
            (r#"{"arg":"/t","startsWith":"b"}"#, False),
            (r#"{"arg":"/l","startsWith":"b"}"#, Unknown),
            (r#"{"arg":"/l","every":{"atLeast":1}}"#, True),
            (r#"{"arg":"/l","every":{"atLeast":2}}"#, False),
            (r#"{"arg":"/l","some":{"atLeast":2}}"#, True),
            (r#"{"arg":"/e","every":{"atLeast":2}}"#, False),
            (r#"{"arg":"/e","some":{"atLeast":2}}"#, False),
            (r#"{"arg":"/t","every":{"atLeast":2}}"#, Unknown),
            (r#"{"arg":"/x","some":{"atLeast":2}}"#, Unknown),
            (r#"{"arg":"/m","every":{"arg":"/to","oneOf":["x","y"]}}"#, True),
            (r#"{"arg":"/m","some":{"arg":"/cc","equals":"x"}}"#, Unknown),
            (r#"{"arg":"/m","some":{"anyOf":[{"arg":"/cc","equals":"x"},{"arg":"/to","equals":"y"}]}}"#, True),
            (r#"{"not":{"arg":"/n","equals":5}}"#, False),
            (r#"{"not":{"arg":"/x","equals":5}}"#, Unknown),
            (r#"{"arg":"/x","not":{"exists":true}}"#, True),
            (r#"{"arg":"/o","allOf":[{"arg":"/a","equals":1},{"arg":"/b/0","equals":2}]}"#, True),
            (r#"{"allOf":[{"arg":"/x","equals":1},{"arg":"/n","equals":6}]}"#, False),
            (r#"{"allOf":[{"arg":"/x","equals":1},{"arg":"/n","equals":5}]}"#, Unknown),
            (r#"{"anyOf":[{"arg":"/x","equals":1},{"arg":"/n","equals":5}]}"#, True),
            (r#"{"anyOf":[{"arg":"/x","equals":1},{"arg":"/n","equals":6}]}"#, Unknown),
            (r#"{"arg":"/l/00","equals":1}"#, Unknown),
            (r#"{"arg":"/t","equals":"abc","atLeast":1}"#, Unknown),
            (r#"{"arg":"/t","equals":"x","atLeast":1}"#, False),
            (r#"{"arg":"/x/y","allOf":[{"arg":"/z","exists":false}]}"#, True),
        ] {
            assert_eq!(truth(condition, args), wanted, "{condition}");
        }
    }

    #[test]
    fn says_what_made_it_unknown() {
        for (condition, args, wanted) in [
            (r#"{"arg":"/a","equals":1}"#, "{}", "/a"),
            (r#"{"allOf":[{"arg":"/a","equals":1},{"arg":"/b","atLeast":1}]}"#, r#"{"a":1,"b":"x"}"#, "/b"),
            (r#"{"arg":"/to","every":{"arg":"/host","hostIs":"example.com"}}"#, r#"{"to":[{"host":"https://example.com"},{"host":"?"}]}"#, "/to/1/host"),
            (r#"{"arg":"/o","not":{"arg":"/x","atMost":1}}"#, r#"{"o":{}}"#, "/o/x"),
        ] {
            let read = Condition::read(&json(condition), Place::root(""), &mut Issues::new()).unwrap();
            assert_eq!(read.unknown_at(Args::Whole(&json(args))).as_deref(), Some(wanted), "{condition}");
        }
    }

    #[test]
    fn refuses_empty_conditions() {
        for (condition, pointer) in [("{}", ""), (r#"{"arg":"/a"}"#, ""), (r#"{"anyOf":[]}"#, "/anyOf"), (r#"{"allOf":[{"arg":"/a"}]}"#, "/allOf/0")] {
            let mut issues = Issues::new();
            Condition::read(&json(condition), Place::root(""), &mut issues);
            assert_eq!((issues[0].code, issues[0].pointer.as_str()), (Code::EmptyCondition, pointer));
        }
    }
}
