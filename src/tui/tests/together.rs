//! Decisions made together: told everywhere, overridden one by one, kept as rules; the source ledger.

use super::journey::Journey;
use crate::tui::app::View;

/// Three articles with one attribution, and a fourth that will come.
const ARTICLES: [(&str, &str); 3] = [
    (
        "a.txt",
        "“The river is too high for the old gates,” says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers. Nobody else was asked that day.",
    ),
    (
        "b.txt",
        "The town paid for new pumps. “Pumps alone will not save us,” says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers. It rained.",
    ),
    (
        "c.txt",
        "“I said so in May,” says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers. The mayor left early.",
    ),
];

fn n_marked(reader: &Journey, label: &str) -> usize {
    let all = 0..reader.app.project.len();
    let marks = all.flat_map(|index| reader.app.project.marks(index).iter());
    marks
        .filter(|mark| mark.label.as_ref().is_some_and(|known| known.0 == label))
        .count()
}

#[test]
fn each_says_that_it_was_labelled_with_others_and_can_be_overridden() {
    let mut reader = Journey::over(&ARTICLES);
    reader.press("R 3");
    assert_eq!(n_marked(&reader, "boilerplate"), 3);
    reader.press("space a enter");
    reader.shows("labelled with 2 others");
    reader.press("1");
    assert_eq!(
        n_marked(&reader, "boilerplate"),
        2,
        "only this one is another now"
    );
    assert_eq!(n_marked(&reader, "sourced"), 1);
    let rows = reader.app.project.rows();
    let told: Vec<&str> = rows.iter().map(|row| row.inherited.as_str()).collect();
    assert_eq!(told, ["", "labelled with 1 other", "labelled with 1 other"]);
    reader.press("u");
    assert_eq!(
        n_marked(&reader, "boilerplate"),
        3,
        "undone once: all three as before"
    );
    let rows = reader.app.project.rows();
    assert!(
        rows.iter()
            .all(|row| row.inherited == "labelled with 2 others")
    );
}

#[test]
fn a_rule_offers_what_turns_up_later_and_labels_it_when_asked() {
    let mut reader = Journey::over(&ARTICLES);
    reader.press("R 3 w");
    reader.shows("Kept: new places of");
    let later = "“Gates, then pumps,” says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers. She has said it before.";
    std::fs::write(reader.path("corpus/d.txt"), later).expect("an article comes");
    let mut reader = reader.reopened();
    reader.shows("1 new place matches the rule");
    assert_eq!(
        n_marked(&reader, "boilerplate"),
        3,
        "nothing is labelled silently"
    );
    reader.press("W");
    reader.shows("1 place is labelled by rules; u takes it back.");
    assert_eq!(n_marked(&reader, "boilerplate"), 4);
    let rows = reader.app.project.rows();
    assert!(
        rows[3]
            .inherited
            .starts_with("by the rule “says Dr. Ana Ruiz"),
        "{:?}",
        rows[3]
    );
    reader.press("u");
    assert_eq!(
        n_marked(&reader, "boilerplate"),
        3,
        "one step takes all of it back"
    );
    reader.press("space w");
    reader.shows("Rules (1)");
    reader.press("d");
    reader.shows("The rule is gone; what it labelled stays.");
    assert_eq!(n_marked(&reader, "boilerplate"), 3);
    let reader = reader.reopened();
    assert!(
        reader.app.project.rules().is_empty(),
        "it is gone on disk too"
    );
}

#[test]
fn the_ledger_lists_sources_by_spread_and_labels_what_they_say() {
    let mut reader = Journey::sample();
    reader.press("space s");
    assert_eq!(reader.app.view, View::Sources);
    reader.shows("Dr. Helena Varga");
    reader.shows("coastal economist");
    reader.press("enter");
    reader.shows("Dr. Helena Varga: 3 occurrences in 3 articles");
    reader.press("esc R 1");
    assert_eq!(n_marked(&reader, "sourced"), 3);
    reader.press("/ type:żmijewski enter");
    assert_eq!(reader.app.sources.items, ["lukasz zmijewski"]);
}

#[test]
fn repeats_are_filtered_by_kind_size_and_label_and_names_can_hide() {
    let mut reader = Journey::sample();
    reader.press("space r / type:kind:attribution enter");
    let kinds = reader.app.clusters.items.len();
    assert!(kinds >= 1, "attributions are found");
    reader.press("esc / type:articles:3 enter");
    let repeats = reader.app.repeats.clone().expect("they are known");
    let large =
        |id: &copydesk::repeats::ClusterId| repeats.get(*id).is_some_and(|one| one.n_articles >= 3);
    assert!(reader.app.clusters.items.iter().all(large));
    reader.press("esc / type:label:boilerplate enter");
    assert!(
        reader.app.clusters.items.is_empty(),
        "nothing is labelled yet"
    );
    reader.press("esc");
    let last = reader
        .app
        .clusters
        .items
        .last()
        .and_then(|id| repeats.get(*id));
    assert!(
        last.is_some_and(|one| one.kind == copydesk::repeats::Kind::Chrome),
        "site text comes last"
    );
}

#[test]
fn two_wordings_stand_side_by_side_with_the_sum_that_made_the_score() {
    let mut reader = Journey::over(&[
        (
            "a.txt",
            "These are the key trends that will shape the small harbours of the north.",
        ),
        (
            "b.txt",
            "Here are the key trends that will likely shape the small harbours of the north.",
        ),
    ])
    .sized(120, 40);
    reader.press("r G");
    reader.shows("2 wordings");
    reader.shows("needed = 2 · log2 ");
    reader.shows("a ×1");
    reader.shows("b ×1");
}

/// The real articles, or nothing where they are not.
fn real() -> Option<Journey> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("skipped: the real articles are not there");
        return None;
    };
    let mut files: Vec<(String, String)> = entries
        .flatten()
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("an article");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Some(Journey::over(&files))
}

#[test]
fn two_keys_label_the_ramirez_attribution_in_all_three_real_articles() {
    let Some(mut reader) = real() else { return };
    reader.press("/ type:explains enter");
    reader.press("R 3");
    let quotes = |reader: &Journey| -> Vec<(usize, String, String)> {
        let all = 0..reader.app.project.len();
        let marks = all.flat_map(|index| {
            reader
                .app
                .project
                .marks(index)
                .iter()
                .map(move |mark| (index, mark))
        });
        let label = |mark: &copydesk::annotation::Annotation| {
            mark.label.clone().map_or(String::new(), |id| id.0)
        };
        marks
            .map(|(index, mark)| (index, mark.quote.clone(), label(mark)))
            .collect()
    };
    let before = quotes(&reader);
    let articles: Vec<usize> = before.iter().map(|(index, ..)| *index).collect();
    assert_eq!(articles, [0, 1, 2], "one in each of the three articles");
    assert!(before.iter().all(
        |(_, quote, label)| quote.starts_with("Dr. Isabella Ramirez") && label == "boilerplate"
    ));
    reader.press("r j 1");
    assert_eq!(
        n_marked(&reader, "boilerplate"),
        2,
        "one is overridden, the others stay"
    );
    assert_eq!(n_marked(&reader, "sourced"), 1);
    reader.press("u");
    assert_eq!(quotes(&reader), before, "undone once: all three as before");
}
