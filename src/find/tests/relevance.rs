//! The ways people misremember: the passage that they mean comes first.

use serde::Deserialize;

use super::*;

/// The cases of `tests/relevance.ron`.
#[derive(Deserialize)]
struct Relevance {
    /// Articles; a line is a block, `|` parts its sentences.
    articles: Vec<String>,
    cases: Vec<Case>,
    /// Cases over the five real articles.
    real: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    query: String,
    /// Words of the passage that must be among the first.
    passage: String,
    /// How many hits it must be among.
    within: usize,
}

/// Queries whose passage is not among the first as it should be.
fn failures(articles: &[String], cases: &[Case]) -> Vec<String> {
    let texts: Vec<&str> = articles.iter().map(String::as_str).collect();
    let failed = cases.iter().filter_map(|case| {
        let hits = search(&texts, &case.query).hits;
        let words = |hit: &Hit| hit.passage.span.of(texts[hit.passage.article]).to_owned();
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
    let Relevance {
        articles, cases, ..
    } = relevance();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in &cases {
        let holders = articles
            .iter()
            .filter(|article| article.contains(&case.passage))
            .count();
        assert_eq!(holders, 1, "{:?} must name one passage", case.passage);
    }
    let failures = failures(&articles, &cases);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_people_misremember_is_found_in_the_real_articles() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");
    let Ok(files) = std::fs::read_dir(folder) else {
        return eprintln!("skipped: the real articles are not beside this checkout");
    };
    let mut files: Vec<_> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    // A rough cut is enough here: after a full stop, with its quotation mark, and a space.
    let cut = |text: String| {
        text.replace(". ", ".|")
            .replace(".” ", ".”|")
            .replace("? ", "?|")
            .replace("! ", "!|")
    };
    let articles: Vec<_> = files
        .iter()
        .map(|file| cut(std::fs::read_to_string(file).unwrap()))
        .collect();
    let failures = failures(&articles, &relevance().real);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
