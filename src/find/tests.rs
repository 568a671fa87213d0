//! Tests of the finder through its public functions: hits, order and marks.

mod hostile;

mod naive;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::text::{Sentence, SentenceKind, Span};

/// Returns the sentences of a text: every line is a block, and `|` separates sentences.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut start = 0;
    for (block, line) in text.split('\n').enumerate() {
        let mut at = start;
        for words in line.split('|') {
            let span = Span::new(at, at + words.len()).trim(text);
            all.push(Sentence { span, block, kind: SentenceKind::Claim });
            at += words.len() + 1;
        }
        start += line.len() + 1;
    }
    all
}

fn index(articles: &[&str]) -> PassageIndex {
    let mut passages = PassageIndex::default();
    for (article, text) in articles.iter().enumerate() {
        passages.add(article, text, &sentences(text));
    }
    passages
}

const ALL: SearchOptions<'static> =
    SearchOptions { limit: 100, scattered: false, accept: &|_, _| true, proceed: &|| true };

fn search(articles: &[&str], query: &str) -> SearchHits {
    index(articles).search(&Query::parse(query).unwrap(), &ALL)
}

fn show(text: &str, hit: &SearchHit) -> String {
    let mut shown = String::new();
    let mut at = hit.passage.span.start;
    for mark in &hit.marks {
        shown += &format!("{}[{}]", &text[at..mark.start], mark.of(text));
        at = mark.end;
    }
    shown + &text[at..hit.passage.span.end]
}

/// `text` holds one passage per line; the expected lines are the hits with their marks, with the
/// first letter of their class.
#[track_caller]
fn check(text: &str, query: &str, expected: &[&str]) {
    let found = search(&[text], query);
    let class = |hit: &SearchHit| hit.class.name().chars().next().unwrap_or(' ');
    let hits: Vec<_> =
        found.hits.iter().map(|hit| format!("{} {}", class(hit), show(text, hit))).collect();
    assert_eq!(hits, expected, "{query:?}");
}

#[test]
fn words_in_any_order_whole_before_prefix() {
    let text = "A designated group\nThe regime of Maduro\nMaduro’s regime\nmaduro regimes";
    check(
        text,
        "maduro regime",
        &["e [Maduro]’s [regime]", "e The [regime] of [Maduro]", "e [maduro] [regime]s"],
    );
    check(text, "desig gr", &["e A [desig]nated [gr]oup"]);
}

#[test]
fn case_accents_quotes_and_dashes_do_not_matter() {
    let text = "María isn’t in Łódź – she’s away\nmaria";
    check(text, "MARÍA isn't", &["e [María] [isn’t] in Łódź – she’s away"]);
    check(text, "\"in lodz - she's", &["e María isn’t [in] [Łódź] – [she]’s away"]);
    check("Mari\u{301}a \u{ad}co\u{ad}ca", "maria coca", &["e [Mari\u{301}a] \u{ad}[co\u{ad}ca]"]);
}

#[test]
fn numbers_match_without_their_separators() {
    let text = "extent 5,000 members\na $50 million reward\nin 1950\n3.5% of it";
    check(text, "5000", &["e extent [5,000] members"]);
    check(text, "5,000", &["e extent [5,000] members"]);
    check(text, "50", &["e a $[50] million reward", "e extent [5,000] members", "n in 19[50]"]);
    check(text, "3.5", &["e [3.5]% of it"]);
    check(text, "5 000", &["n extent [5,000] members"]);
}

#[test]
fn near_is_inside_with_a_slip_or_with_gaps() {
    let text = "narcoterrorism\nterror\nterrir\nThe Los Soles cartel";
    check(text, "terror", &["e [terror]", "n narco[terror]ism", "n [terrir]"]);
    check(text, "lsoles", &["n The Los [Soles] cartel"]);
    check(text, "losoles", &["n The [Los] S[oles] cartel"]);
    check(text, "crtl", &["n The Los Soles [c]a[rt]e[l]"]);
}

#[test]
fn hyphenated_words_are_side_by_side_or_one() {
    let text = "a narco-terrorist\na narcoterrorist\nthe terrorist narco";
    check(text, "narco-terr", &["e a [narco]-[terr]orist", "n a [narcoterr]orist"]);
    check(text, "narcoterr", &["e a [narcoterr]orist", "n a [narco]-[terr]orist"]);
}

