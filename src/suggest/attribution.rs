//! The patterns: a name, a word of saying, and a statement.
//!
//! Reads one block at a time. First looks for the subject of every verb of saying outside quoted speech.
//! Then looks for documents, possessives and "according to". Quotations without a pattern go to the
//! speaker of the paragraph. The words inside quotations are not searched.

use std::collections::{BTreeMap, HashSet};

use super::{
    cue::{
        Frame, begins_clause, begins_content, comes_before_object, describes, frame, is_document,
        is_function, is_saying, shows, stands_between,
    },
    name::{Name, People, names},
    token::Tokens,
};
use crate::text::{BlockKind, Outline, Span, clause_end};

/// The number of words of a noun phrase that are searched for its name.
const PHRASE_WORDS: usize = 24;

/// The longest noun phrase, in bytes.
const PHRASE_BYTES: usize = 400;

/// The number of names in a list before a name, for example "Paraguay, Ecuador, and the US".
const LISTED: usize = 8;

/// The most words of a description before a name, for example "former intelligence chief".
const PREMODIFIERS: usize = 6;

/// The number of blocks over which a pronoun can mean the last speaker.
const REACH: usize = 3;

/// The pattern of an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// For example `“…,” says Ana Ruiz`.
    QuoteThenVerb,
    /// For example `Ana Ruiz, a pilot, says that …`.
    NameThenVerb,
    /// For example `She says that …`.
    Pronoun,
    /// For example `According to Ana Ruiz, …`.
    AccordingTo,
    /// For example `Ana Ruiz’s claims …`.
    Possessive,
    /// For example `A recent Harbour Office report found …`.
    Document,
}

impl Rule {
    /// Returns the name in exported files, for example `quote_then_verb`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::QuoteThenVerb => "quote_then_verb",
            Rule::NameThenVerb => "name_then_verb",
            Rule::Pronoun => "pronoun",
            Rule::AccordingTo => "according_to",
            Rule::Possessive => "possessive",
            Rule::Document => "document",
        }
    }
}

/// A statement with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The pattern of the attribution.
    pub rule: Rule,
    /// The key of the source, equal for all names of one source.
    pub key: String,
    /// The longest name of the source in the article, on one line.
    pub who: String,
    /// The words that name the source, or a pronoun.
    pub source: Span,
    /// The words that describe the source, for example `a pilot`.
    pub description: Option<Span>,
    /// The word that attributes, for example `says`.
    pub cue: Span,
    /// The attributed quotations, in reading order.
    pub quotations: Vec<Span>,
}

impl Attribution {
    /// Returns the smallest span with the source, the cue, the description and the quotations.
    pub fn span(&self) -> Span {
        let parts = self.quotations.iter().copied().chain(self.description);
        parts.fold(self.source.join(self.cue), Span::join)
    }
}

/// Returns the attributions of a text, in reading order.
pub fn attributions(text: &str, outline: &Outline) -> Vec<Attribution> {
    let body: Vec<Tokens<'_>> = outline
        .blocks
        .iter()
        .filter(|block| is_body(block.kind))
        .map(|block| {
            let start = block.run_in.map_or(block.span.start, |label| label.end);
            Tokens::new(text, Span::new(start, block.span.end.max(start)))
        })
        .collect();
    let common: HashSet<String> = body
        .iter()
        .flat_map(|tokens| &tokens.all)
        .filter(|token| !token.is_upper)
        .map(|token| token.lower.clone())
        .collect();
    let all: Vec<Vec<Name>> = body.iter().map(|tokens| names(tokens, &common)).collect();
    let mut people = People::default();
    for (tokens, names) in body.iter().zip(&all) {
        for name in names {
            people.note(name, tokens.text);
        }
    }
    let mut found = Vec::new();
    let mut speaker: Option<Speaker> = None;
    for (index, (tokens, names)) in body.iter().zip(&all).enumerate() {
        let near = speaker.take_if(|speaker| index <= speaker.block + REACH);
        let block = Block { tokens, names, people: &people };
        let mut here = block.attributions(near.as_ref());
        block.give_quotations(&mut here);
        let goes_on = near.as_ref().is_some_and(|near| near.is_quoted && index == near.block + 1);
        if goes_on && block.is_all_speech() {
            let last = found.last_mut().map(|last: &mut Attribution| &mut last.quotations);
            last.into_iter().for_each(|known| known.extend(&tokens.speeches));
            speaker = near.map(|near| Speaker { block: index, ..near });
            continue;
        }
        let last = here.iter().rfind(|one| is_person(one, names));
        speaker = last.map(|last| Speaker::of(last, index)).or(near);
        found.extend(here);
    }
    found
}

