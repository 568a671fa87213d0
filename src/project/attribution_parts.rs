//! Judges the words of a source or a cue before they are stored, and proposes such words.
//!
//! A source names a speaker, and a cue is a word of saying. What was said is neither: a quotation, a whole
//! sentence or words of two paragraphs are refused, with the reason. A name in quotation marks, for example
//! “El Sol”, is no quotation.

use super::Project;
use crate::{
    annotation::WordsField,
    corpus::Article,
    suggest::{Attribution, Rule, attributions},
    text::{Span, count, quotations, words},
};

/// The most words of a source, for example of a name with a long description.
const SOURCE_WORDS: usize = 40;

/// The most words of a cue, for example `said in an interview with the paper on Monday`.
const CUE_WORDS: usize = 12;

/// The most words of a quotation that can be a name, for example “El Sol”.
const NAME_WORDS: usize = 6;

/// The most words inside of a quotation that can be a name, for example of a person who is spoken of.
const INNER_WORDS: usize = 4;

/// Words of a sentence that can be a source as a whole, for example `by Ana Ruiz`.
const BYLINE_WORDS: usize = 8;

/// Bytes of an article whose attributions are looked for within a key.
const READ_AT_ONCE: usize = 1 << 18;

impl Project {
    /// Returns the reason, without a period, why words of an article cannot be the source or the cue of
    /// the words `owner`; `None` for words that can.
    pub fn part_objection(
        &self,
        field: WordsField,
        (article, part): (usize, Span),
        owner: Span,
    ) -> Option<String> {
        let article = self.article(article)?;
        let name = match field {
            WordsField::Source => "source",
            WordsField::Cue => "cue",
        };
        let most = match field {
            WordsField::Source => SOURCE_WORDS,
            WordsField::Cue => CUE_WORDS,
        };
        let Some(text) = part.get(&article.text) else {
            return Some("These words are not in the article".to_owned());
        };
        let n_words = words(&article.text, part).len();
        if !text.chars().any(char::is_alphanumeric) {
            Some(format!("No words are selected: nothing to store as the {name}"))
        } else if is_quotation(article, part) {
            Some(format!(
                "A quotation is not its {name}: select the words of the {}",
                outside(field)
            ))
        } else if is_of_two_blocks(article, part) {
            Some(format!("Words of two paragraphs are no {name}"))
        } else if part.contains(owner) || has_sentence(article, part) {
            Some(format!(
                "A whole sentence is no {name}: select the words of the {}",
                outside(field)
            ))
        } else if n_words > most {
            let n = count(n_words, "word");
            Some(format!("{n} are too long for a {name}: select fewer"))
        } else {
            None
        }
    }

    /// Returns the attribution of words of an article: the first that names its speaker, else the first.
    /// Returns `None` for an article above 256 KiB, whose attributions take longer than a key.
    pub fn attribution_of(&self, article: usize, words: Span) -> Option<Attribution> {
        let article = self.article(article).filter(|article| article.text.len() <= READ_AT_ONCE)?;
        let all = attributions(&article.text, &article.outline).into_iter();
        let mut here = all.filter(|one| {
            words.contains(one.source)
                || one.quotations.iter().any(|quotation| quotation.overlaps(words))
        });
        let mut found: Vec<Attribution> = here.by_ref().collect();
        let named =
            found.iter().position(|one| one.rule != Rule::Pronoun && words.contains(one.source));
        let first = named.or_else(|| found.iter().position(|one| one.rule != Rule::Pronoun));
        (!found.is_empty()).then(|| found.swap_remove(first.unwrap_or(0)))
    }
}

/// Returns the words to select instead of what was said.
fn outside(field: WordsField) -> &'static str {
    match field {
        WordsField::Source => "speaker",
        WordsField::Cue => "verb",
    }
}

