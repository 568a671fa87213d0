//! Judges what the program reads out of the sample articles by an annotation by hand.
//!
//! `tests/golden/sample/` has the truth of a careful reader, one line for each sentence, repeat, statement
//! and query. Where the program is known to be wrong, the line has both: `lead_in (read as claim)| …`, or
//! begins with `missed:`. A new mistake fails a test. A mended one does too: its remark has to go.

use std::fs;

use serde_json::Value;

use crate::cli::CliDesk;

/// Returns the lines of a page of the truth.
fn truth(page: &str) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/sample");
    let text = fs::read_to_string(format!("{folder}/{page}")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Returns the line as the program reads it: `claim| …` for `lead_in (read as claim)| …`.
fn as_read(line: &str) -> String {
    match line.split_once(" (read as ") {
        Some((_, rest)) => rest.replacen(')', "", 1),
        None => line.to_owned(),
    }
}

#[track_caller]
fn assert_judged(page: &str, truth: &[String], mut found: Vec<String>) {
    let is_missed = |line: &&String| line.starts_with("missed:");
    let mut wanted: Vec<String> =
        truth.iter().filter(|line| !is_missed(line)).map(|line| as_read(line)).collect();
    wanted.sort();
    found.sort();
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        let lines = these.iter().filter(|line| !those.contains(line));
        lines.cloned().collect()
    };
    let (lost, new) = (only(&wanted, &found), only(&found, &wanted));
    assert!(
        lost.is_empty() && new.is_empty(),
        "tests/golden/sample/{page} by hand, not read: {lost:#?}\nread, not by hand: {new:#?}"
    );
    assert_eq!(found.len(), wanted.len(), "{page}: a line is there twice");
}

fn json(desk: &CliDesk, arguments: &[&str]) -> Value {
    serde_json::from_str(&desk.done(arguments)).unwrap()
}

fn words(value: &Value) -> String {
    let text = value["text"].as_str().unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap()
}

/// Returns the number of an article, for example `01` of `01-harbour-fees.txt`.
fn number(place: &Value) -> &str {
    &place["article"].as_str().unwrap()[..2]
}

#[test]
fn sentences_and_their_kinds_are_those_of_a_reader() {
    let desk = CliDesk::new();
    let page = truth("sentences.txt");
    for article in page.split(std::string::String::is_empty) {
        let (name, sentences) = article.split_first().unwrap();
        let name = name.strip_prefix("== ").unwrap();
        let path = format!("texts/{name}");
        let shown = json(&desk, &["show", &path, "--format", "json"]);
        let found = items(&shown, "sentences").iter().map(|sentence| {
            let kind = sentence["kind"].as_str().unwrap();
            format!("{kind}| {}", words(sentence))
        });
        let found: Vec<String> = found.collect();
        // In their order.
        let wanted: Vec<String> = sentences.iter().map(|line| as_read(line)).collect();
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn repeats_and_their_kinds_are_those_of_a_reader() {
    let report = json(&CliDesk::new(), &["repeats", "texts", "--format", "json"]);
    let found = items(&report, "clusters").iter().map(|cluster| {
        let places = items(cluster, "occurrences");
        let mut numbers: Vec<&str> = places.iter().map(number).collect();
        numbers.dedup();
        let kind = cluster["kind"].as_str().unwrap();
        format!("{kind}| {}| {}", numbers.join(" "), words(&places[0]))
    });
    assert_judged("repeats.txt", &truth("repeats.txt"), found.collect());
}

#[test]
fn statements_are_attributed_as_by_a_reader() {
    let report = json(&CliDesk::new(), &["sources", "texts", "--format", "json"]);
    let mut found = Vec::new();
    for source in items(&report, "sources") {
        for place in items(source, "places") {
            let name = source["name"].as_str().unwrap();
            let parts = format!("{} + {}", words(&place["source"]), words(&place["cue"]));
            let description = place.get("description").map(words);
            let description = description.map_or(String::new(), |words| format!("| {words}"));
            found.push(format!("{}| {name}| {parts}{description}", number(place)));
        }
    }
    assert_judged("sources.txt", &truth("sources.txt"), found);
}

#[test]
fn the_finder_shows_the_passage_that_is_meant_first() {
    let desk = CliDesk::new();
    for line in truth("queries.txt") {
        let (query, passage) = line.split_once("| ").unwrap();
        let hit = json(&desk, &["find", "texts", query, "--json", "--limit", "1"]);
        assert!(words(&hit).contains(passage), "{query}: {}", words(&hit));
    }
}
