//! Exports, reports and stores are never articles, wherever they lie and whatever their names are.

use super::CliDesk;

/// Commands whose output is a file of copydesk's own.
const OUTPUTS: [&[&str]; 29] = [
    &["export", "--format", "csv"],
    &["export", "--format", "csv", "--for", "excel"],
    &["export", "--format", "excel-comma"],
    &["export", "--format", "jsonl"],
    &["export", "--format", "markdown"],
    &["export", "--format", "ron"],
    &["export", "--format", "passim"],
    &["repeats"],
    &["repeats", "--why"],
    &["repeats", "--format", "json"],
    &["repeats", "--format", "csv"],
    &["repeats", "--matrix"],
    &["repeats", "--matrix", "--format", "json"],
    &["repeats", "--matrix", "--format", "csv"],
    &["sources"],
    &["sources", "--format", "json"],
    &["sources", "--format", "csv"],
    &["rules"],
    &["rules", "--format", "json"],
    &["list"],
    &["list", "--json"],
    &["check"],
    &["anchors"],
    &["recover"],
    &["recover", "--json"],
    &["find", "fees", "--json"],
    &["find", "fees"],
    &["find", "fees", "--kwic"],
    &["find", "fees", "--kwic", "--json"],
];

fn annotated() -> CliDesk {
    let desk = CliDesk::new();
    for (annotator, label) in [("tester", "1"), ("bo", "2")] {
        desk.done(&[
            "annotate", "texts", "--article", "01-harbour-fees.txt", "--start", "0", "--end", "8",
            "--label", label, "--annotator", annotator,
        ]);
    }
    desk
}

/// Returns the number of listed articles.
fn n_articles(desk: &CliDesk) -> usize {
    desk.done(&["list", "texts", "--json"]).lines().count()
}

#[test]
fn outputs_of_every_command_are_no_articles() {
    let desk = annotated();
    let n = n_articles(&desk);
    let outputs = OUTPUTS.map(|words| {
        let arguments = [&words[..1], &["texts"], &words[1..]].concat();
        (arguments.join(" "), desk.copydesk(&arguments).out)
    });
    for (at, (command, out)) in outputs.iter().enumerate() {
        assert!(!out.is_empty(), "{command}");
        let name = ["notes.txt", "report.md", "page.html"][at % 3];
        desk.write(&format!("texts/deep/{name}"), out);
        assert_eq!(n_articles(&desk), n, "{command}:\n{}", &out[..out.len().min(300)]);
        let ran = desk.copydesk(&["list", "texts"]);
        let told = format!("1 file of copydesk's own left out: deep/{name}");
        assert!(ran.told.contains(&told), "{command}: {}", ran.told);
        std::fs::remove_file(desk.path(&format!("texts/deep/{name}"))).unwrap();
    }
    // The check can fail: an article is listed.
    desk.write("texts/deep/notes.txt", "The tram is late.\n");
    assert_eq!(n_articles(&desk), n + 1);
}

#[test]
fn reports_about_rules_and_changed_articles_are_no_articles() {
    let desk = annotated();
    let repeat = "Share your view in the box below";
    desk.done(&["rules", "texts", "--add", "boilerplate", "--quote", repeat]);
    let text = desk.read("texts/01-harbour-fees.txt");
    desk.write("texts/01-harbour-fees.txt", format!("A correction.\n\n{text}"));
    let n = n_articles(&desk);
    for words in [
        &["rules", "texts"][..],
        &["rules", "texts", "--format", "json"],
        &["anchors", "texts"],
        &["anchors", "texts", "--format", "json"],
        &["check", "texts"],
        &["check", "texts", "--json"],
    ] {
        let out = desk.copydesk(words).out;
        assert!(!out.is_empty(), "{words:?}");
        desk.write("texts/deep/notes.txt", &out);
        assert_eq!(n_articles(&desk), n, "{words:?}:\n{}", &out[..out.len().min(300)]);
    }
}

#[test]
fn stores_and_texts_anywhere_are_no_articles() {
    let desk = annotated();
    let n = n_articles(&desk);
    for (path, bytes) in desk.tree("texts/annotations") {
        let name = path.strip_prefix(desk.path("texts/annotations")).unwrap();
        desk.write(&format!("texts/older/store/{}", name.display()), &bytes);
        desk.write("texts/record.txt", bytes);
    }
    desk.write("texts/older/store/texts/0123456789abcdef.txt", "A kept text.");
    desk.done(&["export", "texts", "--format", "texts"]);
    desk.done(&["export", "texts", "--format", "texts", "-o", "texts/copies"]);
    assert_eq!(n_articles(&desk), n);
    let checked = desk.copydesk(&["check", "texts"]);
    assert!(
        checked.out.contains("note: 2 files of copydesk's own left out: copies/"),
        "{checked:?}"
    );
    // Also when such a file is named.
    let ran = desk.copydesk(&["list", "texts/record.txt"]);
    assert!(ran.told.contains("of copydesk's own left out: copies/"), "{}", ran.told);
    assert_eq!(ran.out, "");
    // The labels are lost, the annotations are not.
    std::fs::remove_file(desk.path("texts/older/store/project.ron")).unwrap();
    assert_eq!(n_articles(&desk), n);
}

#[test]
fn progress_stays_after_an_export_into_the_folder() {
    let desk = annotated();
    let before = desk.done(&["list", "texts"]);
    for (format, file) in [("markdown", "report.md"), ("csv", "table.txt"), ("jsonl", "rows.html")]
    {
        desk.done(&["export", "texts", "--format", format, "-o", &format!("texts/{file}")]);
    }
    assert_eq!(desk.done(&["list", "texts"]), before);
}
