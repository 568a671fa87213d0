//! `copydesk labels`, and labels that annotations carry and the codebook does not have.

use super::CliDesk;

const TEXT: &str = "Strike ends\n\nThe strike was called off. Crews went back.\n";

fn desk() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("p/a.txt", TEXT);
    for (annotator, quote) in [("ana", "The strike was called off."), ("bo", "Crews went back.")] {
        let label = ["annotate", "p", "--article", "a.txt", "--label", "unsourced"];
        let whose = ["--quote", quote, "--annotator", annotator];
        desk.done(&[&label[..], &whose[..]].concat());
    }
    desk
}

/// Takes the line of a label out of `project.ron`, as a person or git does.
fn lose_label(desk: &CliDesk, id: &str) {
    let text = desk.read("p/annotations/project.ron");
    let lines = text.lines().filter(|line| !line.contains(&format!("id:\"{id}\"")));
    let text: Vec<&str> = lines.collect();
    let (text, _) = text
        .join("\n")
        .rsplit_once(",c:")
        .map(|(text, sum)| (text.to_owned(), sum.to_owned()))
        .unwrap();
    desk.write("p/annotations/project.ron", format!("{text})\n"));
}

#[test]
fn a_label_that_is_gone_is_named_until_it_is_given_back() {
    let desk = desk();
    desk.done(&["check", "p", "--annotator", "ana"]);
    lose_label(&desk, "unsourced");
    let told = "1 annotation and 1 annotation of bo have the label unsourced, which the codebook does not have";
    let ran = desk.copydesk(&["check", "p", "--annotator", "ana"]);
    assert_eq!(ran.status, 1, "{}", ran.out);
    assert!(ran.out.contains(told), "{}", ran.out);
    let ran = desk.copydesk(&["list", "p", "--annotator", "ana"]);
    assert!(ran.out.contains(told), "{}{}", ran.out, ran.told);
    assert!(ran.out.contains("1/3"), "the sentence counts as labelled: {}", ran.out);
    let listed = desk.done(&["labels", "p", "--annotator", "ana"]);
    assert!(listed.contains("not in the codebook"), "{listed}");
    desk.done(&["labels", "p", "--restore", "unsourced", "--annotator", "ana"]);
    desk.done(&["check", "p", "--annotator", "ana"]);
    desk.done(&["undo", "p", "--annotator", "ana"]);
    assert_eq!(desk.copydesk(&["check", "p", "--annotator", "ana"]).status, 1);
}

#[test]
fn changes_say_first_what_they_touch_and_undo_takes_them_back() {
    let desk = desk();
    let before = desk.read("p/annotations/project.ron");
    let of_bo = desk.read("p/annotations/bo/a.txt.ron");
    let run = |arguments: &[&str]| {
        let all = [&["labels", "p", "--annotator", "ana"], arguments].concat();
        desk.done(&all)
    };
    for (arguments, words) in [
        (&["--rename", "unsourced", "nobody named"][..], "2 annotations carry the label, 1 of bo"),
        (&["--merge", "unsourced", "sourced"][..], "1 annotation changes"),
        (&["--delete", "unsourced"][..], "1 annotation changes"),
        (&["--set-kind", "caption", "boilerplate", "ticked"][..], "no annotation of yours"),
    ] {
        let planned = run(&[arguments, &["--dry-run"]].concat());
        assert!(planned.contains(words) && planned.contains("nothing is written"), "{planned}");
        let takes_label = ["--merge", "--delete"].contains(&arguments[0]);
        assert_eq!(planned.contains("1 of bo stays as it is"), takes_label, "{planned}");
        assert_eq!(desk.read("p/annotations/project.ron"), before, "{arguments:?}");
        run(arguments);
        assert_ne!(desk.read("p/annotations/project.ron"), before, "{arguments:?}");
        assert_eq!(desk.read("p/annotations/bo/a.txt.ron"), of_bo, "{arguments:?}");
        desk.done(&["undo", "p", "--annotator", "ana"]);
        let labels = run(&[]);
        assert!(
            labels.contains("unsourced         unsourced             1 yours     1 others'"),
            "{labels}"
        );
        assert!(run(&["--kinds"]).contains("caption           -                 never"));
    }
    desk.refused(&["labels", "p", "--rename", "unsourced", "sourced"], 2, "share the name");
    desk.refused(&["labels", "p", "--delete", "ghost"], 2, "no label ghost");
}

