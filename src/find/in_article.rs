//! All matches of a query in one text: the search inside an article.
//!
//! Unlike in the finder, the typed text is one run of letters that may stand anywhere, for example `dge
//! op` in `the bridge opened`. So every further letter only narrows the matches.

use regex::Regex;

use super::{Query, query::TermKind};
use crate::text::{Folded, Span, fold};

/// Returns all matches of the query in `text`, in order, without overlap. The caller keeps the
/// folded text while a query is typed.
///
/// Plain words and quoted phrases match as one phrase with any white space between the words, also
/// inside words. A regular expression sees one line at a time. Filters and excluded words are
/// ignored inside an article.
///
/// ```
/// use copydesk::{find::{Query, find_in}, text::fold};
///
/// let text = "The bridge opened. A bridge closed.";
/// let found = find_in(text, &fold(text), &Query::parse("dge op")?);
/// assert_eq!(found[0].of(text), "dge op");
/// # Ok::<(), copydesk::find::QueryError>(())
/// ```
pub fn find_in(text: &str, folded: &Folded, query: &Query) -> Vec<Span> {
    let compiled = || query.terms.iter().filter(|term| !term.negated);
    let mut plain = Vec::new();
    let mut places = Vec::new();
    for term in compiled() {
        match &term.kind {
            TermKind::Word | TermKind::Exact => plain.push(term.text.as_str()),
            TermKind::Phrase(_) => phrase_places(folded, &term.text, &mut places),
            TermKind::Regex(regex) => line_places(text, regex, &mut places),
        }
    }
    phrase_places(folded, &plain.join(" "), &mut places);
    without_overlap(places)
}

/// Finds a phrase in folded text, with any white space between its words.
fn phrase_places(folded: &Folded, phrase: &str, places: &mut Vec<Span>) {
    let phrase = fold(phrase).text;
    let words: Vec<String> = phrase.split_whitespace().map(regex::escape).collect();
    if words.is_empty() {
        return;
    }
    // Only a phrase beyond the limits of a query is too long to compile.
    let Ok(regex) = Regex::new(&words.join(" +")) else {
        return;
    };
    let found = regex.find_iter(&folded.text);
    places.extend(found.map(|found| folded.original(Span::from(found.range()))));
}

/// Finds the matches of an expression in the lines of a text.
fn line_places(text: &str, regex: &Regex, places: &mut Vec<Span>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        let mut folded = Folded::default();
        folded.append(text, Span::new(start, end));
        let found = regex.find_iter(&folded.text).filter(|found| !found.is_empty());
        places.extend(found.map(|found| folded.original(Span::from(found.range()))));
        start += line.len();
    }
}

/// Keeps the earliest and longest of overlapping matches; touching matches stay apart.
fn without_overlap(mut places: Vec<Span>) -> Vec<Span> {
    places.retain(|place| !place.is_empty());
    places.sort_unstable_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let mut end = 0;
    places.retain(|place| {
        let is_free = place.start >= end;
        end = if is_free { place.end } else { end };
        is_free
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, marked: &str) {
        let text = marked.replace("[[", "").replace("]]", "");
        let query = Query::parse(query).unwrap();
        let mut shown = String::new();
        let mut at = 0;
        for place in find_in(&text, &fold(&text), &query) {
            shown += &format!("{}[[{}]]", &text[at..place.start], place.of(&text));
            at = place.end;
        }
        assert_eq!(shown + &text[at..], marked);
    }

    #[test]
    fn what_was_typed_as_it_stands() {
        check("maria", "[[María]] and [[MARIA]]na, [[Mari\u{301}a]]");
        check("los soles", "‘[[Los Soles]]’ and [[los\n soles]], soles los");
        check("isn't", "It [[isn’t]] so");
        check("$50", "the [[$50]] million");
        check("ss", "Stra[[ß]]e");
        check("aa", "[[aa]][[aa]]a");
    }

    #[test]
    fn phrases_and_expressions() {
        check("\"the cartel", "[[The cartel]] of [[the  cartel]]s");
        check("/^the \\w+/", "[[The cartel]] the\n[[the regime]]\r\nof the");
        check("/n.o/", "[[año]] [[NÃO]]".replace("[[año]]", "año").as_str());
        check("/x*/", "no");
        check("/b.*/ \"ab\"", "[[ab]]c [[bd]]".replace(" [[bd]]", "\n[[bd]]").as_str());
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        check("", "text");
        check("!text", "text");
        check("label:x", "label:x");
        assert!(find_in("", &fold(""), &Query::parse("x").unwrap()).is_empty());
        let long = "ab ".repeat(500_000);
        assert_eq!(find_in(&long, &fold(&long), &Query::parse("b a").unwrap()).len(), 499_999);
    }
}
