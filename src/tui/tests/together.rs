//! Decisions made together: told everywhere, overridden one by one, kept as rules; the source ledger.

use copydesk::repeats::{Cluster, ClusterKind};

use super::journey::Journey;
use crate::tui::{event::Event, views::ViewId, views::repeats::ClusterRow};

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
    let annotations = all.flat_map(|index| reader.app.project.annotations(index).iter());
    annotations
        .filter(|annotation| {
            annotation.content.label.as_ref().is_some_and(|known| known.0 == label)
        })
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
    assert_eq!(n_marked(&reader, "boilerplate"), 2, "only this one is another now");
    assert_eq!(n_marked(&reader, "sourced"), 1);
    let rows = reader.app.project.export_rows();
    let told: Vec<&str> = rows.iter().map(|row| row.inherited.as_str()).collect();
    assert_eq!(told, ["", "labelled with 1 other", "labelled with 1 other"]);
    reader.press("u");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "undone once: all three as before");
    let rows = reader.app.project.export_rows();
    assert!(rows.iter().all(|row| row.inherited == "labelled with 2 others"));
}

#[test]
fn a_rule_offers_what_turns_up_later_and_labels_it_when_asked() {
    let mut reader = Journey::over(&ARTICLES);
    reader.press("R 3 w");
    reader.shows("Kept: later places of");
    let later = "“Gates, then pumps,” says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers. She has said it before.";
    std::fs::write(reader.path("corpus/d.txt"), later).expect("an article comes");
    let mut reader = reader.reopened();
    reader.shows("1 new place matches the rule");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "nothing is labelled silently");
    reader.press("W");
    reader.shows("Labelled 1 occurrence by rules · u undoes");
    assert_eq!(n_marked(&reader, "boilerplate"), 4);
    let rows = reader.app.project.export_rows();
    assert!(rows[3].inherited.starts_with("by the rule “says Dr. Ana Ruiz"), "{:?}", rows[3]);
    reader.press("u");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "one step takes all of it back");
    reader.press("space w");
    reader.shows("Rules (1)");
    reader.press("d");
    reader.shows("The rule is gone; what it labelled stays.");
    assert_eq!(n_marked(&reader, "boilerplate"), 3);
    let reader = reader.reopened();
    assert!(reader.app.project.rules().is_empty(), "it is gone on disk too");
}

#[test]
fn the_ledger_lists_sources_by_spread_and_labels_what_they_say() {
    let mut reader = Journey::sample();
    reader.press("space s");
    assert_eq!(reader.app.view, ViewId::Sources);
    reader.shows("Dr. Helena Varga");
    reader.shows("coastal economist");
    reader.press("enter");
    reader.shows("Dr. Helena Varga: 3 places in 3 articles");
    reader.press("esc R 1");
    assert_eq!(n_marked(&reader, "sourced"), 3);
    reader.press("/ type:żmijewski enter");
    assert_eq!(reader.app.views.sources.list.items, ["lukasz zmijewski"]);
}

#[test]
fn repeats_are_filtered_by_kind_size_and_label_and_names_can_hide() {
    let mut reader = Journey::sample();
    reader.press("space r / type:kind:attribution enter");
    let kinds = reader.app.views.repeats.list.items.len();
    assert!(kinds >= 1, "attributions are found");
    reader.press("esc / type:articles:3 enter");
    let repeats = reader.app.background.repeats.clone().expect("they are known");
    let clusters = |reader: &Journey| -> Vec<Cluster> {
        let ids = reader.app.views.repeats.list.items.iter().filter_map(|row| match row {
            ClusterRow::Cluster(id) | ClusterRow::Group(id) | ClusterRow::Beside(id) => Some(*id),
            ClusterRow::SiteText { .. } => None,
        });
        ids.filter_map(|id| repeats.get(id).cloned()).collect()
    };
    assert!(clusters(&reader).iter().all(|one| one.n_articles >= 3));
    reader.press("esc / type:label:boilerplate enter");
    assert!(reader.app.views.repeats.list.items.is_empty(), "nothing is labelled yet");
    reader.shows("No repeat matches; Esc takes the filter away.");
    reader.press("esc");
    assert!(clusters(&reader).iter().all(|one| one.kind != ClusterKind::Chrome));
}

