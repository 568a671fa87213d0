//! Made-up news articles for the benches: any number, the same ones for the same seed.
//!
//! Owns the prose and nothing else; who measures what is left to the benches. The words must be as
//! many and as unevenly used as in real text, since the finder works by different words: a third of
//! them come from a tail of 60,000 invented ones, drawn by Zipf's law. Articles have what the five
//! real ones have: title, byline, headings, quotations, bullets, site chrome, curly quotes, accents.

use std::{fmt::Write as _, fs, io, path::Path};

use fastrand::Rng;

const FUNCTION: [&str; 36] = [
    "the", "a", "of", "to", "in", "and", "for", "on", "with", "by", "from", "as", "at", "its",
    "their", "that", "which", "after", "before", "under", "over", "more", "than", "not", "several",
    "many", "new", "other", "between", "during", "without", "against", "this", "these", "no", "an",
];

const COMMON: [&str; 48] = [
    "council", "harbour", "ministry", "report", "workers", "prices", "company", "officials",
    "government", "border", "region", "network", "agency", "contract", "budget", "water", "police",
    "court", "traffic", "school", "hospital", "energy", "market", "vote", "security", "families",
    "investigation", "million", "percent", "year", "months", "plan", "state", "threat", "crime",
    "support", "rising", "local", "national", "public", "regional", "growing", "according",
    "expected", "announced", "failed", "opened", "changed",
];

const VERBS: [&str; 16] = [
    "reached", "said", "found", "remains", "brings", "raised", "closed", "has", "was", "were",
    "shows", "leads", "left", "signals", "isn’t", "will",
];

const CUES: [&str; 6] = ["says", "explains", "warned", "told reporters", "argues", "wrote"];

const ROLES: [&str; 6] = [
    "a security analyst specializing in organized crime",
    "professor of public law",
    "a spokeswoman of the port authority",
    "who leads the inquiry",
    "an economist at the trade chamber",
    "mayor of the city since 2019",
];

const SYLLABLES: [&str; 40] = [
    "ba", "cor", "den", "el", "fa", "gra", "hol", "in", "jo", "kel", "la", "mar", "no", "or",
    "pel", "qui", "ra", "sen", "tor", "ul", "ver", "wes", "ya", "zan", "bri", "cha", "do", "es",
    "fle", "go", "hu", "is", "ka", "lé", "mi", "ní", "pó", "ro", "su", "te",
];

/// Different words of the tail.
const TAIL: f64 = 60_000.0;

/// Bytes of an article of the generated folders, about as many as in the shortest real one.
pub const ARTICLE_BYTES: usize = 2_800;

/// Writes articles.
pub struct Writer {
    rng: Rng,
}

impl Writer {
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed) }
    }

    /// An article of at least this many bytes.
    pub fn article(&mut self, n_bytes: usize) -> String {
        let mut text = format!("{}\n\nby {}\n\n", self.title(), self.name());
        while text.len() < n_bytes {
            match self.rng.u8(..16) {
                0 => {
                    let heading = self.title();
                    let _ = write!(text, "{heading}\n\n");
                }
                1 => {
                    for _ in 0..self.rng.usize(2..5) {
                        let item = self.sentence();
                        let _ = writeln!(text, "• {item}");
                    }
                    text.push('\n');
                }
                2 => text.push_str("Share your thoughts in the comments below!\n\n"),
                _ => {
                    let paragraph = self.paragraph();
                    let _ = write!(text, "{paragraph}\n\n");
                }
            }
        }
        text
    }

    fn paragraph(&mut self) -> String {
        let sentences: Vec<String> = (0..self.rng.usize(2..6))
            .map(|_| match self.rng.u8(..5) {
                0 => self.quotation(),
                _ => self.sentence(),
            })
            .collect();
        sentences.join(" ")
    }

    /// A sentence of 8 to 34 words.
    pub fn sentence(&mut self) -> String {
        let n_words = self.rng.usize(8..35);
        let mut words: Vec<String> = (0..n_words).map(|at| self.word(at)).collect();
        if n_words > 14 {
            words[n_words / 2].push(',');
        }
        capital(&words.join(" ")) + "."
    }

    fn quotation(&mut self) -> String {
        let words = self.sentence();
        let words = words.trim_end_matches('.');
        let cue = CUES[self.rng.usize(..CUES.len())];
        let role = ROLES[self.rng.usize(..ROLES.len())];
        format!("“{words},” {cue} Dr. {}, {role}.", self.name())
    }

    fn title(&mut self) -> String {
        let words: Vec<String> =
            (0..self.rng.usize(4..9)).map(|at| capital(&self.word(at))).collect();
        words.join(" ")
    }

    fn name(&mut self) -> String {
        let (first, last) = (self.tail(), self.tail());
        format!("{} {}", capital(&first), capital(&last))
    }

    fn word(&mut self, at: usize) -> String {
        let one = |rng: &mut Rng, words: &[&str]| words[rng.usize(..words.len())].to_owned();
        match self.rng.u8(..100) {
            _ if at == 2 => one(&mut self.rng, &VERBS),
            0..38 => one(&mut self.rng, &FUNCTION),
            38..64 => one(&mut self.rng, &COMMON),
            64..66 => format!("{}", self.rng.u32(2..5_000)),
            _ => self.tail(),
        }
    }

    /// A word of the tail: rank r is drawn about as often as 1/r, and always spelled the same.
    fn tail(&mut self) -> String {
        let rank = TAIL.powf(self.rng.f64()) as u64;
        let mut spelling = Rng::with_seed(rank);
        let n_syllables = spelling.usize(2..5);
        (0..n_syllables).map(|_| SYLLABLES[spelling.usize(..SYLLABLES.len())]).collect()
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Writes a folder of articles; the same ones for the same number.
pub fn write_folder(folder: &Path, n_articles: usize) -> io::Result<()> {
    let mut writer = Writer::new(7);
    (0..n_articles).try_for_each(|index| {
        let article = writer.article(ARTICLE_BYTES);
        fs::write(folder.join(format!("{index:05}.txt")), article)
    })
}
