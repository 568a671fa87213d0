//! A working day in small: label, undo, quit, come back, export; and what is left when it is cut short.

use std::fs;

use super::pty::TerminalDesk;

/// One annotation in both exports.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    article: String,
    label: String,
    quote: String,
    start: usize,
    end: usize,
}

fn csv_rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name| headers.iter().position(|header| header == name).unwrap();
    let columns = ["article", "label", "quote", "start", "end"].map(column);
    let row = |record: csv::StringRecord| {
        let [article, label, quote, start, end] = columns.map(|at| record[at].to_owned());
        Row { article, label, quote, start: start.parse().unwrap(), end: end.parse().unwrap() }
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn ron_rows(text: &str) -> Vec<Row> {
    #[derive(serde::Deserialize)]
    struct Record {
        article: String,
        label: String,
        quote: String,
        start: usize,
        end: usize,
    }
    let records: Vec<Record> = ron::from_str(text).unwrap();
    let row = |record: Record| Row {
        article: record.article,
        label: record.label,
        quote: record.quote,
        start: record.start,
        end: record.end,
    };
    records.into_iter().map(row).collect()
}

/// The lines of annotations in the store's own file that are alive.
fn stored(desk: &TerminalDesk, article: &str) -> usize {
    let file = desk.texts().join(format!("annotations/tester/{article}.ron"));
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().filter(|line| line.contains("op:Put")).count()
}

/// Labels ten sentences in the first two articles, takes two back, leaves and comes back.
fn label_ten_undo_two(desk: &TerminalDesk, articles: [&str; 2]) {
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/");
    for number in 2..=6 {
        terminal.press("1").wait_for(&format!("sentence {number}/"));
    }
    terminal.press("J").wait_for("sentence 1/");
    for number in 2..=6 {
        terminal.press("2").wait_for(&format!("sentence {number}/"));
    }
    terminal.press("u").wait_for("Undone: label unsourced.");
    terminal.press("u").press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();

    assert_eq!(articles.map(|article| stored(desk, article)), [5, 3]);
    let mut rows = csv_rows(&desk.run(&["export", "texts", "--format", "csv"]));
    assert_eq!(rows, ron_rows(&desk.run(&["export", "texts", "--format", "ron"])));
    rows.sort();
    let labels: Vec<_> = rows.iter().map(|row| (&*row.article, &*row.label)).collect();
    let [one, other] = articles.map(|article| article);
    let sourced = [(one, "sourced"); 5].into_iter();
    let unsourced = [(other, "unsourced"); 3];
    assert_eq!(labels, sourced.chain(unsourced).collect::<Vec<_>>());
    for row in rows {
        let text = fs::read_to_string(desk.texts().join(&row.article)).unwrap();
        let words: String = text.chars().skip(row.start).take(row.end - row.start).collect();
        assert_eq!(words, row.quote, "the words stand where the row says");
    }

    let mut terminal = desk.open();
    terminal.wait_for("sentence 4/").wait_for(&articles[1][..4]);
    terminal.press("q").wait_exit();
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn ten_labels_less_two_are_stored_and_exported_over_the_real_articles() {
    let corpus = copydesk::testing::real_data().join("corpus");
    let articles = ["000_b4765d913067389d.txt", "001_94dbfa190876c941.txt"];
    label_ten_undo_two(&TerminalDesk::with_copies_of(&corpus), articles);
}

#[test]
fn a4_annotations_of_articles_that_are_gone_are_told_at_the_start() {
    let desk = TerminalDesk::with_sample();
    let move_away = |name: &str| {
        let to = desk.texts().join(name).with_extension("gone");
        fs::rename(desk.texts().join(name), to).unwrap();
    };
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/");
    terminal.press("1").wait_for("sentence 2/");
    terminal.press("J").wait_for("sentence 1/");
    terminal.press("1").wait_for("sentence 2/");
    terminal.press("q").wait_exit();
    move_away("01-harbour-fees.txt");
    let mut terminal = desk.open();
    terminal.wait_for(
        "1 annotation of 01-harbour-fees.txt, not here any more, is kept; Space M lists.",
    );
    terminal.press("q").wait_exit();
    move_away("02-night-ferries.txt");
    let mut terminal = desk.open();
    terminal.wait_for("2 annotations of 2 articles, not here any more, are kept; Space M lists.");
    terminal.press("q").wait_exit();
}

#[test]
fn ten_labels_less_two_are_stored_and_exported_over_the_sample() {
    let articles = ["01-harbour-fees.txt", "02-night-ferries.txt"];
    label_ten_undo_two(&TerminalDesk::with_sample(), articles);
}

#[test]
fn looking_around_writes_nothing_beside_the_articles() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("jjj").wait_for("sentence 4/");
    terminal
        .press("?")
        .wait_for("Keys in the article")
        .escape_from("Keys in the article")
        .press("q");
    assert_eq!(terminal.wait_exit(), 0);
    assert!(!desk.texts().join("annotations").exists());
}

#[test]
fn a_killed_program_has_saved_every_decision_that_it_called_saved() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("112").wait_for("sentence 4/").wait_for("saved");
    terminal.signal("KILL");
    drop(terminal);
    assert_eq!(stored(&desk, "01-harbour-fees.txt"), 3);
    desk.open().wait_for("S 2");
}
