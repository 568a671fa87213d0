//! The bits that a passage needs to be reported, with what they are made of.
//!
//! By chance `places^n · 2^(-(n-1) · bits)` coincidences of `n` places are expected; a margin stands for
//! what that simple model does not know. Whoever doubts a repeat can do the sum: see [`Needed::formula`].

/// A larger corpus may have one chance coincidence for so many places, as it has more true repeats.
const PLACES_PER_CHANCE: f64 = 4_000_000.0;

/// The bits that a passage needed, and from which numbers they follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needed {
    /// The bits.
    pub bits: f64,
    /// How many places there are where it could stand by chance: words, or lines, or sentences.
    pub places: f64,
    /// In how many articles it stands.
    pub n_articles: usize,
    /// Bits above what chance alone gives; below, where it is negative.
    pub margin: f64,
    /// The fewest bits that are ever enough.
    pub least: f64,
    /// Whether the copies are many among few places, so that their order is not counted.
    pub(super) is_of_many: bool,
}

impl Needed {
    /// What a passage of words in `n` articles needs.
    pub(super) fn among_words(places: f64, n: usize, margin: f64) -> Self {
        Self::new(places, n, margin, false)
    }

    /// The same where the places are few and the copies many: `n` places can be chosen in
    /// `places^n / n!` ways.
    pub(super) fn among_lines(places: f64, n: usize, margin: f64) -> Self {
        Self::new(places, n, margin, true)
    }

    /// What a passage needs that somebody else answers for.
    pub(super) fn nothing(n: usize) -> Self {
        Self {
            bits: 0.0,
            ..Self::new(0.0, n, 0.0, false)
        }
    }

    /// Never fewer bits than these.
    pub(super) fn at_least(self, least: f64) -> Self {
        Self {
            bits: self.bits.max(least),
            least,
            ..self
        }
    }

    fn new(places: f64, n: usize, margin: f64, is_of_many: bool) -> Self {
        let mut needed = Self {
            bits: 0.0,
            places,
            n_articles: n,
            margin,
            least: 0.0,
            is_of_many,
        };
        let n = n.max(2) as f64;
        let chance = n * places.max(2.0).log2() - needed.allowed() - needed.ways();
        needed.bits = chance / (n - 1.0) + margin;
        needed
    }

    /// Bits for the chance coincidences that a large corpus may have.
    fn allowed(&self) -> f64 {
        (self.places / PLACES_PER_CHANCE).max(1.0).log2()
    }

    /// Bits for the orders of `n` copies.
    fn ways(&self) -> f64 {
        let copies = 2..=if self.is_of_many { self.n_articles } else { 1 };
        copies.map(|copy| (copy as f64).log2()).sum()
    }

    /// The sum that gives the bits, to be done by hand: "3/2 · log2 4968 + 10".
    pub fn formula(&self) -> String {
        let n = self.n_articles.max(2);
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
        if self.least > 0.0 {
            sum = format!("{sum}, at least {}", self.least);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_is_the_sum() {
        let shown = |needed: Needed| format!("{:.1} = {}", needed.bits, needed.formula());
        let words = Needed::among_words(4968.0, 3, 10.0);
        assert_eq!(shown(words), "28.4 = 3/2 · log2 4968 + 10");
        let large = Needed::among_words(8_000_000.0, 2, 10.0);
        assert_eq!(shown(large), "54.9 = 2 · log2 8000000 − 1.0 + 10");
        let lines = Needed::among_lines(64.0, 3, 2.0).at_least(12.0);
        assert_eq!(
            shown(lines),
            "12.0 = (3 · log2 64 − 2.6) / 2 + 2, at least 12"
        );
        let credit = Needed::among_lines(64.0, 2, -3.0);
        assert_eq!(shown(credit), "8.0 = 2 · log2 64 − 1.0 − 3");
    }
}