#[test]
fn exports_carry_the_shown_name_beside_the_id() {
    let desk = desk();
    desk.done(&["labels", "p", "--rename", "unsourced", "nobody named", "--annotator", "ana"]);
    let table = desk.done(&["export", "p", "--annotator", "ana", "--format", "csv", "-o", "-"]);
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().unwrap().starts_with("article,label,label_name,quote"));
    assert!(lines.next().unwrap().starts_with("a.txt,unsourced,nobody named,"), "{table}");
    let lines = desk.done(&["export", "p", "--annotator", "ana", "--format", "jsonl", "-o", "-"]);
    assert!(lines.contains("\"label_name\":\"nobody named\""), "{lines}");
    lose_label(&desk, "unsourced");
    let lines = desk.done(&["export", "p", "--annotator", "ana", "--format", "jsonl", "-o", "-"]);
    assert!(lines.contains("\"label_name\":\"unsourced\""), "the id of an unknown label: {lines}");
}

#[test]
fn settle_shows_a_plan_and_labels_by_the_table_of_kinds() {
    let desk = CliDesk::new();
    let page = "Home » Quay » The Old Quay\n\nThe Old Quay\n\nby Ann Lee\n\nThe board of the harbour met on \
                Monday in the old hall. What can be done?\n\nLooking Ahead\n\nBoats\t2016\t2026\n\nThe board \
                will meet again in June, the mayor said.\n\nLeave a Comment\n";
    desk.write("p/a.txt", page);
    let plan = desk.done(&["settle", "p", "--dry-run"]);
    assert!(plan.contains("[x]  B     1  navigation, site lines"), "{plan}");
    assert!(plan.contains("[ ]  N     1  questions in the running text"), "{plan}");
    assert!(plan.contains("table rows") && plan.contains("may be claims: left open"), "{plan}");
    assert!(plan.contains("5 of 7 sentences would be labelled: B 2  N 3"), "{plan}");
    assert!(!desk.path("p/annotations").exists(), "a plan writes nothing");
    let done = desk.done(&["settle", "p", "--tick", "question", "--skip", "byline"]);
    assert!(done.contains("labelled 5 sentences: B 2  N 3"), "{done}");
    let table = desk.done(&["export", "p", "--format", "csv", "-o", "-"]);
    for row in ["a.txt,boilerplate,boilerplate,Home", "a.txt,not_a_claim,not a claim,What can"] {
        assert!(table.contains(row), "{row} in {table}");
    }
    assert!(!table.contains(",by Ann Lee,") && !table.contains(",Boats\t"), "{table}");
    desk.done(&["undo", "p"]);
    assert_eq!(desk.done(&["export", "p", "--format", "csv", "-o", "-"]).lines().count(), 1);
    desk.refused(&["settle", "p", "--tick", "headline"], 2, "no kind headline");
    desk.write("q/a.txt", "The board of the harbour met on Monday.\n");
    desk.refused(&["settle", "q"], 1, "no unlabelled sentence");
}

#[test]
fn damage_in_the_files_around_the_annotations_is_a_finding() {
    let desk = desk();
    let attributes = desk.read("p/annotations/.gitattributes");
    let codebook = desk.read("p/annotations/project.ron");
    let damaged = |name: &str, text: &str, words: &str| {
        desk.write(name, text);
        let ran = desk.copydesk(&["check", "p", "--annotator", "ana"]);
        assert_eq!(ran.status, 1, "{name} {text:?}: {}", ran.out);
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    };
    damaged("p/annotations/.gitattributes", "*.txt text\n", "merge=union");
    desk.done(&["check", "p", "--annotator", "ana", "--repair"]);
    assert!(desk.read("p/annotations/.gitattributes").starts_with("*.txt text\n"));
    damaged("p/annotations/.gitattributes", &format!("{attributes}*.ron binary\n"), "binary");
    desk.write("p/annotations/.gitattributes", &attributes);
    let broken = codebook.replacen("(id:\"sourced\"", "(id:\"sour", 1);
    damaged("p/annotations/project.ron", &broken, "project.ron:2:1: error");
    let renamed = codebook.replacen("name:\"sourced\"", "name:\"sauced\"", 1);
    damaged("p/annotations/project.ron", &renamed, "checksum");
    damaged("p/annotations/project.ron", "what is this", "project.ron:1");
    desk.write("p/annotations/project.ron", &codebook);
    damaged("home/config/config.ron", "(\n  theme: Pink,\n)", "config.ron:2:10: error");
    desk.write("home/config/config.ron", "(theme: Dark)");
    damaged("home/config/keys.ron", "(reader: [(\"j\", \"nxt\")])", "nxt");
    std::fs::remove_file(desk.path("home/config/keys.ron")).unwrap();
    desk.done(&["check", "p", "--annotator", "ana"]);
}
