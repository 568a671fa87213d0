//! Articles and small edits of them for the promises about anchors, with the truth tracked through
//! every edit.
//!
//! Articles are the embedded sample or made from a vocabulary of our own; the same seed gives the same
//! articles and edits. An edit that would cut a mark in two is not made, and marks inside what is
//! deleted or rewritten are dropped: what is left has one right answer.

use fastrand::Rng;

use super::{Span, rough_sentences};
use crate::{corpus::sample, text::words};

const SYLLABLES: [&str; 24] = [
    "ba", "cor", "den", "el", "fa", "gri", "hol", "in", "jun", "ka", "lem", "mo", "nar", "os",
    "pel", "qui", "ran", "sto", "tur", "ul", "ves", "win", "yar", "zen",
];

const SMALL_WORDS: [&str; 22] = [
    "the", "of", "and", "to", "in", "a", "that", "is", "for", "on", "with", "by", "as", "at",
    "was", "from", "it", "but", "not", "has", "said", "says",
];

const CHROME: [&str; 4] = [
    "Read more about this topic.",
    "Did you know?",
    "Share this story with your friends.",
    "What do you think?",
];

/// One word of the vocabulary: the small numbers are the common words.
fn word(random: &mut Rng) -> String {
    if random.u8(..) < 110 {
        return SMALL_WORDS[random.usize(..SMALL_WORDS.len())].to_owned();
    }
    // Squaring makes some words common and most rare, as in a language.
    let rank = (random.f64().powi(2) * 4000.0) as usize;
    let first = SYLLABLES[rank % 24];
    let second = SYLLABLES[rank / 24 % 24];
    let third = if rank > 575 { SYLLABLES[rank / 576 % 24] } else { "" };
    format!("{first}{second}{third}")
}

fn sentence(random: &mut Rng) -> String {
    let n_words = random.usize(4..20);
    let mut all: Vec<String> = (0..n_words).map(|_| word(random)).collect();
    let first = all[0].clone();
    all[0] = format!("{}{}", first[..1].to_uppercase(), &first[1..]);
    if n_words > 8 {
        all[n_words / 2].push(',');
    }
    if random.u8(..) < 40 {
        all[n_words - 1] = format!("{} percent", random.u16(1..999));
    }
    let words = all.join(" ");
    match random.u8(..10) {
        0 => format!("“{words},” said {}.", name(random)),
        1 => format!("\"{words}!\" — {} says so.", name(random)),
        _ => format!("{words}."),
    }
}

fn name(random: &mut Rng) -> String {
    let one = |random: &mut Rng| {
        let (a, b) = (random.usize(..24), random.usize(..24));
        let word = format!("{}{}", SYLLABLES[a], SYLLABLES[b]);
        format!("{}{}", word[..1].to_uppercase(), &word[1..])
    };
    format!("{} {}", one(random), one(random))
}

/// Some made sentences in a row.
pub fn sentences(random: &mut Rng, wanted: usize) -> String {
    let all: Vec<String> = (0..wanted).map(|_| sentence(random)).collect();
    all.join(" ")
}

/// A made article of about 2 KB: paragraphs, some lines that stand in every article.
pub fn made(random: &mut Rng) -> String {
    let paragraph = |random: &mut Rng| {
        if random.u8(..) < 30 {
            return CHROME[random.usize(..CHROME.len())].to_owned();
        }
        let n_sentences = random.usize(1..5);
        sentences(random, n_sentences)
    };
    let n_paragraphs = random.usize(4..11);
    let all: Vec<String> = (0..n_paragraphs).map(|_| paragraph(random)).collect();
    all.join("\n\n")
}

/// An article: every third is one of the sample.
pub fn article(random: &mut Rng, known: &[String]) -> String {
    if random.u8(..3) == 0 { known[random.usize(..known.len())].clone() } else { made(random) }
}

/// Returns true if a mark is a part of lines that stand in many articles, alone or in a row, and is the same
/// passage in each article.
pub fn is_part_of_chrome(text: &str, mark: Span) -> bool {
    let is_part_of = |passage: &str| {
        let mut places =
            text.match_indices(passage).map(|(at, _)| Span::new(at, at + passage.len()));
        places.any(|place| place.overlaps(mark) && !mark.contains(place))
    };
    let two = |first: &&str| CHROME.map(|second| format!("{first}\n\n{second}"));
    CHROME.iter().any(|line| is_part_of(line))
        || CHROME.iter().flat_map(two).any(|lines| is_part_of(&lines))
}

/// The texts of the sample.
pub fn known() -> Vec<String> {
    sample().into_iter().map(|article| article.text).collect()
}