#[test]
fn close_and_in_order_first() {
    let text = "state of the department\ndepartment of state\nstate department\ndepartment state";
    check(
        text,
        "state department",
        &[
            "e [state] [department]",
            "e [department] [state]",
            "e [department] of [state]",
            "e [state] of the [department]",
        ],
    );
}

#[test]
fn signs() {
    let text = "the maduro regime\nmaduros rule\nthe regime of maduro";
    check(text, "'maduro !rule", &["e the [maduro] regime", "e the regime of [maduro]"]);
    check(text, "\"maduro regime\"", &["e the [maduro] [regime]"]);
    check(text, "\"the mad", &["e [the] [mad]uro regime"]);
    check(text, "\"the mad\"", &[]);
    check(text, "/m\\w+o$/", &["e the regime of [maduro]"]);
    check(text, "regime !/of/", &["e the maduro [regime]"]);
    check(text, "!\"maduro regime\" !rule", &["e the regime of maduro"]);
    check(text, "'adur", &[]);
}

#[test]
fn neighbours_in_a_block_hold_the_terms_together() {
    let text = "Dr. Ramirez says so.| “A weaponization.”\nRamirez\nweapon";
    check(text, "ramirez weapon", &["n Dr. [Ramirez] says so.| “A [weapon]ization.”"]);
    check(text, "ramirez weapon !so", &[]);
    check("a x b|a x b", "a b", &["e [a] x [b]", "e [a] x [b]"]);
}

#[test]
fn filters_are_asked_and_turned() {
    let passages = index(&["one two\ntwo", "two three"]);
    let accept = |filter: &Filter, passage: &Passage| {
        assert_eq!(filter.field, FilterField::In);
        passage.article.to_string() == filter.value
    };
    let options = SearchOptions { accept: &accept, ..ALL };
    let found = |query| passages.search(&Query::parse(query).unwrap(), &options);
    let places = |query| -> Vec<_> {
        let hits = found(query).hits;
        hits.iter().map(|hit| (hit.passage.article, hit.passage.sentence)).collect()
    };
    assert_eq!(places("in:0"), [(0, 0), (0, 1)]);
    assert_eq!(places("!in:0 two"), [(1, 0)]);
    assert_eq!(places("two in:0"), [(0, 0), (0, 1)]);
    assert_eq!(found("in:0").exact, 2);
    assert_eq!(places(""), []);
    assert_eq!(places("$ !"), []);
    assert_eq!(places("!two in:1"), []);
}

#[test]
fn the_limit_cuts_hits_but_not_counts() {
    let text = vec!["alpha beta"; 3_000].join("\n") + "\nalpha";
    let passages = index(&[&text]);
    let query = Query::parse("alpha").unwrap();
    let found = passages.search(&query, &SearchOptions { limit: 5, ..ALL });
    assert_eq!((found.hits.len(), found.exact), (5, 3_001));
    let sentences: Vec<_> = found.hits.iter().map(|hit| hit.passage.sentence).collect();
    assert_eq!(sentences, [0, 1, 2, 3, 4]);
    let none = passages.search(&query, &SearchOptions { limit: 0, ..ALL });
    assert_eq!((none.hits.len(), none.exact), (0, 3_001));
    assert_eq!(
        passages.search(&query, &SearchOptions { limit: usize::MAX, ..ALL }).hits.len(),
        3_001
    );
}

#[test]
fn a_search_can_be_ended() {
    let text = vec!["alpha"; 2_000].join("\n");
    let asked = std::cell::Cell::new(0);
    let proceed = || {
        asked.set(asked.get() + 1);
        asked.get() < 3
    };
    let options = SearchOptions { proceed: &proceed, ..ALL };
    let passages = index(&[&text]);
    let found = passages.search(&Query::parse("alpha /p/").unwrap(), &options);
    assert!(found.cancelled);
    assert_eq!(asked.get(), 3);
    let proceed = || false;
    let options = SearchOptions { proceed: &proceed, ..ALL };
    let found = passages.search(&Query::parse("alpha").unwrap(), &options);
    assert!(found.cancelled && found.hits.is_empty());
}

