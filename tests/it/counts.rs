//! Compares messages that contain a number with a golden file, for the numbers 0, 1 and 2.
//!
//! `tests/golden/counts.txt` has one block for each number. The binary runs over a folder with so many
//! articles and annotations; messages of the library are printed from their types.

use std::{fmt::Write, path::Path, process::Command};

use copydesk::{project::AnchorSummary, store::StoreError};

use crate::terminal::pty::TerminalDesk;

/// A sentence that every article contains, so that the articles share a passage.
const SHARED: &str = "Please share your thoughts on the new harbour fees in the comments below.";

/// The commands whose messages contain a number.
const COMMANDS: [&[&str]; 7] = [
    &["check", "texts"],
    &["list", "texts"],
    &["find", "texts", "fees"],
    &["repeats", "texts"],
    &["sources", "texts"],
    &["export", "texts", "--format", "csv", "--output", "out.csv"],
    &["anchors", "texts"],
];

/// Makes a desk with `n` articles, each with an annotation.
fn desk(n: usize) -> TerminalDesk {
    let desk = TerminalDesk::empty();
    for (index, town) in ["Aldham", "Brinley"].into_iter().take(n).enumerate() {
        let name = format!("texts/{index}.txt");
        let text = format!("The mayor of {town} resigned, said Ana Teles.\n\n{SHARED}\n");
        desk.write(&name, &text);
        desk.run(&["annotate", &name, "--quote", "The mayor", "--label", "1"]);
    }
    desk
}

/// Returns the lines of a command's output up to the first empty line, for example the heading of `repeats`.
fn said(desk: &TerminalDesk, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .current_dir(desk.home())
        .env("COPYDESK_HOME", desk.home())
        .env("USER", "tester")
        .output()
        .expect("the program runs");
    let words = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let words = words.concat();
    let lines = words.lines().take_while(|line| !line.is_empty());
    let lines = lines.map(|line| format!("{line}\n"));
    format!("$ {}\n{}", arguments.join(" "), lines.collect::<String>())
}

/// Prints the messages of the library for one number.
fn of_the_library(n: usize) -> String {
    let at = jiff::Timestamp::UNIX_EPOCH;
    let withheld =
        StoreError::Withheld { path: "a.ron".into(), folder: "news".into(), at, n_live: n };
    let kept = AnchorSummary { since: None, kept: n, moved: 0, ambiguous: 0, orphan: 0 };
    let moved = AnchorSummary { kept: 0, moved: n, ..kept };
    format!("{withheld}\n{kept}\n{moved}\n")
}

#[test]
fn messages_with_0_1_and_2_are_like_the_golden_file() {
    let mut all = String::new();
    for n in 0..=2 {
        let desk = desk(n);
        writeln!(all, "== {n}").unwrap();
        for arguments in COMMANDS {
            all.push_str(&said(&desk, arguments));
        }
        all.push_str(&of_the_library(n));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/counts.txt");
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert!(all == golden, "tests/golden/counts.txt should be\n{all}");
}
