//! Article names on the command line: distinct as shown, and typed back.

use std::fs;

use super::CliDesk;

/// Files whose names look alike or hold odd characters, with a text that says which is which.
const NAMES: [&str; 8] = [
    "caf\u{e9}.txt", "cafe\u{301}.txt", "a b.txt", "a\u{a0}b.txt", "a\u{2009}b.txt",
    "x\u{202e}.txt", "x<U+202E>.txt", "A b.txt",
];

#[test]
fn every_listed_name_is_unique_and_can_be_typed_back() {
    let desk = CliDesk::new();
    fs::remove_dir_all(desk.path("texts")).unwrap();
    for (number, name) in NAMES.iter().enumerate() {
        desk.write(&format!("texts/{name}"), format!("Fact number {number} stands here.\n"));
    }
    let list = desk.done(&["list", "texts"]);
    let shown: Vec<&str> = list
        .lines()
        .filter_map(|line| Some(line.trim_start().split_once("  ")?.1.split_once("  ")?.0))
        .collect();
    assert_eq!(shown.len(), NAMES.len(), "{list}");
    for name in &shown {
        let quote = ["annotate", "texts", "--article", name, "--quote", "stands", "--label", "1"];
        let told = desk.done(&quote);
        assert!(told.contains(&format!(" {name}:")), "{told} {name}");
    }
    let csv = desk.done(&["export", "texts", "--format", "jsonl"]);
    assert_eq!(csv.lines().count(), NAMES.len(), "one annotation in each article: {csv}");
    for number in 0..NAMES.len() {
        assert_eq!(csv.matches(&format!("Fact number {number} ")).count(), 1, "{csv}");
    }
    assert_eq!(desk.done(&["check", "texts"]), "8 articles, no problems\n");
}

#[test]
fn find_show_and_the_concordance_print_the_names_of_the_list() {
    let desk = CliDesk::new();
    fs::remove_dir_all(desk.path("texts")).unwrap();
    for name in NAMES {
        desk.write(&format!("texts/{name}"), "A fact stands here.\n");
    }
    let list = desk.done(&["list", "texts"]);
    let names = list
        .lines()
        .filter_map(|line| Some(line.trim_start().split_once("  ")?.1.split_once("  ")?.0));
    let find = desk.done(&["find", "texts", "fact"]);
    let show = desk.done(&["show", "texts"]);
    let lines = desk.done(&["find", "texts", "fact", "--kwic"]);
    for name in names {
        assert_eq!(find.matches(&format!("{name}:")).count(), 1, "{name} in {find}");
        assert_eq!(lines.matches(&format!("  {name}:")).count(), 1, "{name} in {lines}");
        assert_eq!(show.matches(&format!("({name})")).count(), 1, "{name} in {show}");
    }
}