#[test]
fn site_text_stands_in_one_line_that_opens() {
    let mut reader = Journey::sample();
    reader.press("space r G");
    let repeats = reader.app.background.repeats.clone().expect("they are known");
    let site_text = repeats.clusters.iter();
    let n = site_text.filter(|one| one.kind == ClusterKind::Chrome).count();
    assert!(n > 0, "the sample has site text");
    let n_rows = reader.app.views.repeats.list.items.len();
    let n_all = format!("Repeats ({})", repeats.clusters.len());
    reader.shows(&n_all).shows("▸ site text: ").shows("unfolds");
    reader.press("R");
    assert!(reader.app.popups.is_empty(), "a line is no repeat");
    reader.press("enter");
    reader.shows(&n_all).shows("▾ site text: ");
    assert_eq!(reader.app.views.repeats.list.items.len(), n_rows + n);
    reader.press("j enter");
    reader.shows(" site text: ").shows(" places in ");
    reader.press("esc k enter");
    reader.shows("▸ site text: ");
    assert_eq!(reader.app.views.repeats.list.items.len(), n_rows, "closed again");
    for filter in ["kind:chrome", "kind:site", "chrome"] {
        reader.press(&format!("/ type:{filter} enter"));
        reader.shows_not("site text: ");
        assert_eq!(
            reader.app.views.repeats.list.items.len(),
            n,
            "{filter} asks for it, row by row"
        );
        reader.press("esc");
    }
}

#[test]
fn only_names_are_hidden_not_headings() {
    const NAMES: &str = "Maria Eduarda Cavalcanti Figueiredo";
    const HEADING: &str = "Frequently Asked Questions";
    let text = |before: &str, after: &str| {
        let after = format!("{after} ").repeat(5);
        format!("{before}. {NAMES}. {after}\n\n{HEADING}\n\n{after}\n")
    };
    let one = text("It rained", "Pumps failed in the northern harbour.");
    let two = text("Later that day", "A mill burned down at dawn.");
    let mut reader = Journey::over(&[("a.txt", &one), ("b.txt", &two)]);
    reader.press("space r");
    reader.shows(NAMES).shows(HEADING);
    reader.press("h");
    reader.shows_not(NAMES).shows(HEADING);
}

#[test]
fn how_far_the_comparison_is_is_told() {
    let mut reader = Journey::sample();
    reader.app.background.repeats = None;
    let number = reader.app.background.comparison;
    reader.take(Event::Comparing(number - 1, 90));
    reader.press("space r");
    reader.shows("Repeats: the articles are still being compared");
    reader.shows_not("90 %");
    reader.take(Event::Comparing(number, 41));
    reader.shows("still being compared, 41 %");
    reader.press("space x");
    reader.shows("still being compared, 41 %");
}

