//! The concordance (keyword in context): every match of a query on a line, in an order that shows usage.
//!
//! Owns the matches, their order and the number of kept lines; [`Snippet`] owns the words around a
//! match. A search returns the best passages, a concordance returns all matches, counted by article.
//! Only the first lines in the wanted order are kept, so memory is bounded by the kept lines and the
//! passages of a shard.
//!
//! A match is a run of whole words covered by a term, or the range of a regular expression, for example
//! `/\d+ people/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Filter, HitClass, Passage, PassageIndex, Query, SearchOptions,
    compiled_query::{CompiledQuery, ExpansionScope, QueryExpansion},
    rank::{Extent, places},
    tokenize,
    top_k::HitCandidate,
};
use crate::text::{Span, fold};

/// The order of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOrder {
    /// As in the corpus.
    #[default]
    Article,
    /// By the words to the left, nearest first; for example `old closed` sorts before `new ports`.
    Left,
    /// By the words to the right, nearest first.
    Right,
}

impl LineOrder {
    /// All orders, in the sequence of the key that cycles through them.
    pub const ALL: [LineOrder; 3] = [LineOrder::Article, LineOrder::Left, LineOrder::Right];

    /// Returns the name for `--sort` and the screen, for example `left`.
    pub fn name(self) -> &'static str {
        match self {
            LineOrder::Article => "article",
            LineOrder::Left => "left",
            LineOrder::Right => "right",
        }
    }
}

/// A line of the concordance: a match with its passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConcordanceLine {
    /// The passage around the match.
    pub passage: Passage,
    /// The words that were looked for, in bytes of the article's text.
    pub keyword: Span,
    /// Class of the passage as an answer to the query.
    pub class: HitClass,
}

/// The kept lines, and the counts of all lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concordance {
    /// The first lines in the wanted order.
    pub lines: Vec<ConcordanceLine>,
    /// Number of all lines, kept or not.
    pub total: usize,
    /// Number of lines by article in corpus order, without articles that have none.
    pub counts: Vec<(usize, usize)>,
    /// `true` if the search was stopped early.
    pub cancelled: bool,
}

/// The text around a passage.
#[derive(Clone, Copy, Debug)]
pub struct LineContext<'a> {
    /// The text that spans of the passage are places in.
    pub text: &'a str,
    /// Returns the range of the words around a match in `text`.
    pub within: Span,
}

/// Options of a concordance.
pub struct ConcordanceOptions<'a, 'text> {
    /// The order of the lines.
    pub order: LineOrder,
    /// Maximum number of kept lines; all lines are counted.
    pub limit: usize,
    /// The text around a passage; a passage without has no lines.
    pub context: &'a (dyn Fn(&Passage) -> Option<LineContext<'text>> + Sync),
    /// As in [`SearchOptions`].
    pub accept: &'a (dyn Fn(&Filter, &Passage) -> bool + Sync),
    /// As in [`SearchOptions`].
    pub proceed: &'a dyn Fn() -> bool,
}

/// The lines of some parts of the passages; [`PartialLines::extend`] puts them together.
#[derive(Clone, Debug, Default)]
pub struct PartialLines {
    kept: Vec<KeyedLine>,
    counts: BTreeMap<usize, usize>,
    cancelled: bool,
}

/// A line with its sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeyedLine {
    key: Box<str>,
    line: ConcordanceLine,
}

impl KeyedLine {
    fn order(&self) -> (&str, usize, Span) {
        (&self.key, self.line.passage.article, self.line.keyword)
    }
}

impl PassageIndex {
    /// The lines of some parts; each part must be given to one search only.
    pub fn lines(
        &self,
        query: &Query,
        options: &ConcordanceOptions<'_, '_>,
        parts: &mut dyn Iterator<Item = usize>,
    ) -> PartialLines {
        let compiled = CompiledQuery::new(query);
        let mut found = PartialLines::default();
        if compiled.terms.is_empty() && compiled.regexes.is_empty() {
            return found;
        }
        let search = SearchOptions {
            limit: usize::MAX,
            scattered: false,
            accept: options.accept,
            proceed: options.proceed,
        };
        for part in parts {
            let hits = self.search_parts(query, &search, &mut std::iter::once(part));
            found.add(self, &compiled, options, &hits.best);
            found.cancelled |= hits.cancelled;
            if found.cancelled {
                break;
            }
        }
        found.cut(options.limit);
        found
    }
}

