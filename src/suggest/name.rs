//! Finds names of people and institutions, and joins short forms to long forms, for example `Ruiz` to
//! `Ana Ruiz`.

use std::collections::{HashMap, HashSet};

use super::{
    cue::{is_date, is_function, is_institution, is_link, is_nobody, is_particle, is_title},
    token::Tokens,
};
use crate::text::{Span, fold};

/// The most small words in a row inside a name, for example `of the`.
const MOST_LINKS: usize = 2;

/// A name in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The first and the last word.
    pub first: usize,
    pub last: usize,
    /// All words, with titles.
    pub span: Span,
    /// The folded words without titles, nicknames and a leading `the`.
    pub parts: Vec<String>,
    /// True if the name can belong to a person.
    pub is_person: bool,
    /// True if a title stands before the name, for example `Dr.`.
    pub has_title: bool,
}

impl Name {
    /// Returns the folded words as one key, for example `ana ruiz`.
    pub(super) fn key(&self) -> String {
        self.parts.join(" ")
    }
}

/// Returns the names of a block, in order. `common` has the words that the article also writes in lower
/// case.
pub(super) fn names(tokens: &Tokens<'_>, common: &HashSet<String>) -> Vec<Name> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.all.len() {
        if !may_begin(tokens, at, common) {
            at += 1;
            continue;
        }
        let last = end_of(tokens, at);
        names.extend(name(tokens, at, last));
        at = last + 1;
    }
    names
}

/// Returns true if a name can begin with the word at `at`.
fn may_begin(tokens: &Tokens<'_>, at: usize, common: &HashSet<String>) -> bool {
    let token = &tokens.all[at];
    if !token.is_upper || token.is_speech || is_date(&token.lower) {
        return false;
    }
    // For example "The Informer", but not "The plan" at the start of a sentence.
    if is_function(&token.lower) {
        return !token.is_first && token.lower == "the" && continues(tokens, at + 1);
    }
    let stands_alone = !continues(tokens, at + 1);
    let is_word = is_nobody(&token.lower) || common.contains(&token.lower);
    !(token.is_first && stands_alone && is_word)
}

/// Returns true if the word at `at` is capitalised and can belong to the name before it.
fn continues(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(token) = tokens.all.get(at) else {
        return false;
    };
    token.is_upper && !token.is_speech && joins(tokens, at)
}

/// Returns true if the signs before the word at `at` do not end a name. For example a comma ends a name.
fn joins(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = &tokens.all[at - 1];
    if before.is_possessive {
        return false;
    }
    let is_short = is_title(&before.lower) || before.span.len() == 1;
    let gap = tokens.gap(at);
    // For example ‘El Pollo’ between two names.
    let is_nickname = |sign: char| "‘’“”\"'".contains(sign);
    gap.chars().any(char::is_whitespace)
        && gap
            .chars()
            .all(|sign| sign.is_whitespace() || is_nickname(sign) || (is_short && sign == '.'))
}

/// Returns the last word of the name that begins at `first`.
fn end_of(tokens: &Tokens<'_>, first: usize) -> usize {
    let mut last = first;
    let mut is_of_institution = is_institution(tokens.lower(first));
    loop {
        if continues(tokens, last + 1) {
            last += 1;
            is_of_institution |= is_institution(tokens.lower(last));
            continue;
        }
        let is_small = |word: &str| is_particle(word) || (is_of_institution && is_link(word));
        let n_links = (1..=MOST_LINKS)
            .take_while(|by| is_small(tokens.lower(last + by)) && tokens.is_close(last + by))
            .count();
        let goes_on = (1..=n_links).rev().find(|by| continues(tokens, last + by + 1));
        match goes_on {
            Some(by) => {
                last += by + 1;
                is_of_institution |= is_institution(tokens.lower(last));
            }
            None => return last,
        }
    }
}

fn name(tokens: &Tokens<'_>, first: usize, last: usize) -> Option<Name> {
    let words = &tokens.all[first..=last];
    let span = words[0].span.join(words[words.len() - 1].span);
    let mut parts = Vec::new();
    let mut has_title = false;
    let mut is_nickname = false;
    for (at, token) in (first..).zip(words) {
        if at > first && tokens.gap(at).contains(['‘', '“', '"', '\'', '’', '”']) {
            is_nickname = !is_nickname;
        }
        if is_title(&token.lower) && parts.is_empty() && at < last {
            has_title = true;
        } else if !(is_nickname || (parts.is_empty() && token.lower == "the")) {
            parts.push(fold(token.span.of(tokens.text)).text.replace('.', ""));
        }
    }
    let institution = parts.iter().any(|part| is_institution(part));
    let after_the = first > 0 && tokens.lower(first - 1) == "the";
    let is_acronym =
        parts.len() == 1 && span.of(tokens.text).chars().all(|sign| !sign.is_lowercase());
    let is_person =
        has_title || !(institution || after_the || is_acronym || words[0].lower == "the");
    (!parts.is_empty()).then_some(Name { first, last, span, parts, is_person, has_title })
}

/// The long names of an article, to look up short names.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The first long name that ends with a word: the key and the shown name.
    by_last: HashMap<String, (String, String)>,
    /// The first long name that begins with a word. Many languages write the family name first.
    by_first: HashMap<String, (String, String)>,
}

impl People {
    /// Adds a name of two or more words.
    pub(super) fn note(&mut self, name: &Name, text: &str) {
        if let [first, .., last] = name.parts.as_slice()
            && name.is_person
        {
            let long = || (name.key(), one_line(name.span.of(text)));
            self.by_last.entry(last.clone()).or_insert_with(long);
            self.by_first.entry(first.clone()).or_insert_with(long);
        }
    }

    /// Returns the key and the words of the long name for `name`, or of `name` itself if no long name
    /// fits.
    pub(super) fn meant(&self, name: &Name, text: &str) -> (String, String) {
        let long = match name.parts.as_slice() {
            [short] => {
                let titled = self.by_first.get(short).filter(|_| name.has_title);
                self.by_last.get(short).or(titled).cloned()
            }
            _ => None,
        };
        long.unwrap_or_else(|| (name.key(), one_line(name.span.of(text))))
    }
}

/// Returns the words on one line.
pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