/// Returns true if words are mostly of a quotation: its half, with a mark, or more than a name.
fn is_quotation(article: &Article, part: Span) -> bool {
    let outline = &article.outline;
    let sentences = outline.sentences.get(outline.sentences_in(part)).unwrap_or_default();
    let mut blocks: Vec<usize> = sentences.iter().map(|sentence| sentence.block).collect();
    blocks.dedup();
    let blocks = blocks.into_iter().filter_map(|block| outline.blocks.get(block));
    let mut all = blocks.flat_map(|block| quotations(&article.text, block.span));
    all.any(|quotation| {
        let inner = quotation.of(&article.text);
        let bare = inner.trim_end_matches(|c: char| "”\"»“’'".contains(c)).trim_end();
        let is_speech = bare.ends_with([',', '.', '?', '!', '…'])
            || words(&article.text, quotation).len() > NAME_WORDS;
        let common = quotation.common(part).map_or(0, Span::len);
        let has_mark = part.start <= quotation.start || part.end >= quotation.end;
        let is_long = words(&article.text, part).len() > INNER_WORDS;
        let is_most = common * 2 >= quotation.len() || has_mark || is_long;
        is_speech && is_most && common * 2 >= part.len()
    })
}

fn is_of_two_blocks(article: &Article, part: Span) -> bool {
    let sentences = article.outline.sentences_in(part);
    let touched = article.outline.sentences.get(sentences).unwrap_or_default();
    touched.first().zip(touched.last()).is_some_and(|(first, last)| first.block != last.block)
}

/// Returns true if words take in all words of a sentence that is longer than a byline.
fn has_sentence(article: &Article, part: Span) -> bool {
    let sentences = article.outline.sentences_in(part);
    let touched = article.outline.sentences.get(sentences).unwrap_or_default();
    touched.iter().any(|sentence| {
        let words = words(&article.text, sentence.span);
        let whole = words.first().zip(words.last()).map(|(first, last)| first.join(*last));
        words.len() > BYLINE_WORDS && whole.is_some_and(|whole| part.contains(whole))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{project::ProjectOptions, store::Dirs};

    const TEXT: &str = "“The dam will hold,” says Eva Roth, an engineer. It rained. “No,” said Bo.\n\n\
        The group “El Sol” denies that. He said “wait for the report of the harbour office in May” twice.\n\n\
        by Ana Ruiz\n";

    /// Checks the words in `[[…]]` as a part of the first sentence, or of the whole text around them.
    #[track_caller]
    fn check(field: WordsField, words: &str, is_refused: bool) {
        let opening = ProjectOptions {
            dirs: Dirs::below(std::path::Path::new("nowhere")),
            annotator: "ana".to_owned(),
            store: Some("nowhere".into()),
            seed: 1,
        };
        let mut project = opening.open_input(TEXT.as_bytes()).expect("a text is read");
        let article = project.load(0);
        let start = article.text.find(words).expect("the words are in the text");
        let part = Span::new(start, start + words.len());
        let owner = article.outline.sentences[article.outline.sentence_at(start)].span;
        let told = project.part_objection(field, (0, part), owner);
        assert_eq!(told.is_some(), is_refused, "{words:?}: {told:?}");
        assert!(told.is_none_or(|told| told.chars().count() <= 74 && !told.ends_with('.')));
    }

    #[test]
    fn names_are_sources_and_what_was_said_is_none() {
        for name in
            ["Eva Roth", "Eva Roth, an engineer", "Bo", "The group “El Sol”", "“El Sol”", "El Sol"]
        {
            check(WordsField::Source, name, false);
        }
        check(WordsField::Source, "by Ana Ruiz", true); // the sentence itself
        for said in [
            "“The dam will hold,”",
            "The dam will hold",
            "“The dam will hold,” says",
            "“No,”",
            "The dam will hold",
            "dam will hold,” says",
            "“wait for the report of the harbour office in May”",
            "wait for the report of the harbour office",
            "“The dam will hold,” says Eva Roth, an engineer.",
            "“The dam will hold,” says Eva Roth, an engineer",
            "an engineer. It rained.",
            "said Bo.\n\nThe group",
            "It rained.",
            "”",
            ",",
        ] {
            check(WordsField::Source, said, !said.starts_with("an engineer"));
            check(WordsField::Cue, said, !said.starts_with("an engineer"));
        }
        for cue in ["says", "said", "denies that", "He said"] {
            check(WordsField::Cue, cue, false);
        }
    }
}