#[test]
fn scattered_only_when_wanted() {
    let text = "come on, it is not meant to be\ncommittee";
    let passages = index(&[text]);
    let query = Query::parse("commitee").unwrap();
    assert_eq!(passages.search(&query, &ALL).hits.len(), 1);
    let query = Query::parse("cmntmn").unwrap();
    assert_eq!(passages.search(&query, &ALL).hits.len(), 0);
    let found = passages.search(&query, &SearchOptions { scattered: true, ..ALL });
    assert_eq!((found.scattered, found.hits[0].class), (1, HitClass::Scattered));
    assert!(found.hits[0].score > 0);
    assert_eq!(show(text, &found.hits[0]), "[c]o[m]e o[n], i[t] is not [m]ea[n]t to be");
}

#[test]
fn articles_come_and_go() {
    let mut passages = index(&["alpha", "alpha beta"]);
    passages.add(0, "gamma", &sentences("gamma"));
    assert_eq!(passages.len(), 2);
    let found =
        |passages: &PassageIndex, query| passages.search(&Query::parse(query).unwrap(), &ALL).exact;
    assert_eq!((found(&passages, "alpha"), found(&passages, "gamma")), (1, 1));
    passages.remove(1);
    passages.remove(7);
    assert_eq!((passages.len(), found(&passages, "alpha")), (1, 0));
    passages.remove(0);
    assert!(passages.is_empty());
}

const WORDS: [&str; 14] = [
    "maduro", "maduro's", "Madúro", "narco", "narcotics", "state", "States", "5,000", "5000", "of",
    "U.S.", "weaponization", "terror", "terrorists",
];

/// Queries of one to three parts of every kind.
fn query() -> impl Strategy<Value = String> {
    const PARTS: [&str; 39] = [
        "m", "s", "5", "of", "us", "mad", "madu", "maduro", "weapn", "stete", "terrorits", "5000",
        "nrct", "nct", "stof", "ofstat", "maduronarc", "narcstat", "state-of", "narco-st",
        "of-madu", "'sta", "'mad", "'m", "\"maduro narco\"", "\"of st", "!of", "!5000",
        "!\"of state\"", "!narco-t", "/st.te/", "/s o/", "!/rc/", "!/m.r/", "!/^mad/", "in:1",
        "!in:2", "$", "terr",
    ];
    proptest::collection::vec(proptest::sample::select(&PARTS[..]), 1..4)
        .prop_map(|parts| parts.join(" "))
}

/// A text of lines, sentences and words that have much in common.
fn article() -> impl Strategy<Value = String> {
    let sentence = proptest::collection::vec(proptest::sample::select(&WORDS[..]), 1..6)
        .prop_map(|words| words.join(" "));
    let line = proptest::collection::vec(sentence, 1..4).prop_map(|all| all.join("|"));
    proptest::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
}