/// Places that a reviewer marks: sentences, some words of one, two sentences, now and then a word.
pub fn marks(random: &mut Rng, text: &str, wanted: usize) -> Vec<Span> {
    let sentences = rough_sentences(text);
    let one = |random: &mut Rng| {
        let at = random.usize(..sentences.len());
        let sentence = sentences[at];
        let words = words(text, sentence);
        match random.u8(..20) {
            0..=9 => Some(sentence),
            10..=16 if words.len() > 2 => {
                let len = random.usize(2..words.len().min(10));
                let first = random.usize(..words.len() - len);
                Some(words[first].join(words[first + len - 1]))
            }
            17 | 18 if at > 0 => Some(sentences[at - 1].join(sentence)),
            19 => words.into_iter().find(|word| word.len() > 6),
            _ => None,
        }
    };
    let mut all: Vec<Span> = (0..wanted).filter_map(|_| one(random)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A text that is being edited, with marks that go along.
#[derive(Clone, Debug)]
pub struct Changed {
    pub text: String,
    /// For each mark where it stands now; none once its words are gone.
    pub marks: Vec<Option<Span>>,
    /// For each mark how many of its bytes were changed.
    changed: Vec<usize>,
    /// The edits made, for a message.
    pub edits: Vec<&'static str>,
}

impl Changed {
    pub fn new(text: &str, marks: &[Span]) -> Self {
        Self {
            text: text.to_owned(),
            marks: marks.iter().copied().map(Some).collect(),
            changed: vec![0; marks.len()],
            edits: Vec::new(),
        }
    }

    /// Puts `words` in the place of some text, unless that cuts a mark in two.
    ///
    /// Marks inside the place are gone with it, and so are those of which more than a sixth changed.
    fn splice(&mut self, place: Span, words: &str) -> bool {
        let cut = |mark: &Span| {
            let inside = |at: usize| place.start < at && at < place.end;
            let holds = place.start <= mark.start && mark.end <= place.end;
            (inside(mark.start) || inside(mark.end)) && !holds
        };
        if self.marks.iter().flatten().any(cut) {
            return false;
        }
        let by = |at: usize| at + words.len() - place.len();
        for (mark, changed) in self.marks.iter_mut().zip(&mut self.changed) {
            let Some(span) = *mark else { continue };
            *mark = if place.end <= span.start && (place.start, place.end) != (span.start, span.end)
            {
                Some(Span::new(by(span.start), by(span.end)))
            } else if span.end <= place.start {
                Some(span)
            } else if place.start <= span.start && span.end <= place.end {
                None
            } else {
                *changed += place.len().max(words.len());
                let is_small = *changed * 6 <= span.len();
                is_small.then(|| Span::new(span.start, by(span.end)))
            };
        }
        self.text.replace_range(place.range(), words);
        true
    }

    /// Makes one small edit of a random kind; now and then none.
    pub fn edit(&mut self, random: &mut Rng) {
        let (kind, made) = match random.u8(..12) {
            0 => ("a word put in", self.put_in_a_word(random)),
            1 => ("a word taken out", self.change_a_word(random, |_| String::new())),
            2 => ("a word replaced", self.change_a_word(random, word)),
            3 => ("a sentence put in", self.put_in_a_sentence(random)),
            4 => ("a sentence taken out", self.change_a_sentence(random, |_| String::new())),
            5 => ("a sentence replaced", self.change_a_sentence(random, sentence)),
            6 | 7 => ("a typing error in a mark", self.misspell(random)),
            8 => ("other quotes and dashes", self.other_signs()),
            9 => ("other line breaks", self.other_breaks(random)),
            10 => ("a paragraph moved", self.move_a_paragraph(random)),
            _ => ("a line in front", self.splice(Span::new(0, 0), "UPDATED on Tuesday\n\n")),
        };
        if made {
            self.edits.push(kind);
        }
    }

    /// A sentence near a mark, or anywhere.
    fn some_sentence(&self, random: &mut Rng) -> Option<Span> {
        let all = rough_sentences(&self.text);
        let near = self.marks[random.usize(..self.marks.len())].filter(|_| random.bool());
        let at = near.and_then(|mark| all.iter().position(|known| known.overlaps(mark)));
        let at = match at {
            Some(at) => (at + random.usize(..3)).saturating_sub(1),
            None => random.usize(..all.len().max(1)),
        };
        all.get(at).copied()
    }

    /// A word outside all marks.
    fn some_word(&self, random: &mut Rng) -> Option<Span> {
        let all = words(&self.text, self.some_sentence(random)?);
        let free = |word: &Span| !self.marks.iter().flatten().any(|mark| mark.overlaps(*word));
        let free: Vec<Span> = all.into_iter().filter(free).collect();
        (!free.is_empty()).then(|| free[random.usize(..free.len())])
    }

    fn put_in_a_word(&mut self, random: &mut Rng) -> bool {
        let new = format!("{} ", word(random));
        self.some_word(random)
            .is_some_and(|place| self.splice(Span::new(place.start, place.start), &new))
    }

    fn change_a_word(&mut self, random: &mut Rng, new: fn(&mut Rng) -> String) -> bool {
        let new = new(random);
        self.some_word(random).is_some_and(|place| self.splice(place, &new))
    }

    fn put_in_a_sentence(&mut self, random: &mut Rng) -> bool {
        let new = format!("{} ", sentence(random));
        self.some_sentence(random)
            .is_some_and(|place| self.splice(Span::new(place.start, place.start), &new))
    }

    fn change_a_sentence(&mut self, random: &mut Rng, new: fn(&mut Rng) -> String) -> bool {
        let new = new(random);
        self.some_sentence(random).is_some_and(|place| self.splice(place, &new))
    }

    /// One wrong, missing, doubled or exchanged letter inside a mark of at least eight chars.
    fn misspell(&mut self, random: &mut Rng) -> bool {
        let mark = self.marks[random.usize(..self.marks.len())];
        let Some(mark) = mark.filter(|mark| mark.of(&self.text).chars().count() >= 8) else {
            return false;
        };
        let letters: Vec<(usize, char)> = mark.of(&self.text).char_indices().collect();
        let at = random.usize(1..letters.len() - 2);
        let (start, here) = letters[at];
        let (next, after) = letters[at + 1];
        let start = mark.start + start;
        let one = Span::new(start, mark.start + next);
        let two = Span::new(start, mark.start + next + after.len_utf8());
        match random.u8(..4) {
            0 => self.splice(one, "x"),
            1 => self.splice(one, ""),
            2 => self.splice(one, &format!("{here}{here}")),
            _ => self.splice(two, &format!("{after}{here}")),
        }
    }

    /// Typographic signs become plain ones, or the other way round.
    fn other_signs(&mut self) -> bool {
        let plain =
            [('“', "\""), ('”', "\""), ('’', "'"), ('—', "--"), ('–', "-"), ('\u{a0}', " ")];
        let fine = [('"', "“"), ('\'', "’"), ('-', "–")];
        let table: &[(char, &str)] =
            if self.text.contains(['“', '’', '—']) { &plain } else { &fine };
        self.each_char(|_, char| {
            table.iter().find(|(known, _)| *known == char).map(|(_, new)| *new)
        })
    }

    /// Lines are broken at another width, or not at all.
    fn other_breaks(&mut self, random: &mut Rng) -> bool {
        let width = [0, 40, 72][random.usize(..3)];
        let mut line = 0;
        self.each_char(|rest, char| {
            line += 1;
            let (before, after) = rest;
            let in_paragraph =
                !before.ends_with('\n') && !after[char.len_utf8()..].starts_with('\n');
            match char {
                '\n' if !in_paragraph => line = 0,
                '\n' if width == 0 || line < width => return Some(" "),
                ' ' if width > 0 && line >= width => {
                    line = 0;
                    return Some("\n");
                }
                _ => {}
            }
            None
        })
    }

    /// Replaces single chars, each told with the text before and from it on.
    fn each_char<'n>(
        &mut self,
        mut new: impl FnMut((&str, &str), char) -> Option<&'n str>,
    ) -> bool {
        let old = self.text.clone();
        let changes: Vec<(Span, &str)> = old
            .char_indices()
            .filter_map(|(at, char)| {
                let new = new(old.split_at(at), char)?;
                Some((Span::new(at, at + char.len_utf8()), new))
            })
            .collect();
        // Not where a mark is nothing but this char.
        let changes = changes.into_iter().rev();
        changes.fold(false, |made, (place, new)| {
            let whole = self.marks.iter().flatten().any(|mark| *mark == place);
            (!whole && self.splice(place, new)) || made
        })
    }

    /// A whole paragraph goes somewhere else; marks of more than one paragraph keep it from moving.
    fn move_a_paragraph(&mut self, random: &mut Rng) -> bool {
        let gaps: Vec<usize> = self.text.match_indices("\n\n").map(|(at, _)| at + 2).collect();
        let starts: Vec<usize> = std::iter::once(0).chain(gaps).collect();
        if starts.len() < 3 {
            return false;
        }
        let from = random.usize(..starts.len() - 1);
        let to = starts[random.usize(..starts.len() - 1)];
        let place = Span::new(starts[from], starts[from + 1]);
        let crosses = |mark: &Span| mark.overlaps(place) && !place.contains(*mark);
        let parts = |mark: &Span| mark.start < to && to < mark.end;
        let mut marks = self.marks.iter().flatten();
        if place.start <= to && to <= place.end || marks.any(|mark| crosses(mark) || parts(mark)) {
            return false;
        }
        let words = place.of(&self.text).to_owned();
        let inside: Vec<Option<Span>> =
            (self.marks.iter()).map(|mark| mark.filter(|mark| place.contains(*mark))).collect();
        self.splice(place, "");
        let to = if to > place.start { to - place.len() } else { to };
        self.splice(Span::new(to, to), &words);
        for (mark, inside) in self.marks.iter_mut().zip(inside) {
            if let Some(inside) = inside {
                let start = inside.start - place.start + to;
                *mark = Some(Span::new(start, start + inside.len()));
            }
        }
        true
    }
}