impl Concordance {
    /// The lines found so far in all parts.
    pub fn of(mut found: PartialLines) -> Self {
        found.kept.sort_unstable_by(|one, two| one.order().cmp(&two.order()));
        Self {
            lines: found.kept.into_iter().map(|kept| kept.line).collect(),
            total: found.counts.values().sum(),
            counts: found.counts.into_iter().collect(),
            cancelled: found.cancelled,
        }
    }
}

impl PartialLines {
    /// Merges the lines of further parts, and keeps the first lines.
    pub fn extend(&mut self, others: Vec<PartialLines>, limit: usize) {
        for mut other in others {
            self.kept.append(&mut other.kept);
            self.cancelled |= other.cancelled;
            for (article, n) in other.counts {
                *self.counts.entry(article).or_default() += n;
            }
        }
        self.cut(limit);
    }

    /// Adds the lines of the hits of one part.
    fn add(
        &mut self,
        passages: &PassageIndex,
        compiled: &CompiledQuery,
        options: &ConcordanceOptions<'_, '_>,
        hits: &[HitCandidate],
    ) {
        let Some(shard) = hits.first().and_then(|hit| passages.shards.get(hit.part)) else {
            return;
        };
        let mut hits = hits.to_vec();
        hits.sort_unstable_by_key(|hit| hit.at);
        let words = |hit: &HitCandidate| shard.words(hit.at, hit.extent);
        let used: Vec<_> = hits.iter().flat_map(words).copied().collect();
        let plan = QueryExpansion::new(compiled, &shard.distinct, ExpansionScope::Of(&used));
        // A sentence may stand in two pairs of neighbours; its places count once.
        let mut last = (usize::MAX, 0);
        for (nth, hit) in hits.iter().enumerate() {
            // The hits of one part are up to thirty thousand, and each may have many places.
            if nth % 256 == 255 && !(options.proceed)() {
                self.cancelled = true;
                return;
            }
            let first = shard.passage(hit.at, Extent::Sentence);
            let Some(context) = (options.context)(&first) else {
                continue;
            };
            for found in keywords(compiled, &plan, shard.text(hit.at, hit.extent), words(hit)) {
                let keyword = shard.original(hit.at, found);
                if last.0 == first.article && keyword.start < last.1 {
                    continue;
                }
                last = (first.article, keyword.end);
                let is_second = hit.extent == Extent::Neighbours && keyword.start >= first.span.end;
                let line = ConcordanceLine {
                    passage: if is_second {
                        shard.passage(hit.at + 1, Extent::Sentence)
                    } else {
                        first
                    },
                    keyword,
                    class: hit.rank.class,
                };
                *self.counts.entry(first.article).or_default() += 1;
                let key = key(context, keyword, options.order);
                self.kept.push(KeyedLine { key, line });
            }
            if self.kept.len() >= options.limit.saturating_mul(2).max(1_024) {
                self.cut(options.limit);
            }
        }
    }

    /// Keeps the first lines, in any order.
    fn cut(&mut self, limit: usize) {
        if self.kept.len() <= limit {
            return;
        }
        if limit > 0 {
            self.kept.select_nth_unstable_by(limit - 1, |one, two| one.order().cmp(&two.order()));
        }
        self.kept.truncate(limit);
    }
}

