//! How far a text goes on without anything that JSON strings escape.

/// The place of the first quote, backslash or control character.
pub(super) fn first_special(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    let plain = words.iter().take_while(|word| !has_special(u64::from_le_bytes(**word))).count() * 8;
    let rest = bytes.get(plain..)?;
    rest.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\').map(|at| plain + at)
}

/// Whether any of eight bytes is special, without looking at each: the well-known tests for a zero byte and for a byte below a limit
/// (S. E. Anderson, "Bit Twiddling Hacks", *Determine if a word has a byte less than n*).
fn has_special(word: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES * 0x80;
    let zero = |w: u64| w.wrapping_sub(ONES) & !w & HIGH;
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    control | zero(word ^ (ONES * b'"' as u64)) | zero(word ^ (ONES * b'\\' as u64)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn agrees_with_looking_at_each(bytes in proptest::collection::vec(prop_oneof![4 => 0x20u8..=0xff, 1 => any::<u8>(), 1 => Just(b'"'), 1 => Just(b'\\')], 0..40)) {
            prop_assert_eq!(first_special(&bytes), bytes.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\'));
        }
    }
}
