//! The bits that a passage needs to be reported, and the numbers behind them.
//!
//! Chance gives `places^n · 2^(-(n-1) · bits)` coincidences of `n` places (the E-value of BLAST). A
//! passage needs the bits for an expected number of 1, and a margin for language unknown to the model.
//! [`Threshold::formula`] shows the sum, for example "3/2 · log2 4968 + 10".

use std::f64::consts::LOG2_E;

use serde::{Deserialize, Serialize};

use super::surprisal::LEAST_WORDS;

/// Places of a corpus for each chance coincidence that is tolerated.
const PLACES_PER_CHANCE: f64 = 4_000_000.0;

/// The bits that a passage needed, with the numbers of the calculation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The bits.
    pub bits: f64,
    /// Number of places where the passage could stand by chance: words, lines or sentences.
    pub places: f64,
    /// Number of articles with the passage.
    pub n_articles: usize,
    /// Bits above chance; negative for bits below chance.
    pub margin: f64,
    /// Fewest bits that are ever enough, whatever chance says.
    pub least: f64,
    /// Number of articles that the bits are for: `n_articles`, or 2 for words that may stand anywhere.
    pub for_articles: usize,
    /// Factor of the bits: 1, or more for words inside sentences.
    pub factor: f64,
    /// The places are few, so the order of the copies does not count.
    pub(super) ignores_order: bool,
}

impl Threshold {
    /// Returns the threshold of a passage of words in `n` articles.
    pub(super) fn for_words(places: f64, n: usize, margin: f64) -> Self {
        Self::new(places, n, margin, false)
    }

    /// Returns the threshold of a line or sentence in `n` articles. `n` of few places can be chosen
    /// in `places^n / n!` ways, and the absence of further copies counts as evidence too.
    pub(super) fn for_lines(places: f64, n: usize, margin: f64) -> Self {
        Self::new(places, n, margin, true)
    }

    /// Returns the threshold of an imported passage: 0 bits.
    pub(super) fn zero(n: usize) -> Self {
        Self { bits: 0.0, ..Self::new(0.0, n, 0.0, false) }
    }

    /// Raises the threshold to at least `least` bits.
    pub(super) fn at_least(self, least: f64) -> Self {
        Self { bits: self.bits.max(least), least, ..self }
    }

    /// Keeps the bits for a passage of `n` articles.
    pub(super) fn for_any_number(self, n: usize) -> Self {
        Self { n_articles: n, ..self }
    }

    /// Multiplies the bits.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { bits: self.bits * factor, factor: self.factor * factor, ..self }
    }

    fn new(places: f64, n: usize, margin: f64, ignores_order: bool) -> Self {
        let mut threshold = Self {
            bits: 0.0,
            places,
            n_articles: n,
            margin,
            least: 0.0,
            for_articles: n,
            factor: 1.0,
            ignores_order,
        };
        let n = n.max(2) as f64;
        let chance = n * places.max(2.0).log2() - threshold.allowed() - threshold.ways();
        threshold.bits = chance / (n - 1.0) + margin;
        threshold
    }

    /// Returns the bits for the chance coincidences that a large corpus may have.
    fn allowed(&self) -> f64 {
        (self.places / PLACES_PER_CHANCE).max(1.0).log2()
    }

    /// Returns the bits for the orders of `n` copies and for the absence of further copies.
    fn ways(&self) -> f64 {
        if !self.ignores_order {
            return 0.0;
        }
        let orders = (2..=self.for_articles).map(|copy| (copy as f64).log2()).sum();
        orders + self.by_chance(orders) * LOG2_E
    }

    /// Returns the number of copies that chance may give, so that `n` copies are too many.
    ///
    /// This number is expected of a passage with just enough bits, without the margin. Of `places /
    /// copies` such passages one may stand in `n` places: `places / copies · copies^n / n! ·
    /// e^-copies = 1`.
    fn by_chance(&self, orders: f64) -> f64 {
        let n = self.for_articles.max(2) as f64;
        let is_likely = |copies: f64| {
            (n - 1.0) * copies.log2() - orders - copies * LOG2_E + self.places.max(2.0).log2() > 0.0
        };
        // The left side grows up to n - 1 copies, so bisection finds the root; 50 steps exhaust an
        // `f64`.
        let mut range = (0.0, n - 1.0);
        for _ in 0..50 {
            let middle = f64::midpoint(range.0, range.1);
            if is_likely(middle) {
                range.1 = middle;
            } else {
                range.0 = middle;
            }
        }
        range.1
    }

    /// Returns the sum that gives the bits, for example "3/2 · log2 4968 + 10".
    pub fn formula(&self) -> String {
        let n = self.for_articles.max(2);
        let places = self.places.max(2.0).round();
        let mut sum = match (self.allowed() + self.ways(), n) {
            (0.0, 2) => format!("2 · log2 {places}"),
            (0.0, n) => format!("{n}/{} · log2 {places}", n - 1),
            (less, 2) => format!("2 · log2 {places} − {less:.1}"),
            (less, n) => format!("({n} · log2 {places} − {less:.1}) / {}", n - 1),
        };
        if self.margin != 0.0 {
            let sign = if self.margin < 0.0 { '−' } else { '+' };
            sum = format!("{sum} {sign} {}", self.margin.abs());
        }
        if self.factor > 1.0 {
            sum = format!("{} · ({sum})", self.factor);
        }
        if self.least > 0.0 {
            sum = format!("{sum}, at least {}", self.least);
        }
        sum
    }
}

