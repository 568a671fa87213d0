//! News-like passages out of nothing but a seed.
//!
//! Owns the words and how they follow each other; passage `n` depends only on its number, so a short
//! run has the first passages of a long one. What matters to a finder is true to life: few words are
//! very frequent and tens of thousands rare, one passage in two holds typographic quotes, dashes or
//! accents, numbers have separators, and what is looked for stands in a few passages of a hundred
//! thousand.

/// A small generator of the `splitmix` family.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The most frequent words of English news, roughly in order.
const FREQUENT: &str = "the to of and a in that for is on with was as by said it from at he are be \
    has have an his this not will they who their its been but were after more had which about one \
    would than people year new her or when also she we out all over government could two there \
    first up can other years last state time if police into some country president no what most \
    percent million against her before world officials security between three many while because \
    national including week minister group former international since city military report \
    according attack during part united under authorities members court made where political law \
    company public forces told war foreign leader support market power called used another day \
    several health say make officials near still down right number him them only now may so says";

/// Words of the field that researchers look for.
const FIELD: &str = "terrorist terrorism designation designated cartel narcotics trafficking regime \
    sanctions committee statement department treasury weapon weapons weaponization investigation \
    organization criminal border migration reward capture comments share below analyst specializing \
    territory terrain thoughts committed commission communities hezbollah argentina venezuela \
    maduro caracas aragua attacks bombing embassy evidence witness prosecutor ministry election \
    opposition protest parliament reform climate energy inflation hospital vaccine university";

const NAMES: [&str; 24] = [
    "María", "José", "Nicolás", "Ramírez", "Isabella", "Íñigo", "Müller", "François", "Zoë",
    "Søren", "Łukasz", "Córdoba", "Bogotá", "Medellín", "Peña", "Muñoz", "Hernández", "Sinaloa",
    "Lima", "Quito", "Nairobi", "Kraków", "Dvořák", "Erdoğan",
];

/// Sentences that a researcher half remembers.
const REMEMBERED: [&str; 8] = [
    "“The gang is a tool of the regime,” says Dr. Isabella Ramirez, a security analyst in Lima.",
    "Peru’s terrorist designation of the Cartel of the Suns followed that of the United States.",
    "Share your thoughts in the comments below!",
    "The Maduro regime, the State Department said, “moved drugs as a weapon of state policy.”",
    "Tren de Aragua is believed to have over 5,000 members in eight countries.",
    "María Quiñones left Caracas in 2018 – and never came back.",
    "Washington offers a $50 million reward for information that leads to his arrest.",
    "Hezbollah was blamed for the attacks in Argentina in 1992 and 1994.",
];

const ONSETS: [&str; 20] = [
    "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pr", "r", "s", "st", "t",
    "tr", "v",
];
const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "io", "ou"];
const CODAS: [&str; 12] = ["", "n", "r", "s", "l", "t", "nd", "rt", "ck", "m", "st", "ng"];
const ENDINGS: [&str; 8] = ["", "s", "ed", "ing", "er", "ion", "ment", "al"];

/// The words, the most frequent first.
pub struct Prose {
    words: Vec<String>,
}

impl Prose {
    pub fn new() -> Self {
        const DIFFERENT: usize = 40_000;
        let mut dice = Dice(7);
        let mut words: Vec<String> = FREQUENT.split_whitespace().map(str::to_owned).collect();
        let mut field = FIELD.split_whitespace();
        while words.len() < DIFFERENT {
            let is_field = words.len().is_multiple_of(23);
            let word = field.next().filter(|_| is_field).map(str::to_owned);
            words.push(word.unwrap_or_else(|| coined(&mut dice)));
        }
        Self { words }
    }

    /// Passage number `n`: some 100 to 400 letters, most often about 230.
    pub fn passage(&self, n: u64) -> String {
        let mut dice = Dice(n.wrapping_mul(0x2545_f491_4f6c_dd1d) + 1);
        let target = 90 + (dice.share() * dice.share() * 420.0) as usize;
        let mut text = String::with_capacity(target + 40);
        if dice.below(2_000) == 0 {
            text.push_str(REMEMBERED[dice.below(REMEMBERED.len())]);
        }
        while text.len() < target {
            self.sentence(&mut text, &mut dice);
        }
        text
    }

    fn sentence(&self, text: &mut String, dice: &mut Dice) {
        let n_words = 6 + dice.below(22);
        let is_quoted = dice.below(4) == 0;
        for at in 0..n_words {
            if !text.is_empty() {
                text.push(' ');
            }
            if is_quoted && at == 0 {
                text.push('“');
            }
            let word = self.word(dice);
            let mut letters = word.chars();
            match letters.next().filter(|_| at == 0) {
                Some(first) => {
                    text.extend(first.to_uppercase());
                    text.push_str(letters.as_str());
                }
                None => text.push_str(&word),
            }
            match dice.below(60) {
                0..=3 if at + 1 < n_words => text.push(','),
                4 => text.push_str("’s"),
                5 if at + 1 < n_words => text.push_str(" –"),
                _ => {}
            }
        }
        text.push('.');
        if is_quoted {
            text.push('”');
        }
    }

    fn word(&self, dice: &mut Dice) -> String {
        match dice.below(1_000) {
            0..12 => NAMES[dice.below(NAMES.len())].to_owned(),
            12..16 => format!("{}", 1_900 + dice.below(130)),
            16..20 => format!("{},{:03}", 1 + dice.below(90), dice.below(1_000)),
            20..23 => format!("{}.{}", dice.below(100), dice.below(10)),
            // By Zipf: a word's frequency goes with one over its place.
            _ => {
                let place = (self.words.len() as f64).powf(dice.share()) - 1.0;
                self.words[place as usize].clone()
            }
        }
    }
}

/// A word that looks like one.
fn coined(dice: &mut Dice) -> String {
    let mut word = String::new();
    for _ in 0..1 + dice.below(3) {
        word.push_str(ONSETS[dice.below(ONSETS.len())]);
        word.push_str(NUCLEI[dice.below(NUCLEI.len())]);
        word.push_str(CODAS[dice.below(CODAS.len())]);
    }
    word + ENDINGS[dice.below(ENDINGS.len())]
}