/// Returns true for blocks of running text.
fn is_body(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Paragraph
            | BlockKind::ListItem
            | BlockKind::Answer
            | BlockKind::CallOut
            | BlockKind::Quote
            | BlockKind::LeadIn
    )
}

/// Returns true if a pronoun can mean the source of `found`.
fn is_person(found: &Attribution, names: &[Name]) -> bool {
    let name = names.iter().find(|name| name.span == found.source);
    name.is_none_or(|name| name.is_person)
}

/// The last speaker, with the block of the speech.
#[derive(Clone)]
struct Speaker {
    key: String,
    who: String,
    block: usize,
    /// True if the speech was in quotation marks.
    is_quoted: bool,
}

impl Speaker {
    fn of(found: &Attribution, block: usize) -> Self {
        Self {
            key: found.key.clone(),
            who: found.who.clone(),
            block,
            is_quoted: !found.quotations.is_empty(),
        }
    }
}

/// A block with its names.
struct Block<'a> {
    tokens: &'a Tokens<'a>,
    names: &'a [Name],
    people: &'a People,
}

impl Block<'_> {
    fn attributions(&self, speaker: Option<&Speaker>) -> Vec<Attribution> {
        let mut found: Vec<Attribution> = Vec::new();
        for at in 0..self.tokens.all.len() {
            if self.tokens.all[at].is_speech {
                continue;
            }
            let latest = found.last().map(|last| Speaker::of(last, 0));
            let speaker = latest.as_ref().or(speaker);
            let one = self
                .by_verb(at, speaker)
                .or_else(|| self.according_to(at))
                .or_else(|| self.possessive(at))
                .or_else(|| self.document(at));
            // One source at one place is one attribution, for example "Ana Ruiz said and added".
            let mut near = found.iter().rev().take(REACH);
            let is_new = |one: &Attribution| near.all(|known| known.source != one.source);
            found.extend(one.filter(is_new));
        }
        found
    }

    /// Returns the attribution of the verb of saying at `at`.
    fn by_verb(&self, at: usize, speaker: Option<&Speaker>) -> Option<Attribution> {
        let frame = frame(self.tokens.lower(at)).filter(|_| !self.tokens.all[at].is_upper)?;
        let cue = self.tokens.all[at].span;
        if frame != Frame::Blaming
            && let Some(found) = self.inverted(at, cue)
        {
            return Some(found);
        }
        let said_before = self.tokens.speech_before(self.subject_start(at));
        let fits = match frame {
            Frame::Free => self.begins_clause(at + 1),
            Frame::Strict => begins_content(self.tokens.lower(at + 1)),
            Frame::Blaming => !matches!(self.tokens.lower(at + 1), "of" | "by" | "in" | ""),
        };
        let said_after = self.tokens.speech_after(at);
        if !(fits || said_after.is_some() || said_before.is_some()) {
            return None;
        }
        let quotations: Vec<Span> = [said_before, said_after].into_iter().flatten().collect();
        let found = self.subject(at)?;
        let (rule, name, description) = match found {
            Subject::Name(name, description) => (Rule::NameThenVerb, name, description),
            Subject::Pronoun(place) => {
                let speaker = self.meant_by(place, speaker)?;
                return Some(Attribution {
                    rule: Rule::Pronoun,
                    key: speaker.key,
                    who: speaker.who,
                    source: self.tokens.all[place].span,
                    description: None,
                    cue,
                    quotations,
                });
            }
        };
        Some(self.attribution(rule, name, (description, cue, quotations)))
    }

    fn attribution(
        &self,
        rule: Rule,
        name: &Name,
        (description, cue, quotations): (Option<Span>, Span, Vec<Span>),
    ) -> Attribution {
        let (key, who) = self.people.meant(name, self.tokens.text);
        Attribution { rule, key, who, source: name.span, description, cue, quotations }
    }

    /// Returns the person that a pronoun means: the last subject before the pronoun, else the last
    /// speaker.
    fn meant_by(&self, pronoun: usize, speaker: Option<&Speaker>) -> Option<Speaker> {
        let before = self.names.partition_point(|name| name.last < pronoun);
        let is_known = |name: &&Name| {
            let is_long =
                name.has_title || self.people.meant(name, self.tokens.text).0.contains(' ');
            name.is_person && is_long && !self.tokens.all[name.last].is_possessive
        };
        let near = self.names[..before].iter().rev().take(PHRASE_WORDS);
        let mut near = near.filter(is_known);
        let Some(name) = near.find(|name| self.is_subject(name)) else {
            return speaker.cloned();
        };
        let (key, who) = self.people.meant(name, self.tokens.text);
        Some(Speaker { key, who, block: 0, is_quoted: false })
    }

    /// Returns true if a clause begins with the word at `at`.
    fn begins_clause(&self, at: usize) -> bool {
        let Some(token) = self.tokens.all.get(at) else {
            return false;
        };
        let gap = self.tokens.gap(at);
        let is_near = !gap.contains(['.', '?', '!', ';']);
        is_near && (token.is_upper || begins_clause(&token.lower))
    }

    /// Matches a quotation before the verb, for example `“…,” says analyst Ana Ruiz, a pilot`.
    fn inverted(&self, at: usize, cue: Span) -> Option<Attribution> {
        let quotation = self.tokens.speech_before(at)?;
        let far = (at + 1 + PREMODIFIERS).min(self.tokens.all.len());
        let after = self.names.partition_point(|name| name.first <= at);
        let name = self.names.get(after)?;
        let before = at + 1..name.first;
        let is_plain = |place: usize| {
            let word = self.tokens.lower(place);
            let is_article = matches!(word, "the" | "a" | "an" | "its" | "their" | "his" | "her");
            self.tokens.is_close(place) && (!is_function(word) || is_article)
        };
        // For example "said its director, Dr. Ines Halloran".
        let is_named_after = !before.is_empty() && self.tokens.gap(name.first).trim() == ",";
        let is_near = self.tokens.is_close(name.first) || is_named_after;
        if name.first > far || !is_near || !before.clone().all(is_plain) {
            return None;
        }
        let role = before.filter(|_| is_named_after).map(|place| self.tokens.all[place].span);
        let behind = role.reduce(Span::join).or_else(|| self.apposition(name));
        let described = behind.or_else(|| self.premodifiers(name));
        let quotations = vec![quotation];
        Some(self.attribution(Rule::QuoteThenVerb, name, (described, cue, quotations)))
    }

    /// Returns the first word of the subject of a verb. A quotation before the subject ends there.
    fn subject_start(&self, verb: usize) -> usize {
        match self.subject(verb) {
            Some(Subject::Name(name, _)) => self.phrase_start(name),
            Some(Subject::Pronoun(place)) => place,
            None => verb,
        }
    }

    /// Returns the subject of a verb: right before the verb, or before an apposition between commas.
    fn subject(&self, verb: usize) -> Option<Subject<'_>> {
        let mut end = verb;
        while end > 0 && stands_between(self.tokens.lower(end - 1)) && self.tokens.is_close(end) {
            end -= 1;
        }
        let last = end.checked_sub(1)?;
        if self.tokens.is_close(end) {
            if matches!(self.tokens.lower(last), "he" | "she") {
                return Some(Subject::Pronoun(last));
            }
            let name = self.name_ending(last)?;
            return self.is_subject(name).then(|| Subject::Name(name, self.premodifiers(name)));
        }
        if !self.tokens.gap(end).trim_start().starts_with([',', '–', '—', ')']) {
            return None;
        }
        let from = end.saturating_sub(PHRASE_WORDS);
        let before = self.names.partition_point(|name| name.last < last);
        let mut near = self.names[..before].iter().rev();
        let name = near
            .by_ref()
            .take_while(|name| name.last >= from)
            .find(|name| self.opens_apposition(name.last + 1) && self.is_subject(name))?;
        let inside = name.last + 1..end;
        if inside.clone().skip(1).any(|place| self.tokens.all[place].is_first) {
            return None;
        }
        let words = &self.tokens.all[inside];
        let description = words.first()?.span.join(words.last()?.span);
        Some(Subject::Name(name, Some(description)))
    }

    /// Returns the end of the clause that begins at `byte`, at most [`PHRASE_BYTES`] later.
    fn phrase_end(&self, byte: usize) -> usize {
        let Span { start, end } = self.tokens.block;
        let far = self.tokens.text.floor_char_boundary(byte + PHRASE_BYTES);
        clause_end(self.tokens.text, Span::new(start, far.clamp(byte, end)), byte)
    }

    fn opens_apposition(&self, at: usize) -> bool {
        at < self.tokens.all.len()
            && self.tokens.gap(at).trim_start().starts_with([',', '–', '—', '('])
    }

    fn name_ending(&self, last: usize) -> Option<&Name> {
        let at = self.names.partition_point(|name| name.last < last);
        let is_whole = |name: &&Name| name.last == last && !self.tokens.all[last].is_possessive;
        self.names.get(at).filter(is_whole)
    }

    /// Returns the first word of the noun phrase that ends with `name`.
    fn phrase_start(&self, name: &Name) -> usize {
        let mut start = name.first;
        while start > 0
            && name.first - start < PREMODIFIERS
            && self.tokens.is_close(start)
            && !is_function(self.tokens.lower(start - 1))
            && !self.tokens.all[start - 1].is_speech
        {
            start -= 1;
        }
        let is_article = |at: usize| matches!(self.tokens.lower(at), "the" | "a" | "an");
        if start > 0 && is_article(start - 1) && self.tokens.is_close(start) {
            start -= 1;
        }
        start
    }

    /// Returns true if a name can be a subject: no preposition stands before the name or before its
    /// list.
    fn is_subject(&self, name: &Name) -> bool {
        let mut start = self.phrase_start(name);
        let mut in_list = false;
        for _ in 0..LISTED {
            let Some(before) = start.checked_sub(1) else {
                return true;
            };
            let word = self.tokens.lower(before);
            if comes_before_object(word) && self.tokens.is_close(start) {
                return false;
            }
            // All names of a list have one role, for example "Paraguay, Ecuador, and the US".
            let is_and = word == "and" && self.tokens.is_close(start);
            let is_comma = self.tokens.gap(start).trim() == ",";
            in_list |= is_and;
            let end = if is_and { before.checked_sub(1) } else { Some(before) };
            let listed = end
                .filter(|_| is_and || (in_list && is_comma))
                .and_then(|end| self.name_ending(end));
            match listed {
                Some(other) => start = self.phrase_start(other),
                None => return true,
            }
        }
        false
    }

    /// Returns the words of description before a name, for example "former intelligence chief".
    fn premodifiers(&self, name: &Name) -> Option<Span> {
        let start = self.phrase_start(name);
        let first =
            (start..name.first).find(|at| !matches!(self.tokens.lower(*at), "the" | "a" | "an"))?;
        let words = &self.tokens.all[first..name.first];
        let is_noun = words.iter().any(|word| !word.is_upper) && frame(&words[0].lower).is_none();
        let span = words.first()?.span.join(words.last()?.span);
        (is_noun && name.is_person).then_some(span)
    }

    /// Returns the description between commas after a name, for example "a security analyst".
    fn apposition(&self, name: &Name) -> Option<Span> {
        let first = name.last + 1;
        let token = self.tokens.all.get(first)?;
        let is_opened = matches!(self.tokens.gap(first).trim(), "," | "–" | "—" | "(");
        if !is_opened || !describes(&token.lower) || token.is_speech {
            return None;
        }
        let end = self.phrase_end(token.span.start);
        (end > token.span.start).then(|| Span::new(token.span.start, end))
    }

    /// Matches for example `According to a report by Ana Ruiz, …`.
    fn according_to(&self, at: usize) -> Option<Attribution> {
        let is_cue = self.tokens.lower(at) == "according" && self.tokens.lower(at + 1) == "to";
        if !is_cue {
            return None;
        }
        let first = self.tokens.all.get(at + 2).filter(|token| !token.is_speech)?;
        let end = self.phrase_end(first.span.start);
        let after = self.names.partition_point(|name| name.first < at + 2);
        let name = self.names.get(after).filter(|name| name.span.end <= end.max(first.span.end))?;
        let cue = self.tokens.all[at].span.join(self.tokens.all[at + 1].span);
        let is_person = Some(name).filter(|name| name.is_person);
        let behind = is_person.and_then(|name| self.apposition(name));
        let description = behind.or_else(|| self.premodifiers(name));
        Some(self.attribution(Rule::AccordingTo, name, (description, cue, Vec::new())))
    }

    /// Matches for example `Ana Ruiz’s startling claims`.
    fn possessive(&self, at: usize) -> Option<Attribution> {
        if !self.tokens.all[at].is_possessive {
            return None;
        }
        let found = self.names.partition_point(|name| name.last < at);
        let name = self.names.get(found).filter(|name| name.last == at && name.is_person)?;
        let noun = (at + 1..at + 4).find(|place| is_saying(self.tokens.lower(*place)))?;
        let is_phrase = (at + 2..=noun).all(|place| self.tokens.is_close(place));
        let cue = self.tokens.all[noun].span;
        let description = self.premodifiers(name);
        let found = self.attribution(Rule::Possessive, name, (description, cue, Vec::new()));
        is_phrase.then_some(found)
    }

    /// Matches for example `a recent Harbour Office report found that …`, or `in a recent Harbour Office
    /// report`.
    fn document(&self, at: usize) -> Option<Attribution> {
        let noun = self.tokens.lower(at);
        if !is_document(noun) || !self.tokens.is_close(at) {
            return None;
        }
        let name = self.name_ending(at.checked_sub(1)?).filter(|name| name.last + 1 == at)?;
        let verb = (at + 1..at + 4).find(|place| shows(self.tokens.lower(*place)));
        let start = self.phrase_start(name);
        let is_in = start > 0 && self.tokens.lower(start - 1) == "in";
        let has_article = matches!(self.tokens.lower(start), "a" | "an" | "the" | "one");
        let cue = match verb {
            Some(verb) => self.tokens.all[verb].span,
            None => self.tokens.all[at].span,
        };
        let found = self.attribution(Rule::Document, name, (None, cue, Vec::new()));
        (has_article && (verb.is_some() || is_in)).then_some(found)
    }

    /// Gives each quotation without a source to the last speaker before the quotation in the paragraph.
    fn give_quotations(&self, found: &mut [Attribution]) {
        let claimed: BTreeMap<Span, usize> = (0..)
            .zip(&*found)
            .flat_map(|(index, one)| one.quotations.iter().map(move |speech| (*speech, index)))
            .collect();
        let mut speaking: Option<usize> = None;
        for speech in &self.tokens.speeches {
            match (claimed.get(speech), speaking) {
                (Some(owner), _) => speaking = Some(*owner),
                (None, Some(owner)) => found[owner].quotations.push(*speech),
                (None, None) => {}
            }
        }
    }

    /// Returns true if the paragraph has only quoted speech.
    fn is_all_speech(&self) -> bool {
        !self.tokens.speeches.is_empty() && self.tokens.all.iter().all(|token| token.is_speech)
    }
}

/// The subject of a verb.
enum Subject<'a> {
    /// A name, with its description.
    Name(&'a Name, Option<Span>),
    /// The place of "he" or "she".
    Pronoun(usize),
}

#[cfg(test)]
mod tests;
