//! Repeats of several articles: seen in the margin, shown side by side, decided in one batch.

use copydesk::annotation::{Annotation, RepeatUnit};

use super::journey::Journey;
use crate::tui::views::ViewId;

/// The sample at the first sentence in which Dr. Helena Varga speaks.
fn at_varga() -> Journey {
    let mut reader = Journey::sample();
    reader.press("/ type:explains enter");
    reader
}

/// Returns the number of annotations with a label.
fn n_marked(reader: &Journey, label: &str) -> usize {
    let annotations = (0..7).flat_map(|index| reader.app.project.annotations(index).iter());
    let labels = annotations.filter_map(|annotation| annotation.content.label.as_ref());
    labels.filter(|known| known.0 == label).count()
}

#[test]
fn the_margin_and_the_details_tell_of_repeats() {
    let mut reader = at_varga();
    reader.shows("in 3 articles");
    let row = reader.find("explains Dr. Helena Varga");
    let line = reader.screen().lines().nth(row.y.into()).map(str::to_owned);
    assert!(
        line.is_some_and(|line| line[..12].contains('3')),
        "the count of articles stands in the margin"
    );
}

/// Returns the labelled words of all articles, with the source of each.
fn labelled(reader: &Journey, label: &str) -> Vec<(String, Option<String>)> {
    let annotations = (0..reader.app.project.len())
        .flat_map(|index| reader.app.project.annotations(index).iter());
    let has_label = |one: &&Annotation| one.content.label.as_ref().is_some_and(|id| id.0 == label);
    let words = annotations.filter(has_label).map(|one| {
        let source = one.content.source.as_ref().map(|part| part.quote.clone());
        (one.anchor.quote.clone(), source)
    });
    words.collect()
}

/// Panics if two labelled annotations of an article overlap.
#[track_caller]
fn check_no_overlap(reader: &Journey) {
    for index in 0..reader.app.project.len() {
        let found = reader.app.project.annotations(index);
        for one in found.iter().filter(|one| one.content.label.is_some()) {
            let mut others = found.touching(one.anchor.span).filter(|other| other.id != one.id);
            let over = others.find(|other| other.content.label.is_some());
            assert_eq!(over, None, "over {one:?}");
        }
    }
}

#[test]
fn two_keys_label_the_quotation_of_an_attribution_everywhere_with_its_source() {
    for size in [(80, 24), (120, 40)] {
        let mut reader = at_varga().sized(size.0, size.1);
        reader.press("R").shows("1–9 label the quotation with its sentence and source");
        reader.press("1");
        let found = labelled(&reader, "sourced");
        assert_eq!(found.len(), 3, "one in each article: {found:?}");
        for (words, source) in &found {
            assert!(words.starts_with(['“', '"']) && words.contains("Dr. Helena Varga"));
            assert_eq!(source.as_deref(), Some("Dr. Helena Varga"), "{found:?}");
        }
        reader.shows("Labelled 3 occurrences sourced · u undoes · w makes it a rule");
        check_no_overlap(&reader);
        reader.press("u");
        assert_eq!(reader.n_annotations(), 0, "one step, with the sources");
    }
}

#[test]
fn x_changes_the_words_that_a_label_is_stored_for() {
    let mut reader = at_varga();
    reader.press("R").shows(" · x the repeated words");
    reader.press("x").shows("1–9 label the repeated words");
    reader.press("3");
    let found = labelled(&reader, "boilerplate");
    assert_eq!(found.len(), 3);
    for (words, source) in &found {
        assert!(words.starts_with("Dr. Helena Varga") && !words.contains('“'), "{found:?}");
        assert_eq!(*source, None, "words have no source: {found:?}");
    }
    reader.press("u R x x").shows("1–9 label");
    reader.press("esc / type:Share enter R").shows("1–9 label the whole line");
}

#[test]
fn a_rule_labels_the_unit_that_was_labelled() {
    let text = |what: &str| {
        format!(
            "“{what},” says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers. {what}, indeed."
        )
    };
    let texts = ["Pumps are dear", "No wall is high enough", "One should pray for May"].map(text);
    let files = [("a.txt", &*texts[0]), ("b.txt", &*texts[1]), ("c.txt", &*texts[2])];
    let mut reader = Journey::over(&files);
    // One of the three is decided first, by another label, and so is left alone.
    reader.press("J 2 K R 1");
    reader.shows("Labelled 2 occurrences sourced");
    reader.press("w").shows("Kept: later places");
    let rule = reader.app.project.rules()[0].clone();
    assert_eq!(rule.unit, RepeatUnit::Quotation);
    assert!(rule.words.starts_with("Dr. Ana Ruiz") || rule.words.starts_with("says"), "{rule:?}");
    reader.press("W").shows("No rule matches an unlabelled occurrence");
    reader.press("u W").shows("Labelled 2 occurrences by rules");
    let found = labelled(&reader, "sourced");
    assert!(found.iter().all(|(words, source)| words.starts_with('“') && source.is_some()));
    assert_eq!(found.len(), 2);
    check_no_overlap(&reader);
    let reader = reader.reopened();
    assert_eq!(reader.app.project.rules()[0].unit, RepeatUnit::Quotation, "it is on disk");
}

