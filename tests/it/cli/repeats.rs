//! `copydesk repeats` and `copydesk sources`: the reports, their formats, and stopping them.

use super::Desk;
use serde_json::Value;

#[test]
fn the_report_says_what_repeats_where_and_why() {
    let desk = Desk::new();
    let report = desk.done(&["repeats", "texts", "--why"]);
    assert!(
        report.contains("Dr. Helena Varga") && report.contains("in 3 articles"),
        "{report}"
    );
    assert!(report.contains("needed: 3/2 · log2 "), "{report}");
    let json: Value = serde_json::from_str(&desk.done(&["repeats", "texts", "--format", "json"]))
        .expect("one object");
    let first = &json["clusters"][0];
    assert!(first["needed"].as_str().is_some() && first["occurrences"][0]["start"].is_u64());
}

#[test]
fn sources_are_listed_with_their_descriptions_and_places() {
    let desk = Desk::new();
    let report = desk.done(&["sources", "texts"]);
    let expected = "Dr. Helena Varga: 3 articles, 3 quotes, 2 descriptions";
    assert!(report.contains(expected), "{report}");
    let json: Value = serde_json::from_str(&desk.done(&["sources", "texts", "--format", "json"]))
        .expect("one object");
    let first = &json["sources"][0];
    assert_eq!(first["name"], "Dr. Helena Varga");
    assert_eq!(first["places"][0]["cue"]["text"], "explains");
    let table = desk.done(&["sources", "texts", "--format", "csv", "--min-articles", "3"]);
    assert_eq!(table.lines().count(), 4, "{table}");
    assert_eq!(desk.copydesk(&["sources", "empty"]).status, 1);
}

#[test]
fn the_matrix_counts_the_words_that_pairs_share() {
    let desk = Desk::new();
    let table = desk.done(&["repeats", "texts", "--matrix"]);
    assert!(
        table.contains("stand in the article of the column"),
        "{table}"
    );
    let report = desk.done(&["repeats", "texts", "--matrix", "--format", "json"]);
    let json: Value = serde_json::from_str(&report).expect("one object");
    let first = &json["pairs"][0];
    assert!(first["words"].as_u64().is_some_and(|n| n > 0), "{report}");
    let n_pairs = json["pairs"].as_array().map_or(0, Vec::len);
    let table = desk.done(&["repeats", "texts", "--matrix", "--format", "csv"]);
    assert_eq!(table.lines().count(), n_pairs + 1, "{table}");
}

#[test]
fn rules_are_listed_and_none_is_taken_away_by_mistake() {
    let desk = Desk::new();
    let told = desk.copydesk(&["rules", "texts"]);
    assert_eq!(told.status, 1, "there is none");
    let told = desk.copydesk(&["rules", "texts", "--remove", "0123456789abcdef"]);
    assert_eq!(told.status, 2, "an id that no rule has");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_a_message() {
    use std::{
        io::{BufRead, BufReader, Write},
        process::{Command, Stdio},
    };
    let desk = Desk::new();
    // Standard input that never ends keeps the program busy for as long as the test likes.
    let mut child = desk
        .command(&["repeats", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than a pipe holds: when it is written, the program reads, and so it listens already.
    input
        .write_all("Words. ".repeat(40_000).as_bytes())
        .unwrap();
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success());
    let mut told = String::new();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    errors.read_line(&mut told).unwrap();
    assert_eq!(told, "copydesk: stopped: nothing was written\n");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}