/// The thresholds of one corpus.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thresholds {
    /// Number of places where a passage could stand by chance.
    pub n_words: f64,
    /// See [`super::RepeatOptions`].
    pub margin_bits: f64,
}

impl Thresholds {
    /// Makes the thresholds of a corpus of `n_words`.
    pub(super) fn of(n_words: usize, margin_bits: f64) -> Thresholds {
        Thresholds { n_words: (n_words as f64).max(LEAST_WORDS), margin_bits }
    }

    /// Returns the threshold of a passage in `n` articles.
    pub(super) fn for_articles(self, n: usize) -> Threshold {
        Threshold::for_words(self.n_words, n, self.margin_bits)
    }

    /// Returns the bits that a passage in `n` articles needs.
    pub(super) fn bits(self, n: usize) -> f64 {
        self.for_articles(n).bits
    }

    /// Returns the bits that each link between two occurrences needs beside other links of the
    /// passage.
    pub(super) fn link_bits(self) -> f64 {
        self.n_words.log2() + self.margin_bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bits make chance give `n` copies once.
    #[test]
    fn many_copies_must_be_more_than_chance_gives() {
        for (places, n) in [(1e3, 2), (3e5, 20), (3e5, 400)] {
            let threshold = Threshold::for_lines(places, n, 0.0);
            let copies = places * (-threshold.bits).exp2();
            // ln(n!) by Stirling would be no check of the sum in use.
            let orders: f64 = (1..=n).map(|copy| (copy as f64).ln()).sum();
            let expected = (n as f64 - 1.0) * copies.ln() - orders - copies + places.ln();
            assert!(copies < n as f64 && expected.abs() < 1e-6, "{n}: {copies}");
        }
        // 400 copies are too many where chance gives 354 of such a label.
        let bits = Threshold::for_lines(3e5, 400, 0.0).bits;
        assert!((3e5 * (-bits).exp2() - 354.3).abs() < 0.1, "{bits}");
    }

    #[test]
    fn the_formula_is_the_sum() {
        let shown =
            |threshold: Threshold| format!("{:.1} = {}", threshold.bits, threshold.formula());
        let words = Threshold::for_words(4968.0, 3, 10.0);
        assert_eq!(shown(words), "28.4 = 3/2 · log2 4968 + 10");
        let inside = Threshold::for_words(4968.0, 2, 10.0).for_any_number(5).times(1.3);
        assert_eq!(shown(inside), "44.9 = 1.3 · (2 · log2 4968 + 10)");
        let large = Threshold::for_words(8_000_000.0, 2, 10.0);
        assert_eq!(shown(large), "54.9 = 2 · log2 8000000 − 1.0 + 10");
        let lines = Threshold::for_lines(64.0, 3, 2.0).at_least(12.0);
        assert_eq!(shown(lines), "12.0 = (3 · log2 64 − 3.1) / 2 + 2, at least 12");
        let credit = Threshold::for_lines(64.0, 2, -3.0);
        assert_eq!(shown(credit), "8.0 = 2 · log2 64 − 1.0 − 3");
    }
}