#[test]
fn a_source_of_the_reviewer_is_the_source_of_the_label() {
    let mut reader = at_varga();
    // The reviewer marks another word than the rule would.
    reader.press("a / type:economist enter enter").shows("Source “economist”");
    reader.press("esc R 1").shows("Labelled 3 occurrences sourced");
    let sources: Vec<_> =
        labelled(&reader, "sourced").into_iter().map(|(_, source)| source).collect();
    let n_of = |name: &str| sources.iter().flatten().filter(|source| *source == name).count();
    assert_eq!((n_of("economist"), n_of("Dr. Helena Varga")), (1, 2), "{sources:?}");
}

#[test]
fn a_place_without_its_tick_is_never_offered_by_the_rule() {
    let twice = "The board of the old harbour met again on Monday morning with all of its members.";
    let texts = ["One is here.", "Two is here.", "Three is here."];
    let texts = texts.map(|rest| format!("{twice}\n\n{rest}"));
    let files = [("a.txt", &*texts[0]), ("b.txt", &*texts[1]), ("c.txt", &*texts[2])];
    let mut reader = Journey::over(&files);
    reader.press("R j j tab 3").shows("Labelled 2 occurrences");
    reader.press("w").shows("Kept: later places are offered · 1 article left out");
    reader.press("W").shows("No rule matches an unlabelled occurrence");
    assert_eq!(reader.n_annotations(), 2);
    // The next day a new article has the passage, and only the new article is offered.
    std::fs::write(reader.path("corpus/d.txt"), format!("{twice}\n\nFour is here.")).unwrap();
    let mut reader = reader.reopened();
    reader.press("W").shows("Labelled 1 occurrence by rules");
    assert_eq!((reader.label_of(2, 0), reader.label_of(3, 0)), (None, Some("boilerplate")));
}

#[test]
fn one_place_can_be_labelled_otherwise_on_purpose_and_undo_brings_all_back() {
    let mut reader = at_varga();
    let back = "g g / type:explains enter";
    reader.press("R 3").press(back).press("R 1");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "R leaves labelled places alone");
    reader.shows("All occurrences are labelled already · Enter goes to one");
    reader.press("esc r j 1").shows("Label sourced instead of boilerplate · u undoes");
    assert_eq!(n_marked(&reader, "boilerplate"), 2, "one was labelled on purpose, by itself");
    assert_eq!(n_marked(&reader, "sourced"), 1);
    reader.press("1");
    assert_eq!(n_marked(&reader, "sourced"), 1, "the same label stays");
    reader.press("u");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "undone once: all three as before");
    reader.press("u");
    assert_eq!(n_marked(&reader, "boilerplate"), 0, "undone twice: none is labelled");
    // A label inside of the words for a label locks the place for every key.
    reader.press("esc").press(back).press("v w w 2 esc r 1").shows("Already labelled unsourced");
    assert_eq!(n_marked(&reader, "sourced"), 0);
}

#[test]
fn what_is_labelled_in_any_way_is_locked_and_never_written_over() {
    // Of the same words, inside, around, across, by `0`, by a rule, in bulk.
    let ways = [
        ("r j 1 esc", "itself"),
        ("r j enter v w w 2 esc", "some words of it"),
        ("r j enter x x 2", "more than it"),
        ("r j enter 2", "its sentence"),
        ("r j enter 0", "all lines of the article"),
        ("space f type:varga down T 2 esc", "in bulk"),
    ];
    for (keys, way) in ways {
        for unit in ["", "x", "x x"] {
            for label in ["1", "3"] {
                let mut reader = at_varga();
                reader.press(keys);
                let before: Vec<_> = (0..7)
                    .flat_map(|at| reader.app.project.annotations(at).iter().cloned())
                    .collect();
                reader.press("space space K K K K K K g g / type:explains enter");
                reader.press("R").press(unit).press("T T").press(label);
                while !reader.app.popups.is_empty() {
                    reader.press("esc");
                }
                for known in &before {
                    let now = (0..7).find_map(|at| reader.app.project.annotation(at, known.id));
                    assert_eq!(now, Some(known), "{way} {unit} {label}");
                }
                let n_before = contradictions(&reader);
                assert_eq!(n_before, 0, "{way} {unit} {label}");
            }
        }
    }
}

