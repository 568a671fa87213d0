//! `copydesk repeats` and `copydesk sources`: the reports, their formats, and stopping them.

use super::CliDesk;
use serde_json::Value;

#[test]
fn the_report_prints_passages_places_and_reasons() {
    let desk = CliDesk::new();
    let report = desk.done(&["repeats", "texts", "--why"]);
    assert!(report.contains("Dr. Helena Varga") && report.contains("in 3 articles"), "{report}");
    assert!(report.contains("needed: 3/2 · log2 "), "{report}");
    let json: Value = serde_json::from_str(&desk.done(&["repeats", "texts", "--format", "json"]))
        .expect("one object");
    let first = &json["clusters"][0];
    assert!(first["needed"].as_str().is_some() && first["occurrences"][0]["start"].is_u64());
}

#[test]
fn passages_in_another_order_are_one_group_of_the_report() {
    let desk = CliDesk::new();
    let parts = [
        "Nobody saw quince barrow lantern ochre timber gravel saddle kettle marsh pewter hinge before dawn.",
        "Bring us hazel russet linden tallow cellar harrow spindle bobbin girder anvil ladder tomorrow, please.",
    ];
    let rain = "Rain fell on sheep and walls. A dog barked. ".repeat(12);
    let fog = "Fog came over decks and ropes. A cook slept. ".repeat(12);
    desk.write("two/a.txt", format!("{rain}\n\n{}\n\n{}\n\n{rain}\n", parts[0], parts[1]));
    desk.write("two/b.txt", format!("{fog}\n\n{}\n\n{}\n\n{fog}\n", parts[1], parts[0]));
    let report = desk.done(&["repeats", "two"]);
    assert_eq!(report.matches("beside it in the same articles:").count(), 1, "{report}");
    let json: Value = serde_json::from_str(&desk.done(&["repeats", "two", "--format", "json"]))
        .expect("one object");
    let clusters = json["clusters"].as_array().expect("clusters");
    let groups: Vec<&Value> = clusters.iter().map(|one| &one["group"]).collect();
    assert!(groups.len() == 2 && groups[0] == groups[1] && groups[0].is_string(), "{groups:?}");
}

#[test]
fn sources_are_listed_with_their_descriptions_and_places() {
    let desk = CliDesk::new();
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
fn the_matrix_counts_shared_words_of_pairs() {
    let desk = CliDesk::new();
    let table = desk.done(&["repeats", "texts", "--matrix"]);
    assert!(table.contains("stand in the article of the column"), "{table}");
    let report = desk.done(&["repeats", "texts", "--matrix", "--format", "json"]);
    let json: Value = serde_json::from_str(&report).expect("one object");
    let first = &json["pairs"][0];
    assert!(first["words"].as_u64().is_some_and(|n| n > 0), "{report}");
    let n_pairs = json["pairs"].as_array().map_or(0, Vec::len);
    let table = desk.done(&["repeats", "texts", "--matrix", "--format", "csv"]);
    assert_eq!(table.lines().count(), n_pairs + 1, "{table}");
}

#[test]
fn the_report_fits_80_columns_and_prints_differences() {
    let desk = CliDesk::new();
    for arguments in [&["repeats", "texts", "--why"][..], &["sources", "texts"][..]] {
        let report = desk.done(arguments);
        let longest = report.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(80), "{longest:?} columns:\n{report}");
    }
    desk.write("two/a.txt", "The old town hall of Marsholm will be sold this spring.\n");
    desk.write("two/b.txt", "The old town hall of Marsholm will not be sold this spring.\n");
    let report = desk.done(&["repeats", "two"]);
    assert!(report.contains("a.txt:1  ⟨⟩\n") && report.contains("b.txt:1  ⟨not⟩\n"), "{report}");
    for number in 0..30 {
        let text = format!("Number {number}.\n\nShare your thoughts about the harbour below!\n");
        desk.write(&format!("many/{number}.txt"), text);
    }
    let report = desk.done(&["repeats", "many"]);
    assert!(report.contains("and 10 more (--format csv has all)"), "{report}");
    let none = desk.copydesk(&["repeats", "many", "--kind", "byline"]);
    assert_eq!(none.status, 1);
    assert!(none.out.contains("Nothing that was asked for repeats"), "{}", none.out);
}

/// Half-open ranges of Unicode scalars of the text with LF alone, whatever the bytes of the file are.
#[test]
fn every_offset_is_one_of_the_decoded_file() {
    let desk = CliDesk::new();
    let text = "Nüchtern e\u{301}té 👍 said it.\n\nShare your thoughts about the harbour 👍 fe\u{301}es below!\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, Vec<u8>); 4] = [
        ("plain.txt", text.into()),
        ("crlf.txt", text.replace('\n', "\r\n").into()),
        ("bom.txt", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("utf16.txt", [b"\xff\xfe", &utf16[..]].concat()),
    ];
    for (name, bytes) in &files {
        desk.write(&format!("odd/{name}"), bytes);
    }
    let report = desk.done(&["repeats", "odd", "--format", "json"]);
    let json: Value = serde_json::from_str(&report).expect("one object");
    let clusters = json["clusters"].as_array().expect("a list");
    let places: Vec<&Value> =
        clusters.iter().flat_map(|one| one["occurrences"].as_array().expect("a list")).collect();
    for (name, _) in &files {
        assert!(places.iter().any(|place| place["article"] == *name), "{name}: {report}");
    }
    for place in places {
        let [start, end] = ["start", "end"].map(|name| place[name].as_u64().expect("a number"));
        let words = text.chars().skip(start as usize).take((end - start) as usize);
        assert_eq!(place["text"], words.collect::<String>(), "{place}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_a_message() {
    use std::{
        io::{BufRead, BufReader, Write},
        process::{Command, Stdio},
    };
    let desk = CliDesk::new();
    // Standard input that never ends keeps the program busy for as long as the test likes.
    let mut child = desk.command(&["repeats", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than a pipe holds: when it is written, the program reads, and so it listens already.
    input.write_all("Words. ".repeat(40_000).as_bytes()).unwrap();
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