#[test]
fn two_wordings_stand_side_by_side_with_the_sum_that_made_the_score() {
    let mut reader = Journey::over(&[
        ("a.txt", "These are the key trends that will shape the small harbours of the north."),
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

#[test]
fn the_other_wording_stands_beside_each_and_its_words_are_seen_in_the_rows() {
    let before = "It stood in the report of the committee on harbours and on inland waters that the \
                  dykes were";
    let text = |words: &str| format!("{before} {words} before the storm of that winter came.");
    let (old, new) = (text("repaired"), text("neglected"));
    let files = [("a.txt", old.as_str()), ("b.txt", old.as_str()), ("c.txt", new.as_str())];
    let mut reader = Journey::over(&files);
    reader.press("r");
    let rows: Vec<String> = reader.screen().lines().skip(4).map(str::to_owned).collect();
    for (row, words) in rows.iter().zip(["repaired", "repaired", "neglected"]) {
        assert!(row.contains(words), "what differs is seen: {row}");
    }
    for keys in ["g g", "j"] {
        reader.press(keys);
        reader.shows("b ×1 · ").shows("a ×2 · ");
    }
    reader.press("j");
    reader.shows("b ×1 · ").shows("a ×2 · ");
}

/// The act of a user on the attribution once its sentence is in front.
struct Keys {
    label_all: &'static str,
    override_one: &'static str,
    undo: &'static str,
}

const AS_DOCUMENTED: Keys =
    Keys { label_all: "R 3", override_one: "g g / type:explains enter r j 1", undo: "u" };

/// Returns each annotation as its article, words, label and number of annotations in its batch.
fn told(reader: &Journey) -> Vec<[String; 4]> {
    let rows = reader.app.project.export_rows().into_iter();
    rows.map(|row| [row.article, row.quote, row.label, row.inherited]).collect()
}

/// Labels the attribution everywhere, overrides one, undoes; says what is not as it must be.
fn label_override_undo(mut reader: Journey, keys: &Keys) -> Result<(), &'static str> {
    let must = |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(what) };
    let n_keys = reader.n_keys();
    reader.press(keys.label_all);
    must(reader.n_keys() - n_keys == 2, "two keys from the sentence")?;
    let before = told(&reader);
    let is_right = |[_, quote, label, inherited]: &[String; 4]| {
        quote.contains("Dr. Isabella Ramirez")
            && quote.contains('“')
            && label == "boilerplate"
            && inherited == "labelled with 2 others"
    };
    let mut articles: Vec<&String> = before.iter().map(|[article, ..]| article).collect();
    articles.dedup();
    must(articles.len() == 3 && before.len() == 3, "one in each of three articles")?;
    must(before.iter().all(is_right), "each says that it was labelled with others")?;
    reader.press(keys.override_one);
    let labels = (n_marked(&reader, "boilerplate"), n_marked(&reader, "sourced"));
    must(labels == (2, 1), "one is overridden, the others stay")?;
    reader.press(keys.undo);
    must(told(&reader) == before, "undone once: all three as before")?;
    let reader = reader.reopened();
    must(told(&reader) == before, "and so they are on disk")
}

/// Three articles with the attribution as it stands in the real ones, each with another quotation.
fn ramirez() -> Journey {
    let mut reader = Journey::over(&[
        (
            "000.txt",
            "“It’s no longer just about combating criminal organizations; it’s about confronting a hybrid threat that leverages state resources and legitimacy for illicit gain,” explains Dr. Isabella Ramirez, a security analyst specializing in Latin American organized crime.\n\nThe Congress voted.",
        ),
        (
            "001.txt",
            "The list grew.\n\nExpert Insight: “It’s only the beginning,” says Dr. Isabella Ramirez, a security analyst specializing in Latin American organized crime.",
        ),
        (
            "002.txt",
            "Expert Insight: “A paradigm shift,” warns Dr. Isabella Ramirez, a security analyst specializing in Latin America. Others doubt it.",
        ),
        ("003.txt", "Nothing is said here."),
    ]);
    reader.press("/ type:explains enter");
    reader
}

#[test]
fn two_keys_label_the_ramirez_attribution_in_all_three_articles() {
    assert_eq!(label_override_undo(ramirez(), &AS_DOCUMENTED), Ok(()));
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn two_keys_label_the_ramirez_attribution_in_the_real_articles() {
    let files = copydesk::testing::real_articles();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Journey::over(&files);
    reader.press("/ type:explains enter");
    assert_eq!(label_override_undo(reader, &AS_DOCUMENTED), Ok(()));
}

#[test]
fn the_check_of_the_attribution_catches_other_keys() {
    let with = |change: fn(&mut Keys)| {
        let mut keys = AS_DOCUMENTED;
        change(&mut keys);
        label_override_undo(ramirez(), &keys).expect_err("these keys do something else")
    };
    assert_eq!(with(|keys| keys.label_all = "r T 3"), "two keys from the sentence");
    let only_one = with(|keys| keys.label_all = "r 3");
    assert_eq!(only_one, "one in each of three articles");
    let all = with(|keys| keys.override_one = "R T 1");
    assert_eq!(all, "one is overridden, the others stay");
    for undo in ["u u", "j"] {
        let found = with(match undo {
            "j" => |keys| keys.undo = "j",
            _ => |keys| keys.undo = "u u",
        });
        assert_eq!(found, "undone once: all three as before");
    }
}