fn contradictions(reader: &Journey) -> usize {
    (0..7).map(|at| reader.app.project.annotations(at).contradictions().count()).sum()
}

#[test]
fn a_decided_place_says_so_when_it_is_ticked_or_labelled() {
    let mut reader = at_varga();
    reader.press("r j 1 esc R").shows("2 ticked, 1 labelled already");
    let screen = reader.screen();
    assert!(screen.lines().any(|row| row.starts_with("=S")), "it is locked:\n{screen}");
    reader.press("j tab").shows("Already labelled sourced · Enter goes there");
    reader.press("T").shows("1 occurrence labelled already, left alone");
    reader.press("T 3");
    assert_eq!((n_marked(&reader, "boilerplate"), n_marked(&reader, "sourced")), (2, 1));
    check_no_overlap(&reader);
    reader.press("g g / type:explains enter R 2").shows("labelled already");
    assert_eq!(n_marked(&reader, "unsourced"), 0);
    reader.press("esc space r").shows("✓");
}

#[test]
fn contradicting_labels_are_found_by_a_filter() {
    let mut reader = Journey::sample();
    reader.press("j j j 1 k v w w 2 esc");
    reader.press("space a / type:is:contradicting enter").shows("Annotations (2)");
    reader.press("/ ctrl-u type:!is:contradicting enter").shows("Annotations (0)");
    reader.press("esc esc space f type:is:contra").shows("The decision");
    reader.press("esc f type:is:contradicting enter").shows("1 of");
}

#[test]
fn occurrences_are_shown_with_why_and_open_their_articles() {
    let mut reader = at_varga();
    reader.press("r");
    reader.shows("attribution: 3 places in 3 articles");
    reader.shows("bits against chance");
    reader.press("j enter");
    assert_ne!(reader.place().0, 0, "the second occurrence stands in another article");
    reader.press("H");
    assert_eq!(reader.place().0, 0, "H comes back");
}

#[test]
fn the_list_of_repeats_is_filtered_and_opened() {
    let mut reader = Journey::sample();
    reader.press("space r");
    assert_eq!(reader.app.view, ViewId::Repeats);
    let n_all = reader.app.views.repeats.list.items.len();
    reader.press("/ type:attribution enter");
    let n_shown = reader.app.views.repeats.list.items.len();
    assert!((1..n_all).contains(&n_shown), "{n_shown} of {n_all}");
    reader.press("enter");
    reader.shows("3 places in 3 articles");
    reader.press("esc esc");
    let n_shown = reader.app.views.repeats.list.items.len();
    assert_eq!(n_shown, n_all, "Esc takes the filter away");
    reader.press("esc");
    assert_eq!(reader.app.view, ViewId::Reader, "Esc goes one step out");
}

#[test]
fn a_passage_of_one_article_says_so() {
    let mut reader = Journey::sample();
    reader.press("J J J J r");
    reader.shows("This stands in no other article.");
}

#[test]
fn a_group_is_labelled_at_one_stroke_and_its_passages_stay_apart() {
    const PARTS: [&str; 3] = [
        "Nobody saw quince barrow lantern ochre timber gravel saddle kettle before dawn.",
        "They sold walnut flint copper thistle amber mortar juniper cobalt at noon.",
        "Bring us hazel russet linden tallow cellar harrow spindle bobbin girder anvil ladder pulley tomorrow.",
    ];
    let text = |first: &str, order: [usize; 3]| {
        let parts = order.map(|part| PARTS[part]).join("\n\n");
        let last = format!("{first} again. ").repeat(30);
        format!("{first}.\n\n{last}\n\n{parts}\n\n{last}\n")
    };
    let (one, two) = (text("Rain fell", [0, 1, 2]), text("Fog came", [2, 0, 1]));
    let mut reader = Journey::over(&[("a.txt", &one), ("b.txt", &two)]).sized(120, 40);
    reader.press("space r").shows("└ ");
    reader.press("R").shows("group of 2 passages: 4 places in 2 articles · 4 ticked");
    reader.shows("1–9 label all passages of the group");
    reader.press("x").shows("show one passage alone");
    reader.press("right").shows("2 places in 2 articles · 2 ticked");
    reader.press("left 2").shows("Labelled 4 occurrences unsourced");
    assert_eq!(labelled(&reader, "unsourced").len(), 4);
    reader.press("u");
    assert_eq!(reader.n_annotations(), 0, "one step");
    reader.press("j R").shows("2 places in 2 articles · 2 ticked");
    let mut reader = Journey::over(&[("a.txt", &one), ("b.txt", &two)]).sized(120, 40);
    reader.press("/ type:quince enter R");
    reader.shows_not("group of");
    reader.press("2");
    let n_alone = labelled(&reader, "unsourced").len();
    assert!(n_alone < 4, "R at the passage labels the passage: {n_alone}");
}
