//! The query language, parsed into a value.
//!
//! Owns the syntax and its errors. `compiled_query` owns the matching of terms, the caller owns the
//! meaning of filters. Queries are parsed while typed. An open `"` runs to the end. A filter without a
//! value, for example `label:`, and a lone `-` mean nothing yet. Only a mistake that further typing
//! cannot repair is an error, for example `/(/`.

use std::fmt;

use regex::{Regex, RegexBuilder};

use super::tokenize;
use crate::text::fold;

/// Maximum length of a query, in chars.
const LONGEST: usize = 2_000;

/// Maximum number of terms: the search keeps a bit set of terms for each word.
pub(super) const MOST_TERMS: usize = 64;

/// Bytes that a compiled regular expression may take.
const REGEX_BYTES: usize = 1 << 20;

/// A parsed query: terms in any order, all of which must match, and filters.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Conditions on the words.
    pub terms: Vec<QueryTerm>,
    /// Conditions on the passage.
    pub filters: Vec<Filter>,
}

/// A term of a query, for example `bridge` or `"the bridge"`.
#[derive(Clone, Debug)]
pub struct QueryTerm {
    /// Kind of match.
    pub kind: TermKind,
    /// `true` if the passage must *not* match.
    pub negated: bool,
    /// The typed text, without `-`, `=` and quotation marks.
    pub text: String,
}

/// The kind of match of a term.
#[derive(Clone, Debug)]
pub enum TermKind {
    /// `word`: as a word, a word's start, part of a word, with an error or with gaps.
    Word,
    /// `'word`: as a word or a word's start.
    Exact,
    /// `"a phrase"`: the words side by side, in this order.
    Phrase(PhraseEnd),
    /// `/regex/`: a regular expression over the folded text, so accents and case never matter.
    Regex(Regex),
}

/// The state of a phrase while typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhraseEnd {
    /// Open, for example `"the bri`: the last word may still grow.
    Open,
    /// Closed, for example `"the bridge"`: the last word is complete.
    Closed,
}

/// A condition on a passage, answered by the caller, who knows labels and sources. For example
/// `label:unsourced`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Field of the condition.
    pub field: FilterField,
    /// Required value, folded, for example `unsourced`.
    pub value: String,
    /// `true` for a condition that must *not* hold; the finder negates the answer of `accept`.
    pub negated: bool,
}

impl Filter {
    /// The values of `is:`. `contradicting`: two labels of one annotator on common words.
    pub const STATES: [&str; 1] = ["contradicting"];

    /// Returns the mistake of a filter that no further typing repairs, for example of `is:red`.
    fn mistake(&self) -> Option<String> {
        let is_begun = |state: &&str| state.starts_with(&self.value);
        let is_known = self.field != FilterField::Is || Self::STATES.iter().any(is_begun);
        (!is_known).then(|| format!("is: knows {}", Self::STATES.join(", ")))
    }
}

/// The field of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterField {
    /// `label:` the label of the sentence.
    Label,
    /// `source:` the speaker.
    Source,
    /// `kind:` the kind of the sentence.
    Kind,
    /// `in:` the article.
    In,
    /// `annotator:` the annotator of a decision.
    Annotator,
    /// `note:` the words of the note.
    Note,
    /// `is:` a state, for example `is:contradicting`; [`Filter::STATES`] has all.
    Is,
}

impl FilterField {
    /// Every field.
    pub const ALL: [FilterField; 7] = [
        FilterField::Label,
        FilterField::Source,
        FilterField::Kind,
        FilterField::In,
        FilterField::Annotator,
        FilterField::Note,
        FilterField::Is,
    ];

    /// Returns the name before the colon, for example `label`.
    pub fn name(self) -> &'static str {
        match self {
            FilterField::Label => "label",
            FilterField::Source => "source",
            FilterField::Kind => "kind",
            FilterField::In => "in",
            FilterField::Annotator => "annotator",
            FilterField::Note => "note",
            FilterField::Is => "is",
        }
    }
}

/// The mistake in a query, for example an open `(` in a regular expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct QueryError {
    /// 1-based column, in chars, of what is wrong.
    pub column: usize,
    /// The mistake, with advice.
    pub message: String,
}

