//! International names in ASCII: Punycode (RFC 3492). The `idna` crate is its judge in the tests; its mapping and normalization would be 45 KB
//! of compressed wasm.

const BASE: u32 = 36;
const PREFIX: &str = "xn--";
/// No label of a host is longer, and decoding takes time that grows with the square.
const LONGEST: usize = 63;

/// A label in lower case as `xn--…`, or as it is where it is ASCII. Nothing for what is too long for a label.
pub(super) fn to_ascii(label: &str) -> Option<String> {
    let label: String = label.chars().flat_map(char::to_lowercase).collect();
    if label.is_ascii() {
        return Some(label);
    }
    let points: Vec<u32> = label.chars().map(u32::from).take(LONGEST + 1).collect();
    let ascii = encode(&points).filter(|_| points.len() <= LONGEST)?;
    (ascii.len() + PREFIX.len() <= LONGEST).then(|| format!("{PREFIX}{ascii}"))
}

/// The name behind `xn--…`.
pub(super) fn to_unicode(label: &str) -> Option<String> {
    let rest = label.get(..PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(PREFIX)).and_then(|start| label.get(start.len()..))?;
    (label.len() <= LONGEST).then(|| decode(rest)).flatten()
}

/// RFC 3492 §6.3.
fn encode(points: &[u32]) -> Option<String> {
    let mut out: String = points.iter().filter(|&&p| p < 0x80).filter_map(|&p| char::from_u32(p)).collect();
    let basic = out.len() as u32;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (0x80, 0u32, 72, basic);
    while (done as usize) < points.len() {
        let least = points.iter().copied().filter(|&p| p >= n).min()?;
        delta = delta.checked_add((least - n).checked_mul(done + 1)?)?;
        n = least;
        for &point in points {
            if point < n {
                delta = delta.checked_add(1)?;
            }
            if point == n {
                variable(delta, bias, &mut out);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

fn variable(mut value: u32, bias: u32, out: &mut String) {
    let mut k = BASE;
    loop {
        let t = threshold(k, bias);
        if value < t {
            break;
        }
        out.push(digit(t + (value - t) % (BASE - t)));
        value = (value - t) / (BASE - t);
        k += BASE;
    }
    out.push(digit(value));
}

/// RFC 3492 §6.2.
fn decode(text: &str) -> Option<String> {
    let (basic, rest) = text.rsplit_once('-').unwrap_or(("", text));
    if !text.is_ascii() || rest.is_empty() || text.starts_with('-') && basic.is_empty() {
        return None;
    }
    let mut out: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (0x80u32, 0u32, 72);
    let mut digits = rest.chars().map(|c| c.to_digit(BASE)).map(|d| d.map(|d| if d < 10 { d + 26 } else { d - 10 })).peekable();
    while digits.peek().is_some() {
        let before = i;
        let (mut weight, mut k) = (1u32, BASE);
        loop {
            let digit = digits.next()??;
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let t = threshold(k, bias);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(BASE - t)?;
            k += BASE;
        }
        let length = out.len() as u32 + 1;
        bias = adapt(i - before, length, before == 0);
        n = n.checked_add(i / length)?;
        i %= length;
        out.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    Some(out.into_iter().collect())
}

/// RFC 3492 §6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += BASE;
    }
    k + 36 * delta / (delta + 38)
}

const fn threshold(k: u32, bias: u32) -> u32 {
    if k <= bias + 1 {
        1
    } else if k >= bias + 26 {
        26
    } else {
        k - bias
    }
}

fn digit(value: u32) -> char {
    let value = if value < 26 { value + 10 } else { value - 26 };
    char::from_digit(value, BASE).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_idna_crate(label in "[a-z0-9а-яάα-ω一-龥\u{80}-\u{10ffff}]{1,20}") {
            let points: Vec<u32> = label.chars().map(u32::from).collect();
            prop_assert_eq!(encode(&points), idna::punycode::encode_str(&label));
        }

        #[test]
        fn decodes_what_the_idna_crate_decodes(text in "[a-z0-9-]{1,20}") {
            // Ours also refuses an empty extension; a name that ends in a hyphen is no name.
            prop_assert_eq!(decode(&text), idna::punycode::decode_to_string(&text).filter(|_| !text.ends_with('-')));
        }

        #[test]
        fn names_come_back(label in "[a-zа-яα-ω一-龥]{1,12}") {
            let ascii = to_ascii(&label).unwrap();
            prop_assert_eq!(&ascii, &idna::domain_to_ascii(&label).unwrap());
            if ascii.starts_with("xn--") {
                prop_assert_eq!(to_unicode(&ascii), Some(label.to_lowercase()));
            }
        }
    }
}
