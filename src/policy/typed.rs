//! Paths, hosts and addresses: parsed first, compared whole, unknown where they do not parse. Raw prefixes and suffixes are how exemptions
//! get bypassed (`/srv/data/../../etc`, `https://example.com.evil.test`, `"a@example.com"@evil.test`).

use crate::codes::Code;
use crate::document::{Issues, Read, parsed};
use crate::json::{Json, Place};

/// A folder as an absolute POSIX path, `.` and `..` resolved as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsolutePath {
    text: String,
    segments: Vec<String>,
}

impl AbsolutePath {
    fn parse(text: &str) -> Option<Self> {
        Some(Self { text: text.to_owned(), segments: segments(text)?.into_iter().map(str::to_owned).collect() })
    }

    /// Nothing where the text is no absolute path.
    pub(crate) fn contains(&self, path: &str) -> Option<bool> {
        Some(segments(path)?.starts_with(&self.segments.iter().map(String::as_str).collect::<Vec<_>>()))
    }
}

/// Nothing for relative paths and for the byte that no path can hold. `..` at the root stays at the root, as in POSIX.
fn segments(path: &str) -> Option<Vec<&str>> {
    if !path.starts_with('/') || path.contains('\0') {
        return None;
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    Some(segments)
}

impl Read for AbsolutePath {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, AbsolutePath::parse, Code::BadPath, "an absolute path such as \"/srv/data\"", &place, issues)
    }
}

/// A host as WHATWG URLs write it: a lower-case ASCII name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host(String);

impl Host {
    fn parse(text: &str) -> Option<Self> {
        let host = text.to_ascii_lowercase();
        is_host(&host).then_some(Self(host))
    }

    /// Nothing where the text is no absolute URL of a scheme that names a server, or where its host is not plain: Unicode, IPv6 and the odd
    /// spellings of IPv4 are unknown. Where this finds a host, the WHATWG URL Standard (§4.4, §3.5) finds the same one.
    pub(crate) fn is_of(&self, url: &str) -> Option<bool> {
        host_of(url).map(|host| host == self.0)
    }
}

/// The ASCII host of an absolute URL.
pub(crate) fn host_of(url: &str) -> Option<String> {
    // What the standard leaves out before it looks: control characters and spaces around, tabs and line ends anywhere.
    let url = url.trim_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let (scheme, rest) = url.split_once(':')?;
    if !["http", "https", "ws", "wss", "ftp"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    // For these schemes a backslash is a slash, and how many of them there are does not matter: `https:\\/evil.test` leads to evil.test.
    let slash = ['/', '\\'];
    let authority = rest.trim_start_matches(slash).split(|c| slash.contains(&c) || c == '?' || c == '#').next()?;
    let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
    let (host, port) = server.split_once(':').unwrap_or((server, ""));
    let is_port = port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok());
    let host = unescaped(host)?.to_ascii_lowercase();
    (is_port && is_host(&host)).then_some(host)
}

/// Without percent signs; nothing where one does not stand before two hex digits of an ASCII character.
fn unescaped(host: &str) -> Option<String> {
    let mut parts = host.split('%');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let code = u8::from_str_radix(part.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        text.push(code as char);
        text.push_str(part.get(2..)?);
    }
    Some(text)
}

/// Labels of letters, digits, hyphens and underscores, and perhaps a last empty one: `example.com.` is another host than `example.com`. A name
/// that ends in a number is an IPv4 address, of which only four plain decimal parts are taken.
fn is_host(host: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|b| b.is_ascii_digit()) || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if numeric {
        return host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok_and(|byte| byte.to_string() == part));
    }
    host.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(letter))
}

impl Read for Host {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Host::parse, Code::BadHost, "a plain ASCII host such as \"api.example.com\" (international names in their xn-- form)", &place, issues)
    }
}

/// The domain of an e-mail address, lower-case ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain(String);

impl Domain {
    fn parse(text: &str) -> Option<Self> {
        is_domain(text).then(|| Self(text.to_ascii_lowercase()))
    }

    /// Nothing where the text is not one bare address.
    pub(crate) fn is_of(&self, address: &str) -> Option<bool> {
        let (local, domain) = address.split_once('@')?;
        (is_dot_atom(local) && is_domain(domain)).then(|| domain.eq_ignore_ascii_case(&self.0))
    }
}

impl Read for Domain {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Domain::parse, Code::BadHost, "a plain domain such as \"example.com\" (international names in their xn-- form)", &place, issues)
    }
}

/// The domain of one bare address, in lower case.
pub(crate) fn mail_domain_of(address: &str) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    (is_dot_atom(local) && is_domain(domain) && domain.contains('.')).then(|| domain.to_ascii_lowercase())
}

/// RFC 5322 §3.2.3 `dot-atom-text`, ASCII, of at most the 64 characters that RFC 5321 §4.5.3.1.1 allows.
fn is_dot_atom(local: &str) -> bool {
    let atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(atext))
}

/// Labels of letters, digits and inner hyphens (RFC 1123 §2.1).
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !label.starts_with('-') && !label.ends_with('-')
    };
    domain.len() <= 253 && domain.split('.').all(label)
}

macro_rules! as_text {
    ($($Type:ident.$field:tt),*) => { $(
        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.$field)
            }
        }
    )* };
}
as_text!(AbsolutePath.text, Host.0, Domain.0);

