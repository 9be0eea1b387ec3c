//! What the documentation claims, and whether it holds here.

/// Sentences, each with whether it holds.
#[derive(Default)]
pub struct Claims(Vec<(String, bool)>);

impl Claims {
    /// Notes one.
    pub fn that(&mut self, sentence: impl Into<String>, holds: bool) {
        self.0.push((sentence.into(), holds));
    }

    /// Prints all; whether every one holds.
    pub fn show(&self) -> bool {
        println!("\nWhat the documentation claims");
        for (sentence, holds) in &self.0 {
            println!("  {} {sentence}", if *holds { "holds         " } else { "DOES NOT HOLD " });
        }
        self.0.iter().all(|(_, holds)| *holds)
    }
}
