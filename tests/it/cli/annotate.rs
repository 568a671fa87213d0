//! `annotate`: one step, by words or range, and nothing lost however many write at once.

use std::thread;

use super::CliDesk;

const ARTICLE: &str = "texts/05-lighthouse-keeper.txt";
const STORE: &str = "texts/annotations/tester/05-lighthouse-keeper.txt.ron";

/// `annotate` of the article with more arguments.
fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["annotate", ARTICLE][..], more].concat()
}

fn n_records(desk: &CliDesk) -> usize {
    desk.read(STORE).lines().filter(|line| line.contains("op:")).count()
}

#[test]
fn a_label_goes_by_id_name_or_key() {
    for label in ["sourced", "not_a_claim", "not a claim", "1", "4"] {
        let desk = CliDesk::new();
        desk.done(&with(&["--start", "0", "--end", "8", "--label", label]));
        assert_eq!(n_records(&desk), 1, "{label}");
    }
    let desk = CliDesk::new();
    let unknown = with(&["--start", "0", "--end", "8", "--label", "bad"]);
    desk.refused(&unknown, 2, "the labels are sourced, unsourced, boilerplate, not_a_claim");
}

#[test]
fn words_are_marked_with_their_combining_marks() {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "The cafe\u{301} is closed.");
    let annotate = ["annotate", "texts/a.txt"];
    let by_words = desk.done(&[&annotate[..], &["--quote", "cafe", "--label", "1"]].concat());
    assert!(by_words.trim_end().ends_with(" a.txt:4-9"), "{by_words}");
    // The same mark, though the range ends before the accent.
    let by_range = ["--start", "4", "--end", "8", "--note", "x"];
    let by_range = desk.done(&[&annotate[..], &by_range].concat());
    assert_eq!(by_range, by_words);
    let stored = desk.read("texts/annotations/tester/a.txt.ron");
    assert!(stored.contains(r#"start:4,end:9,quote:"cafe\u{301}""#), "{stored}");
}

#[test]
fn several_edits_are_one_step_and_doing_them_again_changes_nothing() {
    let desk = CliDesk::new();
    let edits = with(&[
        "--quote",
        "The Last Keeper of Gull Ness",
        "--label",
        "1",
        "--note",
        "a note",
        "--source",
        "Keeper",
        "--evidence",
        "https://example.org",
        "--confidence",
        "2",
    ]);
    let place = desk.done(&edits);
    assert!(place.ends_with(" 05-lighthouse-keeper.txt:0-28\n"), "{place}");
    let stored = desk.read(STORE);
    assert!(stored.contains("rev:1,"), "one revision: {stored}");
    desk.refused(&edits, 1, "nothing changed");
    assert_eq!(desk.read(STORE), stored);
    desk.done(&with(&["--quote", "The Last Keeper of Gull Ness", "--note", ""]));
    assert!(!desk.read(STORE).contains("a note"));
}

#[test]
fn delete_takes_it_away_once() {
    let desk = CliDesk::new();
    desk.done(&with(&["--start", "0", "--end", "8", "--label", "1"]));
    let delete = with(&["--start", "0", "--end", "8", "--delete"]);
    desk.done(&delete);
    desk.refused(&delete, 1, "nothing changed");
    let rows = desk.done(&["export", "texts", "--format", "jsonl"]);
    assert_eq!(rows, "");
}

#[test]
fn the_words_must_be_there_once() {
    let desk = CliDesk::new();
    desk.write("a.txt", "It rained.\nIt rained. Zoë left.\n");
    let quote = |words| ["annotate", "a.txt", "--quote", words, "--label", "1"];
    desk.refused(&quote("It snowed."), 2, "“It snowed.” is not in a.txt");
    let twice = "stands 2 times in a.txt, at 0–10 (line 1), 11–21 (line 2): give --start and --end";
    desk.refused(&quote("It rained."), 2, twice);
    desk.refused(&quote(""), 2, "empty");
    let range = |start, end| ["annotate", "a.txt", "--start", start, "--end", end, "--label", "1"];
    desk.refused(&range("0", "99"), 2, "outside the article's 32 characters");
    desk.refused(&range("5", "5"), 2, "not before");
    desk.refused(&range("10", "11"), 2, "white space");
    desk.refused(&["annotate", "a.txt", "--quote", "Zoë"], 2, "nothing to write");
    desk.refused(&["annotate", "a.txt", "--label", "1"], 2, "--quote, --start and --end, or --id");
    desk.refused(
        &["annotate", "texts", "--quote", "x", "--label", "1"],
        2,
        "7 articles here: name one",
    );
    let unknown = ["annotate", "texts", "--article", "x", "--quote", "x", "--label", "1"];
    desk.refused(&unknown, 2, "no article x here: `copydesk list` prints their paths");
    assert!(!desk.path("annotations").exists());
    assert!(desk.done(&quote("Zoë left.")).contains("a.txt:22-31"));
}

#[test]
fn an_unreadable_article_is_not_annotated() {
    let desk = CliDesk::new();
    desk.write("a.txt", b"\0\x01\x02\x03binary".repeat(50));
    let arguments = ["annotate", "a.txt", "--quote", "binary", "--label", "1"];
    desk.refused(&arguments, 2, "not a text file");
}

#[test]
fn the_annotator_and_the_store_are_options() {
    let desk = CliDesk::new();
    let more = ["--annotator", "Ana Ruiz", "--store", "elsewhere"];
    let label = with(&["--start", "0", "--end", "8", "--label", "1"]);
    desk.done(&[&label[..], &more].concat());
    assert!(!desk.path("texts/annotations").exists());
    let export = ["export", "texts", "--format", "jsonl"];
    assert_eq!(desk.done(&export), "");
    assert!(desk.done(&[&export[..], &more].concat()).contains("Ana Ruiz"));
}

#[test]
fn a_name_of_the_store_is_no_annotator_wherever_it_comes_from() {
    let desk = CliDesk::new();
    for name in ["gold", "shared", "exports", "texts", "~ana"] {
        let arguments = ["list", "texts", "--annotator", name];
        desk.refused(&arguments, 2, "cannot be an annotator's name");
        desk.write("home/config/config.ron", format!("(annotator: {name:?})"));
        desk.refused(&["list", "texts"], 2, "config.ron");
        desk.write("home/config/config.ron", "()");
        // Nobody chose the name of the system's user for copydesk, so another name is used.
        let label = with(&["--start", "0", "--end", "8", "--label", "1"]);
        let ran = desk.command(&label).env("USER", name).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        let proposed = match name.strip_prefix('~') {
            Some(plain) => plain.to_owned(),
            None => format!("{name}-annotator"),
        };
        let folder = desk.path("texts/annotations").join(proposed);
        assert!(folder.is_dir(), "{name}");
    }
}

#[test]
fn an_export_of_all_annotators_has_ones_own_annotations_first() {
    let desk = CliDesk::new();
    for name in ["ana", "ben", "zoe"] {
        let label = with(&["--start", "0", "--end", "8", "--label", "1"]);
        desk.done(&[&label[..], &["--annotator", name]].concat());
    }
    let export = |more: &[&str]| {
        let arguments = ["export", "texts", "--format", "jsonl"];
        desk.done(&[&arguments[..], more].concat())
    };
    let each: Vec<String> =
        ["ben", "ana", "zoe"].iter().map(|name| export(&["--annotator", name])).collect();
    let all = export(&["--annotator", "ben", "--all-annotators"]);
    assert_eq!(all, each.concat());
    assert_eq!(all.lines().count(), 3);
}

#[test]
fn twenty_at_once_and_one_after_the_other_lose_nothing() {
    let desk = CliDesk::new();
    thread::scope(|scope| {
        for number in 0..20 {
            let desk = &desk;
            scope.spawn(move || {
                let (start, end) = (100 + number * 10, 105 + number * 10);
                let (start, end) = (start.to_string(), end.to_string());
                desk.done(&with(&["--start", &start, "--end", &end, "--label", "2"]));
            });
        }
    });
    assert_eq!(n_records(&desk), 20);
    desk.done(&with(&["--start", "0", "--end", "8", "--label", "1"]));
    assert_eq!(n_records(&desk), 21);
    assert_eq!(desk.done(&["check", "texts"]), "7 articles, no problems\n");
}