#[cfg(test)]
mod schema {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! {
        AbsolutePath as "string": { "type": "string", "pattern": "^/" },
        Host as "string": { "type": "string", "minLength": 1 },
        Domain as "string": { "type": "string", "pattern": "^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths() {
        let folder = AbsolutePath::parse("/srv/data").unwrap();
        for (path, wanted) in [
            ("/srv/data", Some(true)),
            ("/srv/data/", Some(true)),
            ("/srv/data/a/b", Some(true)),
            ("/srv//./data/../data/a", Some(true)),
            ("/srv/database", Some(false)),
            ("/srv/data/../etc", Some(false)),
            ("/srv/data/../../../etc/passwd", Some(false)),
            ("/../srv/data", Some(true)),
            ("srv/data/a", None),
            ("~/a", None),
            ("", None),
            ("C:\\srv\\data", None),
            ("/srv/data/\0", None),
        ] {
            assert_eq!(folder.contains(path), wanted, "{path}");
        }
        assert_eq!(AbsolutePath::parse("/").unwrap().contains("/anything"), Some(true));
        assert_eq!(AbsolutePath::parse("data"), None);
    }

    #[test]
    fn hosts() {
        let host = Host::parse("API.example.com").unwrap();
        for (url, wanted) in [
            ("https://api.example.com/x?y#z", Some(true)),
            ("HTTPS://API.EXAMPLE.COM:8443", Some(true)),
            ("wss://api.example.com", Some(true)),
            ("https://api.example.com\\x", Some(true)),
            ("https://api.example.com/Ä%41", Some(true)),
            ("https://user:pw@api.example.com/", Some(true)),
            ("https://api.example.com@evil.test/", Some(false)),
            ("https://api.example.com.evil.test/", Some(false)),
            ("https://evil.test/?https://api.example.com", Some(false)),
            ("https://evil.test\\@api.example.com/", Some(false)),
            ("https://evil.test#@api.example.com/", Some(false)),
            ("https://api.example.com./", Some(false)),
            ("https://127.0.0.1/", Some(false)),
            ("https:\\\\api.example.com\\x", Some(true)),
            ("https:api.example.com", Some(true)),
            ("https:/\\/evil.test/api.example.com", Some(false)),
            ("https:///api.example.com", Some(true)),
            ("https://api%2eexam%70le.com/", Some(true)),
            ("https://api.ex%2541mple.com/", None),
            ("https://api.example.com%2f.evil.test/", None),
            ("https://api.example.com%C3%A9/", None),
            ("https://api.example.com%", None),
            ("  https://api.example.com/\n", Some(true)),
            ("https://api.example.com /", None),
            ("https://api.exa\tmple.com/", Some(true)),
            ("https://аpi.example.com/", None), // a Cyrillic а
            ("https://api.example.com:99999/", None),
            ("https://api.example.com:x/", None),
            ("http://0x7f.1/", None),
            ("http://127.1/", None),
            ("http://[::1]/", None),
            ("//api.example.com/", None),
            ("api.example.com", None),
            ("mailto:a@api.example.com", None),
            ("file:///etc/passwd", None),
            ("file://api.example.com/etc/passwd", None),
            ("javascript://api.example.com/%0aalert(1)", None),
            ("foo://evil.test\\@api.example.com/", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(host.is_of(url), wanted, "{url}");
        }
        assert_eq!(Host::parse("127.0.0.1").unwrap().is_of("http://127.0.0.1:80/"), Some(true));
        for text in ["", "a b", "https://example.com", "example.com/x", "bücher.example", "a..b", "example.com:80", "0177.0.0.1", "1"] {
            assert_eq!(Host::parse(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        /// The `url` crate, with all of Unicode behind it, as the judge.
        #[test]
        fn where_a_host_is_found_whatwg_finds_the_same(
            scheme in "(https?|wss|HTTP|file|x)", colon in "(:|:/|://|://|://|:///|:\\\\)",
            rest in "([aA1.:@/?#%-]|\\\\|0x|xn--|_|é|\u{ff0e}|\t| |\\[|[a-z]{1,3}\\.com|@){0,9}",
        ) {
            let url = format!("{scheme}{colon}{rest}");
            let theirs = url::Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned));
            // Every host that could be meant: whatever stands between the characters that end one.
            for candidate in rest.split(['/', '\\', '?', '#', '@', ':']) {
                let Some(host) = Host::parse(candidate) else { continue };
                // Whether what follows `xn--` is sound is for whoever looks the name up.
                let unsound = host.0.contains("xn--") && theirs.is_none();
                match host.is_of(&url) {
                    Some(true) if unsound => {}
                    Some(true) => prop_assert_eq!(Some(host.0.as_str()), theirs.as_deref(), "{}", url),
                    Some(false) => prop_assert_ne!(Some(host.0.as_str()), theirs.as_deref(), "{}", url),
                    None => {}
                }
            }
        }
    }

    #[test]
    fn addresses() {
        let domain = Domain::parse("Example.com").unwrap();
        for (address, wanted) in [
            ("a@example.com", Some(true)),
            ("a.b+c@EXAMPLE.COM", Some(true)),
            ("a@mail.example.com", Some(false)),
            ("a@example.com.evil.test", Some(false)),
            ("a@notexample.com", Some(false)),
            ("Ann <a@example.com>", None),
            ("\"a\"@example.com", None),
            ("a@evil.test@example.com", None),
            ("a@example.com,b@evil.test", None),
            ("a@example.com (note)", None),
            (" a@example.com", None),
            ("a@example.com.", None),
            ("a@", None),
            ("@example.com", None),
            ("a..b@example.com", None),
            ("a@exаmple.com", None), // a Cyrillic а
            ("example.com", None),
            ("", None),
        ] {
            assert_eq!(domain.is_of(address), wanted, "{address}");
        }
    }
}