impl Query {
    /// Parses typed text.
    ///
    /// ```
    /// use copydesk::find::Query;
    ///
    /// let query = Query::parse("ramirez \"a security analyst\" label:unsourced")?;
    /// assert_eq!((query.terms.len(), query.filters.len()), (2, 1));
    /// assert!(Query::parse("/(/").is_err());
    /// # Ok::<(), copydesk::find::QueryError>(())
    /// ```
    ///
    /// # Errors
    /// [`QueryError`] with its column for a mistake that further typing cannot repair.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        let mut parser = QueryParser::new(text)?;
        let mut query = Query::default();
        while parser.skip_spaces() {
            let column = parser.at + 1;
            match parser.part()? {
                QueryPart::Term(_) if query.terms.len() == MOST_TERMS => {
                    let message = format!(
                        "a query has at most {MOST_TERMS} words: put quotation marks around a passage"
                    );
                    return Err(QueryError { column, message });
                }
                QueryPart::Term(term) => query.terms.push(term),
                QueryPart::Filter(filter) => query.filters.push(filter),
                QueryPart::Nothing => {}
            }
        }
        Ok(query)
    }

    /// The same query with every word as if typed behind `'`: as a word or a word's start.
    #[must_use]
    pub fn exactly(mut self) -> Query {
        for term in &mut self.terms {
            if matches!(term.kind, TermKind::Word) {
                term.kind = TermKind::Exact;
            }
        }
        self
    }

    /// Returns `true` if the query has no condition (yet).
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }
}

impl PartialEq for QueryTerm {
    fn eq(&self, other: &Self) -> bool {
        let same_kind = match (&self.kind, &other.kind) {
            (TermKind::Regex(one), TermKind::Regex(two)) => one.as_str() == two.as_str(),
            (TermKind::Phrase(one), TermKind::Phrase(two)) => one == two,
            (one, two) => std::mem::discriminant(one) == std::mem::discriminant(two),
        };
        same_kind && self.negated == other.negated && self.text == other.text
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.terms == other.terms && self.filters == other.filters
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.negated { "!" } else { "" };
        let quote = if self.value.contains(' ') { "\"" } else { "" };
        write!(f, "{not}{}:{quote}{}{quote}", self.field.name(), self.value)
    }
}

pub(super) enum QueryPart {
    Term(QueryTerm),
    Filter(Filter),
    Nothing,
}

pub(super) struct QueryParser {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
}

impl QueryParser {
    pub(super) fn new(text: &str) -> Result<QueryParser, QueryError> {
        if text.chars().nth(LONGEST).is_some() {
            let message = format!("a query has at most {LONGEST} letters: look for fewer words");
            return Err(QueryError { column: LONGEST + 1, message });
        }
        Ok(QueryParser { chars: text.chars().collect(), at: 0 })
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Moves to the next part; returns `false` at the end.
    pub(super) fn skip_spaces(&mut self) -> bool {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at < self.chars.len()
    }

    pub(super) fn eat(&mut self, sign: char) -> bool {
        let eaten = self.peek() == Some(sign);
        self.at += usize::from(eaten);
        eaten
    }

    pub(super) fn part(&mut self) -> Result<QueryPart, QueryError> {
        let column = self.at + 1;
        let negated = self.eat('!');
        if let Some(filter) = self.filter(negated) {
            if let Some(message) = filter.mistake() {
                return Err(QueryError { column, message });
            }
            return Ok(if filter.value.is_empty() {
                QueryPart::Nothing
            } else {
                QueryPart::Filter(filter)
            });
        }
        let (kind, text) = match self.peek() {
            Some('"' | '“' | '„') => {
                let (text, phrase) = self.quoted();
                (TermKind::Phrase(phrase), text)
            }
            Some('/') => return self.regex(negated),
            Some('\'') => {
                self.at += 1;
                (TermKind::Exact, self.word())
            }
            _ => (TermKind::Word, self.word()),
        };
        let is_blank = text.trim().is_empty();
        Ok(if is_blank {
            QueryPart::Nothing
        } else {
            QueryPart::Term(QueryTerm { kind, negated, text })
        })
    }

    /// Reads up to the next space.
    pub(super) fn word(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|sign| !sign.is_whitespace()) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    /// Reads up to the closing quotation mark, or to the end of an open phrase.
    fn quoted(&mut self) -> (String, PhraseEnd) {
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|sign| !matches!(sign, '"' | '”' | '“')) {
            self.at += 1;
        }
        let text = self.chars[start..self.at].iter().collect();
        let closed = self.at < self.chars.len();
        self.at += usize::from(closed);
        (text, if closed { PhraseEnd::Closed } else { PhraseEnd::Open })
    }