/// The places in a folded passage, in order; none lies in another.
fn keywords(
    compiled: &CompiledQuery,
    plan: &QueryExpansion,
    text: &str,
    numbers: &[super::shard_vocabulary::WordId],
) -> Vec<Span> {
    let mut cut = Vec::new();
    tokenize::each(text, &mut |span, _| cut.push(span));
    let (mut known, mut spans) = (Vec::new(), Vec::new());
    for (term, expansion) in plan.terms.iter().enumerate() {
        known.clear();
        places(expansion, term, numbers, &mut known);
        for place in &known {
            let first = cut.get(place.at);
            let last = cut.get(place.at + place.len.max(1) - 1);
            spans.extend(first.zip(last).map(|(first, last)| first.join(*last)));
        }
    }
    for regex in &compiled.regexes {
        let found = regex.find_iter(text).filter(|found| !found.is_empty());
        spans.extend(found.map(|found| Span::from(found.range())));
    }
    spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let is_new = span.end > end;
        end = end.max(span.end);
        is_new
    });
    spans
}

/// Words of the context that lines are ordered by.
const KEY_WORDS: usize = 6;

/// Bytes of context that are searched for the words of a sort key.
const KEY_REACH: usize = 160;

/// Returns the sort key of a line: the words from the match outwards, each with an end mark, so
/// that a word sorts before a longer word with the same start.
fn key(context: LineContext<'_>, keyword: Span, order: LineOrder) -> Box<str> {
    let mut found: Vec<String> = Vec::new();
    let mut take = |words: &str| {
        tokenize::each(&fold(words).text, &mut |_, word| {
            found.push(word.to_owned());
        });
    };
    match order {
        LineOrder::Article => return Box::default(),
        LineOrder::Left => {
            take(before(context, keyword, KEY_REACH));
            found.reverse();
        }
        LineOrder::Right => take(after(context, keyword, KEY_REACH)),
    }
    let mut key = String::new();
    for word in found.iter().take(KEY_WORDS) {
        key.push_str(word);
        key.push('\u{1}');
    }
    key.into_boxed_str()
}

/// Returns up to `n_bytes` bytes of the paragraph before a match.
pub(super) fn before(context: LineContext<'_>, place: Span, reach: usize) -> &str {
    let LineContext { text, within } = context;
    let from = place.start.saturating_sub(reach).max(within.start);
    let from = text.ceil_char_boundary(from).min(place.start);
    let words = text.get(from..place.start).unwrap_or_default();
    let words = words.rsplit("\n\n").next().unwrap_or(words);
    words.rsplit("\n\r\n").next().unwrap_or(words)
}

