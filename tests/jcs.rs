//! RFC 8785 against its authors' files, and the ES6 number sequence against the hashes they publish.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::wire::canonical_json;
use sha2::{Digest, Sha256};
use std::fs;

#[test]
fn the_authors_files() {
    let mut compared = 0;
    for entry in fs::read_dir("tests/vectors/jcs/input").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let input = fs::read_to_string(format!("tests/vectors/jcs/input/{name}")).unwrap();
        let output = fs::read_to_string(format!("tests/vectors/jcs/output/{name}")).unwrap();
        let hex = fs::read_to_string(format!("tests/vectors/jcs/outhex/{}", name.replace(".json", ".txt"))).unwrap();
        let bytes: Vec<u8> = hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        let ours = canonical_json(&input).unwrap();
        assert_eq!(ours, output, "{name}");
        assert_eq!(ours.as_bytes(), bytes, "{name}");
        assert_eq!(canonical_json(&ours).unwrap(), ours, "{name} is not a fixed point");
        compared += 1;
    }
    assert_eq!(compared, 6);
}

/// Line counts and SHA-256 of `hex-ieee,expected\n` as the README beside the files lists them.
const HASHES: [(usize, &str); 4] = [
    (1_000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"),
    (10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"),
    (100_000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"),
    (1_000_000, "49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16"),
];

/// 100,000 lines, a million with HOLDPOINT_ALL.
#[test]
fn the_number_sequence() {
    #[allow(clippy::disallowed_methods, reason = "a test may be told how long to run")]
    let all = std::env::var("HOLDPOINT_ALL").is_ok();
    let last = if all { HASHES.len() } else { HASHES.len() - 1 };
    let mut sha = Sha256::new();
    let mut numbers = Numbers::new();
    let mut lines = 0;
    for (count, hash) in &HASHES[..last] {
        while lines < *count {
            let number = numbers.next().unwrap();
            // 17 digits bring every double back, so that reading is tested as well as writing.
            let text = canonical_json(&format!("{number:e}")).unwrap();
            sha.update(format!("{:x},{text}\n", number.to_bits()));
            lines += 1;
        }
        assert_eq!(hex(&sha.clone().finalize()), *hash, "{count} lines");
    }
    println!("{lines} numbers");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The sequence of the README: fixed bit patterns, 2,000 small ones in a row, then a SHA-256 chain read as doubles.
struct Numbers {
    fixed: std::vec::IntoIter<u64>,
    block: [u8; 32],
    at: usize,
}

impl Numbers {
    fn new() -> Self {
        let readme = fs::read_to_string("tests/vectors/jcs/README.md").unwrap();
        let listed = readme.split("staticU64s = new BigUint64Array([").nth(1).unwrap().split("])").next().unwrap();
        let mut fixed: Vec<u64> =
            listed.split(',').filter_map(|word| u64::from_str_radix(word.trim().strip_prefix("0x")?.strip_suffix('n')?, 16).ok()).collect();
        assert_eq!(fixed.len(), 168);
        fixed.extend((0..2_000).map(|i| 0x0010_0000_0000_0000 + i));
        Self { fixed: fixed.into_iter(), block: [0; 32], at: 4 }
    }
}

impl Iterator for Numbers {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        if let Some(bits) = self.fixed.next() {
            return Some(f64::from_bits(bits));
        }
        loop {
            if self.at == 4 {
                self.block = Sha256::digest(self.block).into();
                self.at = 0;
            }
            let bytes: [u8; 8] = self.block[self.at * 8..][..8].try_into().unwrap();
            self.at += 1;
            let number = f64::from_le_bytes(bytes);
            if number != 0.0 && number.is_finite() {
                return Some(number);
            }
        }
    }
}