    pub(super) fn filter(&mut self, negated: bool) -> Option<Filter> {
        let rest = &self.chars[self.at..];
        let field = FilterField::ALL.into_iter().find(|field| {
            let name = field.name().len();
            rest.get(name) == Some(&':') && rest[..name].iter().copied().eq(field.name().chars())
        })?;
        self.at += field.name().len() + 1;
        let value = match self.peek() {
            Some('"' | '“' | '„') => self.quoted().0,
            _ => self.word(),
        };
        Some(Filter { field, value: fold(value.trim()).text, negated })
    }

    fn regex(&mut self, negated: bool) -> Result<QueryPart, QueryError> {
        self.at += 1;
        let mut pattern = Vec::new();
        while let Some(sign) = self.peek() {
            self.at += 1;
            match sign {
                '/' => break,
                '\\' if self.eat('/') => pattern.push((self.at, '/')),
                '\\' => {
                    pattern.push((self.at, '\\'));
                    pattern.extend(self.peek().map(|sign| (self.at + 1, sign)));
                    self.at += 1;
                }
                _ => pattern.push((self.at, sign)),
            }
        }
        let term = regex_term(&pattern, negated)?;
        Ok(term.map_or(QueryPart::Nothing, QueryPart::Term))
    }
}

/// Returns the term of a regular expression, given as chars with columns; `None` for an empty one.
///
/// # Errors
/// [`QueryError`] at the column of the faulty char, as far as the `regex` crate reports one.
pub(super) fn regex_term(
    pattern: &[(usize, char)],
    negated: bool,
) -> Result<Option<QueryTerm>, QueryError> {
    let Some((last, _)) = pattern.last() else {
        return Ok(None);
    };
    let (folded, from) = folded_pattern(pattern);
    let regex = compile(&folded).map_err(|(at, message)| QueryError {
        column: match at {
            Some(at) => from.get(at).copied().unwrap_or(last + 1),
            None => pattern[0].0,
        },
        message,
    })?;
    Ok(Some(QueryTerm {
        kind: TermKind::Regex(regex),
        negated,
        text: pattern.iter().map(|(_, sign)| sign).collect(),
    }))
}

/// Compiles a regular expression for folded text, limited in size and depth. The error names the
/// faulty char, if known.
fn compile(pattern: &str) -> Result<Regex, (Option<usize>, String)> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(REGEX_BYTES)
        .dfa_size_limit(REGEX_BYTES)
        .nest_limit(32)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                let message = "this regular expression is too big: repeat less";
                (None, message.to_owned())
            }
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default();
                let what = last.trim().trim_start_matches("error: ");
                let message = format!("this is no regular expression: {what}");
                (pointed_at(&text), message)
            }
        })
}

/// Returns the char that the message of the `regex` crate points at: the crate prints the pattern
/// after four spaces and a `^` below the char. A pattern of several lines is printed without such a
/// line.
fn pointed_at(message: &str) -> Option<usize> {
    const MARGIN: usize = 4;
    let is_pointer =
        |line: &&str| line.contains('^') && line.bytes().all(|byte| b" ^".contains(&byte));
    let line = message.lines().skip(2).find(is_pointer)?;
    line.find('^')?.checked_sub(MARGIN)
}

/// Returns the pattern with its non-ASCII letters and signs folded like the text, and the source
/// column of each char. ASCII keeps its meaning.
fn folded_pattern(pattern: &[(usize, char)]) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(pattern.len());
    let mut from = Vec::with_capacity(pattern.len());
    for &(column, sign) in pattern {
        if sign.is_ascii() {
            folded.push(sign);
            from.push(column);
            continue;
        }
        for plain in fold(sign.encode_utf8(&mut [0; 4])).text.chars() {
            if plain.is_ascii_punctuation() {
                folded.push('\\');
                from.push(column);
            }
            folded.push(plain);
            from.push(column);
        }
    }
    (folded, from)
}

