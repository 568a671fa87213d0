//! The meaning of typed text in each search mode, and the filters inside the text.
//!
//! Filters mean the same in every mode. A phrase or a regular expression is all text between the
//! leading and the trailing filters, spaces and signs included, without quotation marks or slashes
//! around.

use serde::{Deserialize, Serialize};

use super::{
    Filter, Phrase, Query, QueryError, Term, TermKind,
    query::{Parser, Part, regex_term},
};
use crate::text::Span;

/// The interpretation of typed words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In any order, each also with an error, or as a part of a word.
    Words,
    /// In any order, each as a word or a word's start.
    #[default]
    Exact,
    /// As a phrase: the words side by side, in this order.
    Phrase,
    /// As a regular expression.
    Regex,
}

impl Mode {
    /// Every mode, in the order of the help.
    pub const ALL: [Mode; 4] = [Mode::Words, Mode::Exact, Mode::Phrase, Mode::Regex];

    /// Its name in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Words => "words",
            Mode::Exact => "exact",
            Mode::Phrase => "phrase",
            Mode::Regex => "regex",
        }
    }
}

impl Query {
    /// Parses typed text in a mode.
    ///
    /// # Errors
    /// [`QueryError`] with its column for a mistake that further typing cannot repair.
    pub fn read(text: &str, mode: Mode) -> Result<Query, QueryError> {
        match mode {
            Mode::Words => Query::parse(text),
            Mode::Exact => Ok(Query::parse(text)?.exactly()),
            Mode::Phrase => {
                let typed = Typed::new(text)?;
                let words: String = typed.rest.iter().map(|(_, sign)| sign).collect();
                let term = Term {
                    kind: TermKind::Phrase(Phrase::Open),
                    negated: false,
                    text: words,
                };
                let is_blank = !term.text.contains(char::is_alphanumeric);
                Ok(typed.query((!is_blank).then_some(term)))
            }
            Mode::Regex => {
                let typed = Typed::new(text)?;
                let term = regex_term(&typed.rest, false)?;
                Ok(typed.query(term))
            }
        }
    }
}

/// Returns the filters in typed text with their bytes, in order; other mistakes are ignored.
pub fn filters_in(text: &str, mode: Mode) -> Vec<(Span, Filter)> {
    match mode {
        Mode::Words | Mode::Exact => filters_among_terms(text),
        Mode::Phrase | Mode::Regex => Typed::new(text).map_or(Vec::new(), |typed| typed.filters),
    }
}

fn filters_among_terms(text: &str) -> Vec<(Span, Filter)> {
    let mut filters = Vec::new();
    let Ok(mut parser) = Parser::new(text) else {
        return filters;
    };
    while parser.skip_spaces() {
        let start = parser.at;
        match parser.part() {
            Ok(Part::Filter(filter)) => filters.push((bytes(&parser, start), filter)),
            Ok(Part::Term(_) | Part::Nothing) => {}
            Err(_) => break,
        }
    }
    filters
}

/// The bytes of what a parser read from a char on.
fn bytes(parser: &Parser, start: usize) -> Span {
    let len = |chars: &[char]| chars.iter().map(|sign| sign.len_utf8()).sum::<usize>();
    let before = len(&parser.chars[..start]);
    Span::new(before, before + len(&parser.chars[start..parser.at]))
}

/// Filters, and the text between the leading and the trailing filters.
struct Typed {
    filters: Vec<(Span, Filter)>,
    /// The text with the column of each char.
    rest: Vec<(usize, char)>,
}

impl Typed {
    fn new(text: &str) -> Result<Self, QueryError> {
        let mut parser = Parser::new(text)?;
        let mut tokens = Vec::new();
        while parser.skip_spaces() {
            let start = parser.at;
            let negated = parser.eat('!');
            let filter = parser.filter(negated);
            if filter.is_none() {
                parser.word();
            }
            tokens.push((start..parser.at, bytes(&parser, start), filter));
        }
        let is_word = |token: &(_, _, Option<Filter>)| token.2.is_none();
        let first = tokens.iter().position(is_word).unwrap_or(tokens.len());
        let last = tokens.iter().rposition(is_word).unwrap_or(first);
        let chars = match (tokens.get(first), tokens.get(last)) {
            (Some(first), Some(last)) => first.0.start..last.0.end,
            _ => 0..0,
        };
        let rest = chars.map(|at| (at + 1, parser.chars[at])).collect();
        let outside = tokens.into_iter().enumerate();
        let outside = outside.filter(|(at, _)| !(first..=last).contains(at));
        let filters = outside.filter_map(|(_, (_, bytes, filter))| {
            let filter = filter.filter(|filter| !filter.value.is_empty())?;
            Some((bytes, filter))
        });
        Ok(Self {
            filters: filters.collect(),
            rest,
        })
    }

    fn query(self, term: Option<Term>) -> Query {
        Query {
            terms: term.into_iter().collect(),
            filters: self.filters.into_iter().map(|(_, filter)| filter).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terms in round brackets, then the filters as they were typed.
    #[track_caller]
    fn check(mode: Mode, text: &str, expected: &str) {
        let query = Query::read(text, mode).unwrap();
        let terms = query.terms.iter().map(|term| format!("({})", term.text));
        let filters = filters_in(text, mode);
        let typed = filters.iter().map(|(span, _)| span.of(text).to_owned());
        let shown: Vec<String> = terms.chain(typed).collect();
        assert_eq!(shown.join(" "), expected, "{text:?}");
        let known: Vec<_> = filters.into_iter().map(|(_, filter)| filter).collect();
        assert_eq!(known, query.filters, "{text:?}");
    }

    #[test]
    fn filters_stand_around_a_phrase_or_an_expression() {
        check(
            Mode::Regex,
            r"in:000 a/b  \bc !label:x ",
            r"(a/b  \bc) in:000 !label:x",
        );
        check(Mode::Regex, "a in:b c", "(a in:b c)");
        check(
            Mode::Phrase,
            "ñ says, the in:\"ñ x\"",
            "(ñ says, the) in:\"ñ x\"",
        );
        check(Mode::Regex, "in:a label:", "in:a");
        for mode in Mode::ALL {
            check(mode, "kind:claim in:x", "kind:claim in:x");
            check(mode, "  ", "");
        }
        check(Mode::Phrase, "\"", "");
    }

    #[test]
    fn filters_stand_among_words() {
        check(
            Mode::Exact,
            "é !label:\"not a claim\" \"in:x\" b",
            "(é) (in:x) (b) !label:\"not a claim\"",
        );
        check(Mode::Words, "/in:x/ in:y", "(in:x) in:y");
        assert_eq!(filters_in("in:x /( in:y", Mode::Words).len(), 1);
        assert!(filters_in(&"in:x ".repeat(1_000), Mode::Words).is_empty());
    }

    #[test]
    fn errors_point_into_the_expression() {
        let column = |text| Query::read(text, Mode::Regex).unwrap_err().column;
        assert_eq!(column("é("), 2);
        assert_eq!(column("in:x  a) !in:y"), 8);
        assert!(Query::read("", Mode::Regex).unwrap().is_empty());
    }
}
