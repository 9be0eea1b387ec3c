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

/// A host as WHATWG URLs write it: lower-case ASCII, or an IP address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host(String);

impl Host {
    fn parse(text: &str) -> Option<Self> {
        url::Host::parse(&lower(text)).ok().map(|host| Self(host.to_string()))
    }

    /// Nothing where the text is no absolute URL of a scheme that names a server (http, https, ws, wss, ftp), or its host needs Unicode tables.
    /// Readers disagree about the hosts of other schemes (`file://host/`, `javascript://host/%0a…`).
    pub(crate) fn is_of(&self, url: &str) -> Option<bool> {
        let url = url::Url::parse(&lower(url)).ok()?;
        let host = url.host_str().filter(|host| !host.is_empty() && matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp"))?;
        Some(host == self.0)
    }
}

/// Letters in lower case, those written `%41` to `%5A` too, and without the tabs and line ends that URLs ignore: hosts are blind to all of
/// it, the rest of the URL is not compared, and the ASCII-only back end of `idna` asserts that it never sees a capital.
fn lower(url: &str) -> String {
    let mut rest: &str = &url.to_ascii_lowercase().replace(['\t', '\n', '\r'], "");
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.find('%') {
        let (plain, escaped) = rest.split_at(at);
        text.push_str(plain);
        let letter = escaped.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii_uppercase);
        text.push(letter.map_or('%', |letter| letter.to_ascii_lowercase() as char));
        rest = escaped.get(if letter.is_some() { 3 } else { 1 }..).unwrap_or_default();
    }
    text + rest
}

impl Read for Host {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Host::parse, Code::BadHost, "a plain host such as \"api.example.com\" (international names in their xn-- form)", &place, issues)
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
            ("https://user:pw@api.example.com/", Some(true)),
            ("https://api.example.com@evil.test/", Some(false)),
            ("https://api.example.com.evil.test/", Some(false)),
            ("https://evil.test/?https://api.example.com", Some(false)),
            ("https://evil.test\\@api.example.com/", Some(false)),
            ("https:\\\\api.example.com\\x", Some(true)),
            ("https://api.exam%70le.com/", Some(true)),
            ("https://%41pi.ex\tample.com/", Some(true)),
            ("https://%4\n1é.example.com/", None),
            ("https://A\u{11910}.example.com/", None),
            ("https://api.example.com/Ä%41", Some(true)),
            ("https://api.ex%2541mple.com/", None),
            ("https://api.example.com./", Some(false)),
            ("  https://api.example.com/\n", Some(true)),
            ("//api.example.com/", None),
            ("api.example.com", None),
            ("mailto:a@api.example.com", None),
            ("file:///etc/passwd", None),
            ("file://api.example.com/etc/passwd", None),
            ("javascript://api.example.com/%0aalert(1)", None),
            ("foo://evil.test\\@api.example.com/", None),
            ("wss://api.example.com/", Some(true)),
            ("https://аpi.example.com/", None), // a Cyrillic а
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(host.is_of(url), wanted, "{url}");
        }
        assert_eq!(Host::parse("127.0.0.1").unwrap().is_of("http://0x7f.1/"), Some(true));
        for text in ["", "a b", "https://example.com", "example.com/x", "bücher.example"] {
            assert_eq!(Host::parse(text), None, "{text}");
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