/// The words of a term as the index cuts them.
pub(super) fn words_of(term: &QueryTerm) -> Vec<String> {
    let mut all = Vec::new();
    tokenize::each(&fold(&term.text).text, &mut |_, word| {
        all.push(word.to_owned());
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(query: &Query) -> String {
        let terms = query.terms.iter().map(|term| {
            let not = if term.negated { "!" } else { "" };
            let kind = match &term.kind {
                TermKind::Word => "word",
                TermKind::Exact => "exact",
                TermKind::Phrase(PhraseEnd::Open) => "open",
                TermKind::Phrase(PhraseEnd::Closed) => "phrase",
                TermKind::Regex(_) => "regex",
            };
            format!("{not}{kind}({})", term.text)
        });
        terms.chain(query.filters.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(show(&Query::parse(text).unwrap()), expected, "{text:?}");
    }

    #[track_caller]
    fn check_error(text: &str, column: usize, message: &str) {
        let error = Query::parse(text).unwrap_err();
        assert_eq!(error.column, column, "{text:.40?}");
        assert!(error.message.contains(message), "{}", error.message);
    }

    #[test]
    fn every_kind_of_part() {
        check("maduro  regime", "word(maduro) word(regime)");
        check("'exact !not !'both", "exact(exact) !word(not) !exact(both)");
        check("\"a phrase\" !\"no phrase\"x", "phrase(a phrase) !phrase(no phrase) word(x)");
        check("“Los Soles” cartel", "phrase(Los Soles) word(cartel)");
        check("/a+ b/ !/c/", "regex(a+ b) !regex(c)");
        check(r"/a\/b\d\\/", r"regex(a/b\d\\)");
        check("label:unsourced source:Ramírez", "label:unsourced source:ramirez");
        check("label:\"not a claim\" x", "word(x) label:\"not a claim\"");
        check("!in:000 note:x kind:claim annotator:ana", "!in:000 note:x kind:claim annotator:ana");
    }

    #[test]
    fn queries_that_are_all_one_kind() {
        let exact = Query::parse("one !two \"a b\" /c/").unwrap().exactly();
        assert_eq!(show(&exact), "exact(one) !exact(two) phrase(a b) regex(c)");
    }

    #[test]
    fn what_is_half_typed_is_no_error() {
        check("\"open phra", "open(open phra)");
        check("x \"", "word(x)");
        check("/open reg", "regex(open reg)");
        for text in ["", "   ", "!", "'", "/", "//", "!/", "\"\"", "label:", "!in:\"", "\""] {
            assert!(Query::parse(text).unwrap().is_empty(), "{text:?}");
        }
    }

    #[test]
    fn unknown_fields_are_plain_words() {
        check("http://x.org foo:bar", "word(http://x.org) word(foo:bar)");
        check("Label:x and/or", "word(Label:x) word(and/or)");
    }

    #[test]
    fn errors_point_at_the_column() {
        check_error("añb /(/", 6, "unclosed group");
        check_error("/[a", 2, "unclosed character class");
        check_error(r"x /\/ß–é)/", 9, "unopened group");
        check_error("/a{2", 3, "unclosed counted repetition");
        check_error(r"/(?:(?:(?:\w{99}){99}){99})/", 2, "too big");
        check_error(&"x".repeat(10_000), 2_001, "2000 letters");
        check_error(&"x ".repeat(65), 129, "64 words");
        check_error(&format!("/{}", "(".repeat(1_000)), 1_001, "regular expression");
    }

    #[test]
    fn patterns_are_folded_like_the_text() {
        let pattern: Vec<(usize, char)> = r"[é–ñ]\S’".chars().enumerate().collect();
        let (folded, from) = folded_pattern(&pattern);
        assert_eq!(folded, r"[e\-n]\S\'");
        assert_eq!(from, [0, 1, 2, 2, 3, 4, 5, 6, 7, 7]);
        let query = Query::parse("/MARÍA’S/").unwrap();
        assert!(
            matches!(&query.terms[0].kind, TermKind::Regex(regex) if regex.is_match("maria's"))
        );
    }
}
