//! Hostile queries and passages: bounded work, and never an error.

use super::{ALL, check, index, search};
use crate::{
    find::{PassageIndex, Query, SearchOptions},
    text::{Sentence, SentenceKind, Span},
};

#[test]
fn bad_queries_are_bounded() {
    let text = format!("{}\nalpha (beta) [gamma", "aaaaaaaaaa ".repeat(2_000));
    let passages = index(&[&text]);
    let exploding = "/(a*)*(a|aa)+(.*)*b$/".to_owned();
    for query in [
        exploding.as_str(),
        "\"alpha (beta",
        "alpha) [gamma",
        "'\"",
        "()[]{}",
        "…—–",
        "الرئيس",
        "中国 政府",
        "🎉🎉 👩‍👩‍👧",
        "a a a a a a a a a a a a",
        "\u{1b}[31m \0",
    ] {
        let query = Query::parse(query).unwrap();
        passages.search(&query, &SearchOptions { scattered: true, ..ALL });
    }
    assert!(Query::parse(&"ж".repeat(10_000)).is_err());
    check(text.split_once('\n').unwrap().1, "\"alpha (beta", &["e [alpha] ([beta]) [gamma"]);
    check("الرئيس قال\n中国政府说", "الرئيس", &["e [الرئيس] قال"]);
}

#[test]
fn a_passage_of_ten_megabytes_is_searched_to_its_end() {
    let words: String = (0..1_400_000_u32)
        .map(|at| format!("w{:x} ", at.wrapping_mul(2_654_435_761) % 50_000))
        .collect();
    let text = format!("{words}needle\nsmall needle");
    let found = search(&[&text], "needl");
    assert_eq!(found.exact, 2);
    assert!(text.len() > 8_000_000);
    assert_eq!(found.hits[1].marks.len(), 1);
}

#[test]
fn more_words_than_a_lexicon_holds_lose_only_the_last() {
    let words: String = (0..70_000).map(|at| format!("w{at} ")).collect();
    let text = format!("{words}\nneedle");
    let passages = index(&[&text]);
    let found = |query| passages.search(&Query::parse(query).unwrap(), &ALL).exact;
    assert_eq!((found("'w65534"), found("needle")), (1, 1));
    assert_eq!(found("\"w69999\""), 0);
}

#[test]
fn a_long_article_is_spread_over_shards_without_a_seam() {
    let text = "alpha beta\ngamma|delta\n".repeat(12_000);
    let passages = index(&[&text, "alpha"]);
    assert!(passages.n_parts() > 1);
    let found = |passages: &PassageIndex, query| {
        let found = passages.search(&Query::parse(query).unwrap(), &ALL);
        (found.exact, found.near)
    };
    assert_eq!(found(&passages, "alpha"), (12_001, 0));
    assert_eq!(found(&passages, "gamma delta"), (0, 12_000));
    let mut passages = passages;
    passages.remove(0);
    assert_eq!(found(&passages, "alpha"), (1, 0));
    assert!(passages.bytes() < 10_000, "{} bytes", passages.bytes());
}

#[test]
fn bad_input_is_no_trouble() {
    let long = "alpha beta ".repeat(50_000);
    let run = "x".repeat(1_000_000);
    let marks = format!("e{}", "\u{301}".repeat(100_000));
    let texts = [long.as_str(), &run, &marks, "a\0b \u{1b}[31mred", "", "東京で会う", "привет мир"];
    let passages = index(&texts);
    let letters = "а".repeat(1_999);
    for query in
        ["a", "ab", " ", "'", "\"", "/a/", "!", "x", &letters, "東京", "мир", "🎉", "b a\0b"]
    {
        let query = Query::parse(query).unwrap();
        let found = passages.search(&query, &SearchOptions { scattered: true, ..ALL });
        for hit in &found.hits {
            let text = texts[hit.passage.article];
            assert!(hit.marks.iter().all(|mark| mark.get(text).is_some()));
            assert!(hit.marks.len() <= 64_000);
        }
    }
    check("東京で会う\nпривет мир", "東京", &["e [東京]で会う"]);
    check("東京で会う\nпривет мир", "мир", &["e привет [мир]"]);
    let odd = [Sentence { span: Span::new(3, 90), block: 0, kind: SentenceKind::Claim }];
    let mut passages = PassageIndex::default();
    passages.add(0, "abc", &odd);
    assert!(passages.is_empty());
}