/// Returns up to `n_bytes` bytes of the paragraph after a match.
pub(super) fn after(context: LineContext<'_>, place: Span, reach: usize) -> &str {
    let LineContext { text, within } = context;
    let to = place.end.saturating_add(reach).min(within.end);
    let to = text.floor_char_boundary(to).max(place.end);
    let words = text.get(place.end..to).unwrap_or_default();
    let words = words.split("\n\n").next().unwrap_or(words);
    words.split("\r\n\r\n").next().unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{find::SearchMode, text::outline};

    const TEXTS: [&str; 3] = [
        "The ports closed. Old ports opened, said María; the weaponization went on.",
        "New ports, old ports and a weapon.\n\nPorts",
        "Nothing here.",
    ];

    fn corpus(texts: &[&str]) -> PassageIndex {
        let mut passages = PassageIndex::default();
        for (article, text) in texts.iter().enumerate() {
            let mut one = PassageIndex::default();
            let sentences = outline(text, crate::text::Markup::Plain).sentences;
            one.add(article, text, &sentences);
            passages.append(one);
        }
        passages
    }

    fn lines_of(texts: &[&str], query: &Query, order: LineOrder, limit: usize) -> Concordance {
        let passages = corpus(texts);
        let options = ConcordanceOptions {
            order,
            limit,
            context: &|passage| {
                let text = texts[passage.article];
                let within = Span::new(0, text.len());
                Some(LineContext { text, within })
            },
            accept: &|_, passage| passage.article == 1,
            proceed: &|| true,
        };
        let mut parts = 0..passages.n_parts();
        Concordance::of(passages.lines(query, &options, &mut parts))
    }

    /// The lines as `article:word before[keyword]`.
    #[track_caller]
    fn check((typed, mode): (&str, SearchMode), order: LineOrder, expected: &[&str]) {
        let query = Query::read(typed, mode).unwrap();
        let found = lines_of(&TEXTS, &query, order, 100);
        let shown = found.lines.iter().map(|line| {
            let text = TEXTS[line.passage.article];
            let before = text[..line.keyword.start].split_whitespace().last();
            let keyword = line.keyword.of(text);
            format!("{}:{}[{keyword}]", line.passage.article, before.unwrap_or_default())
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{typed:?}");
        assert_eq!(found.total, expected.len());
    }

    #[test]
    fn every_place_is_a_line_in_the_order_asked_for() {
        let ports = ("ports", SearchMode::Exact);
        let by_article =
            ["0:The[ports]", "0:Old[ports]", "1:New[ports]", "1:old[ports]", "1:weapon.[Ports]"];
        check(ports, LineOrder::Article, &by_article);
        // What stands before a paragraph is not to the left of its words.
        let by_left =
            ["1:weapon.[Ports]", "1:New[ports]", "0:Old[ports]", "1:old[ports]", "0:The[ports]"];
        // "old closed" comes before "old ports": the second word to the left decides.
        check(ports, LineOrder::Left, &by_left);
        let by_right =
            ["1:weapon.[Ports]", "1:old[ports]", "0:The[ports]", "1:New[ports]", "0:Old[ports]"];
        check(ports, LineOrder::Right, &by_right);
    }

    #[test]
    fn keywords_are_whole_words_phrases_or_what_an_expression_matched() {
        check(
            ("WEAPON maria", SearchMode::Exact),
            LineOrder::Article,
            &["0:said[María]", "0:the[weaponization]"],
        );
        check(
            ("old ports", SearchMode::Phrase),
            LineOrder::Article,
            &["0:closed.[Old ports]", "1:ports,[old ports]"],
        );
        check(
            ("p.{2}ts", SearchMode::Regex),
            LineOrder::Article,
            &["0:The[ports]", "0:Old[ports]", "1:New[ports]", "1:old[ports]", "1:weapon.[Ports]"],
        );
        check(("in:x old", SearchMode::Exact), LineOrder::Article, &["1:ports,[old]"]);
        check(
            ("/old/ \"old ports\"", SearchMode::Exact),
            LineOrder::Article,
            &["0:closed.[Old ports]", "1:ports,[old ports]"],
        );
        // Both sentences hold one of the words; each place counts once, in its own sentence.
        check(
            ("closed opened", SearchMode::Exact),
            LineOrder::Article,
            &["0:ports[closed]", "0:ports[opened]"],
        );
        for nothing in ["", "in:x", "!ports", "zzz", "/x*/"] {
            check((nothing, SearchMode::Exact), LineOrder::Article, &[]);
        }
    }

    #[test]
    fn all_lines_are_counted_and_the_first_are_kept() {
        let texts: Vec<String> =
            (0..40).map(|n| format!("x{:02} port. Port {n} port port.", 40 - n)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let query = Query::read("port", SearchMode::Exact).unwrap();
        for order in LineOrder::ALL {
            let all = lines_of(&texts, &query, order, usize::MAX);
            assert_eq!(all.lines.len(), 160);
            for limit in [0, 1, 7, 150] {
                let some = lines_of(&texts, &query, order, limit);
                assert_eq!(some.lines, all.lines[..limit], "{order:?} {limit}");
                assert_eq!((some.total, &some.counts), (160, &all.counts));
            }
            assert_eq!(all.counts[3], (3, 4));
        }
    }

    #[test]
    fn a_passage_with_more_places_than_memory_should_hold_is_counted() {
        let text = format!("{}.", "port ".repeat(200_000));
        let query = Query::read("p", SearchMode::Regex).unwrap();
        let found = lines_of(&[&text], &query, LineOrder::Left, 10);
        assert_eq!((found.lines.len(), found.total), (10, 200_000));
    }

    #[test]
    fn a_search_that_is_ended_says_so() {
        let passages = corpus(&TEXTS);
        let options = ConcordanceOptions {
            order: LineOrder::Article,
            limit: 10,
            context: &|_| None,
            accept: &|_, _| true,
            proceed: &|| false,
        };
        let query = Query::parse("ports").unwrap();
        assert!(passages.lines(&query, &options, &mut (0..3)).cancelled);
    }
}
