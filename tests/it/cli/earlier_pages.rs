//! Annotations of an earlier version on pages of HTML find their words in the text of today.
//!
//! `tests/golden/earlier-pages` has ten pages and their annotation files. Version 0.1.0 made the files when
//! `trafilatura` made the text: without menus, with a date line of its own, with struck words, with a paragraph
//! for each `br`, and without the words behind a `time` element. Every sentence of that text has an annotation.

use std::{fs, path::Path};

use serde_json::Value;

use super::CliDesk;

const N_PAGES: usize = 10;
const N_ANNOTATIONS: usize = 68;

/// The annotations whose words or whose neighbours the page does not show. An invented date is no text of a page.
/// A short headline beside such a date has no neighbour as recorded (`docs/anchors.md`).
const ORPHANS: [(&str, &str); 7] = [
    ("byline.html", "2026-05-07"),
    ("byline.html", HEADLINE),
    ("copyright.html", "2026-01-01"),
    ("copyright.html", HEADLINE),
    ("metadata.html", HEADLINE),
    ("tail.html", "2019-01-03"),
    ("tail.html", HEADLINE),
];
const HEADLINE: &str = "Harbour board raises fees";

/// The pages and the annotations of `t` in `news`.
fn desk() -> CliDesk {
    let desk = CliDesk::new();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/earlier-pages");
    for entry in fs::read_dir(golden).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let folder = if name.ends_with(".ron") { "news/annotations/t" } else { "news" };
        desk.write(&format!("{folder}/{name}"), fs::read(&path).unwrap());
    }
    desk
}

/// Returns the rows of an export as article, state and words, in the order of articles and places.
fn exported(desk: &CliDesk) -> Vec<[String; 3]> {
    let export = desk.done(&["export", "news", "--annotator", "t", "--format", "jsonl"]);
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        ["article", "state", "quote"].map(|name| row[name].as_str().unwrap().to_owned())
    };
    export.lines().map(row).collect()
}

/// Returns article and words of all rows with this state.
fn in_state(rows: &[[String; 3]], wanted: &str) -> Vec<(String, String)> {
    let rows = rows.iter().filter(|[_, state, _]| state == wanted);
    let mut found: Vec<_> =
        rows.map(|[article, _, words]| (article.clone(), words.clone())).collect();
    found.sort();
    found
}

fn orphans() -> Vec<(String, String)> {
    ORPHANS.map(|(article, words)| (article.to_owned(), words.to_owned())).to_vec()
}

#[test]
fn each_page_of_an_earlier_version_tells_its_moved_annotations() {
    let desk = desk();
    let before = desk.tree("news");
    let listed = desk.done(&["list", "news", "--annotator", "t"]);
    assert_eq!(listed.matches("text changed since ").count(), N_PAGES, "{listed}");
    let rows = exported(&desk);
    assert_eq!(rows.len(), N_ANNOTATIONS, "nothing is lost");
    assert_eq!(in_state(&rows, "orphan"), orphans());
    assert_eq!(in_state(&rows, "moved").len(), N_ANNOTATIONS - ORPHANS.len());
    assert_eq!(desk.tree("news"), before, "looking writes nothing");
}

#[test]
fn accepted_annotations_of_an_earlier_version_stand_on_their_words() {
    let desk = desk();
    let before = exported(&desk);
    desk.copydesk(&["anchors", "news", "--annotator", "t", "--accept"]);
    let after = exported(&desk);
    assert_eq!(in_state(&after, "kept").len(), N_ANNOTATIONS - ORPHANS.len());
    assert_eq!(in_state(&after, "orphan"), orphans());
    let differing: Vec<_> = before
        .iter()
        .zip(&after)
        .filter(|(old, new)| old[2] != new[2])
        .map(|(old, new)| (old[0].as_str(), old[2].clone(), new[2].clone()))
        .collect();
    let byline = ["by", "By"].map(|word| format!("{word} Ida Krog"));
    let struck = ["21 12", "12"].map(|number| {
        let tail = "percent, the board said in a note to crews on Monday night.";
        format!("The fee rises by {number} {tail}")
    });
    let expected = [("byline.html", byline), ("struck.html", struck)];
    assert_eq!(differing, expected.map(|(article, [old, new])| (article, old, new)));
}

#[test]
fn a_paragraph_that_left_its_page_is_an_orphan() {
    let desk = desk();
    let page = desk.read("news/plain.html");
    let (head, rest) = page.split_once("<p>Fishing crews").unwrap();
    let (_, tail) = rest.split_once("</p>").unwrap();
    desk.write("news/plain.html", format!("{head}{tail}"));
    let found = in_state(&exported(&desk), "orphan");
    assert_eq!(found.len(), ORPHANS.len() + 1, "{found:?}");
    assert!(
        found
            .iter()
            .any(|(article, words)| article == "plain.html" && words.starts_with("Fishing"))
    );
}