proptest! {
    /// The rank of a passage does not depend on other passages, and a shorter list is the head of a
    /// longer list. So selection and pruning change nothing.
    #[test]
    fn selection_is_the_head_of_sorting(
        lines in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(&WORDS[..]), 1..7), 1..60),
        query in "(mad|terr|stat|narco|5000|us|weapn|of)( (mad|state|tero|5|narcotcs))?",
        limit in 1_usize..8,
    ) {
        let text = lines.iter().map(|line| line.join(" ")).collect::<Vec<_>>().join("\n");
        let query = Query::parse(&query).unwrap();
        let options = |limit| SearchOptions { limit, scattered: true, ..ALL };
        let passages = index(&[&text]);
        let all = passages.search(&query, &options(usize::MAX)).hits;
        let few = passages.search(&query, &options(limit)).hits;
        prop_assert_eq!(&few[..], &all[..limit.min(all.len())]);
        prop_assert!(all.is_sorted_by_key(|hit| hit.class));
        for hit in &all {
            let alone = index(&[hit.passage.span.of(&text)]).search(&query, &options(1)).hits;
            prop_assert_eq!((alone[0].class, alone[0].score), (hit.class, hit.score));
            prop_assert!(!hit.marks.is_empty());
            for mark in &hit.marks {
                prop_assert!(hit.passage.span.contains(*mark) && mark.get(&text).is_some());
            }
        }
    }

    /// The index finds the hits of the naive search after any additions and removals, in any number of
    /// parts.
    #[test]
    fn nothing_is_lost_by_not_looking_at_everything(
        articles in proptest::collection::vec(article(), 1..5),
        again in 0_usize..4,
        query in query(),
        limit in prop_oneof![1_usize..5, Just(1_000)],
        scattered: bool,
    ) {
        let query = Query::parse(&query).unwrap();
        let accept = |filter: &Filter, passage: &Passage| {
            filter.value == (passage.article + passage.sentence).to_string()
        };
        let options = SearchOptions { limit, scattered, accept: &accept, ..ALL };
        let mut passages = PassageIndex::default();
        for (at, text) in articles.iter().enumerate() {
            passages.add(at, text, &sentences(text));
            passages.add(9, "maduro narcotics", &sentences("maduro narcotics"));
        }
        passages.remove(9);
        // An article that comes again stands behind the others in the index, not in the answer.
        let again = again % articles.len();
        passages.add(again, &articles[again], &sentences(&articles[again]));
        let all: Vec<_> = articles
            .iter()
            .enumerate()
            .map(|(at, text)| (at, text.as_str(), sentences(text)))
            .collect();
        let expected = naive::search(&all, &query, &options);
        prop_assert_eq!(passages.search(&query, &options), expected.clone());
        let mut parts = PassageIndex::default();
        for (at, text) in articles.iter().enumerate().rev() {
            let mut part = PassageIndex::default();
            part.add(at, text, &sentences(text));
            part.close();
            parts.append(part);
        }
        let partials = (0..parts.n_parts())
            .map(|part| parts.search_parts(&query, &options, &mut std::iter::once(part)))
            .collect();
        prop_assert_eq!(parts.merge(&query, limit, partials), expected);
    }

    #[test]
    fn no_query_and_no_text_is_trouble(text in "\\PC{0,60}", query in "\\PC{0,12}") {
        if let Ok(query) = Query::parse(&query) {
            let found = index(&[&text]).search(&query, &SearchOptions { scattered: true, ..ALL });
            prop_assert!(found.hits.iter().flat_map(|hit| &hit.marks).all(|mark| mark.get(&text).is_some()));
            prop_assert!(find_in(&text, &crate::text::fold(&text), &query).iter().all(|mark| mark.get(&text).is_some()));
        }
    }
}

/// The cases of `tests/relevance.ron`.
#[derive(Deserialize)]
struct Relevance {
    /// Articles; a line is a block, `|` parts its sentences.
    articles: Vec<String>,
    cases: Vec<Case>,
    /// Cases for the five real articles.
    real: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    query: String,
    /// Words of the expected passage.
    passage: String,
    /// Worst allowed position of the passage.
    within: usize,
}

/// Returns the queries with a passage beyond its worst allowed position.
fn failures(articles: &[String], cases: &[Case]) -> Vec<String> {
    let texts: Vec<&str> = articles.iter().map(String::as_str).collect();
    let failed = cases.iter().filter_map(|case| {
        let hits = search(&texts, &case.query).hits;
        let words = |hit: &SearchHit| hit.passage.span.of(texts[hit.passage.article]).to_owned();
        let first: Vec<_> = hits.iter().take(case.within).map(words).collect();
        let is_there = first.iter().any(|words| words.contains(&case.passage));
        (!is_there).then(|| format!("{:?}: {first:?}, not {:?}", case.query, case.passage))
    });
    failed.collect()
}

fn relevance() -> Relevance {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/relevance.ron");
    ron::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn what_people_misremember_is_found() {
    let Relevance { articles, cases, .. } = relevance();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in &cases {
        let holders = articles.iter().filter(|article| article.contains(&case.passage)).count();
        assert_eq!(holders, 1, "{:?} must name one passage", case.passage);
    }
    let failures = failures(&articles, &cases);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn what_people_misremember_is_found_in_the_real_articles() {
    // A rough cut is enough here: after a full stop, with its quotation mark, and a space.
    let cut = |text: String| {
        text.replace(". ", ".|").replace(".” ", ".”|").replace("? ", "?|").replace("! ", "!|")
    };
    let articles = crate::testing::real_articles().into_iter();
    let articles: Vec<_> = articles.map(|(_, text)| cut(text)).collect();
    let failures = failures(&articles, &relevance().real);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
