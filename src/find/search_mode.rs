//! The meaning of typed text in each search mode, and the filters inside the text.
//!
//! Filters, for example `label:unsourced`, mean the same in every mode. A phrase or a regular expression
//! is all text between the leading and the trailing filters, spaces and signs included, without
//! quotation marks or slashes around.

use serde::{Deserialize, Serialize};

use super::{
    Filter, PhraseEnd, Query, QueryError, QueryTerm, TermKind,
    query::{QueryParser, QueryPart, regex_term},
};
use crate::text::Span;

/// The interpretation of typed words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchMode {
    /// In any order, each also with an error or as a part of a word, for example `habour` for `harbour`.
    Words,
    /// In any order, each as a word or a word's start, for example `harb` for `harbour`.
    #[default]
    Exact,
    /// As a phrase: the words side by side, in order.
    Phrase,
    /// As a regular expression.
    Regex,
}

impl SearchMode {
    /// Every mode, in the order of the help.
    pub const ALL: [SearchMode; 4] =
        [SearchMode::Words, SearchMode::Exact, SearchMode::Phrase, SearchMode::Regex];

    /// Returns the name in files and on the screen, for example `phrase`.
    pub fn name(self) -> &'static str {
        match self {
            SearchMode::Words => "words",
            SearchMode::Exact => "exact",
            SearchMode::Phrase => "phrase",
            SearchMode::Regex => "regex",
        }
    }
}

impl Query {
    /// Parses typed text in a mode.
    ///
    /// # Errors
    /// [`QueryError`] with its column for a mistake that further typing cannot repair.
    pub fn read(text: &str, mode: SearchMode) -> Result<Query, QueryError> {
        match mode {
            SearchMode::Words => Query::parse(text),
            SearchMode::Exact => Ok(Query::parse(text)?.exactly()),
            SearchMode::Phrase => {
                let typed = TypedQuery::new(text)?;
                let words: String = typed.rest.iter().map(|(_, sign)| sign).collect();
                let term = QueryTerm {
                    kind: TermKind::Phrase(PhraseEnd::Open),
                    negated: false,
                    text: words,
                };
                let is_blank = !term.text.contains(char::is_alphanumeric);
                Ok(typed.query((!is_blank).then_some(term)))
            }
            SearchMode::Regex => {
                let typed = TypedQuery::new(text)?;
                let term = regex_term(&typed.rest, false)?;
                Ok(typed.query(term))
            }
        }
    }
}

/// Returns the filters in typed text with their bytes, in order; other mistakes are ignored.
pub fn filters_in(text: &str, mode: SearchMode) -> Vec<(Span, Filter)> {
    match mode {
        SearchMode::Words | SearchMode::Exact => filters_among_terms(text),
        SearchMode::Phrase | SearchMode::Regex => {
            TypedQuery::new(text).map_or(Vec::new(), |typed| typed.filters)
        }
    }
}

fn filters_among_terms(text: &str) -> Vec<(Span, Filter)> {
    let mut filters = Vec::new();
    let Ok(mut parser) = QueryParser::new(text) else {
        return filters;
    };
    while parser.skip_spaces() {
        let start = parser.at;
        match parser.part() {
            Ok(QueryPart::Filter(filter)) => filters.push((bytes(&parser, start), filter)),
            Ok(QueryPart::Term(_) | QueryPart::Nothing) => {}
            Err(_) => break,
        }
    }
    filters
}

/// The bytes of what a parser read from a char on.
fn bytes(parser: &QueryParser, start: usize) -> Span {
    let len = |chars: &[char]| chars.iter().map(|sign| sign.len_utf8()).sum::<usize>();
    let before = len(&parser.chars[..start]);
    Span::new(before, before + len(&parser.chars[start..parser.at]))
}

/// Filters, and the text between the leading and the trailing filters.
struct TypedQuery {
    filters: Vec<(Span, Filter)>,
    /// The text with the column of each char.
    rest: Vec<(usize, char)>,
}

impl TypedQuery {
    fn new(text: &str) -> Result<Self, QueryError> {
        let mut parser = QueryParser::new(text)?;
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
        Ok(Self { filters: filters.collect(), rest })
    }

    fn query(self, term: Option<QueryTerm>) -> Query {
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
    fn check(mode: SearchMode, text: &str, expected: &str) {
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
        check(SearchMode::Regex, r"in:000 a/b  \bc !label:x ", r"(a/b  \bc) in:000 !label:x");
        check(SearchMode::Regex, "a in:b c", "(a in:b c)");
        check(SearchMode::Phrase, "ñ says, the in:\"ñ x\"", "(ñ says, the) in:\"ñ x\"");
        check(SearchMode::Regex, "in:a label:", "in:a");
        for mode in SearchMode::ALL {
            check(mode, "kind:claim in:x", "kind:claim in:x");
            check(mode, "  ", "");
        }
        check(SearchMode::Phrase, "\"", "");
    }

    #[test]
    fn filters_stand_among_words() {
        check(
            SearchMode::Exact,
            "é !label:\"not a claim\" \"in:x\" b",
            "(é) (in:x) (b) !label:\"not a claim\"",
        );
        check(SearchMode::Words, "/in:x/ in:y", "(in:x) in:y");
        assert_eq!(filters_in("in:x /( in:y", SearchMode::Words).len(), 1);
        assert!(filters_in(&"in:x ".repeat(1_000), SearchMode::Words).is_empty());
    }

    #[test]
    fn errors_point_into_the_expression() {
        let column = |text| Query::read(text, SearchMode::Regex).unwrap_err().column;
        assert_eq!(column("é("), 2);
        assert_eq!(column("in:x  a) !in:y"), 8);
        assert!(Query::read("", SearchMode::Regex).unwrap().is_empty());
    }
}
