//! Journeys through the other views: articles, annotations, notes, labels, figures, settings.

use super::journey::Journey;
use crate::tui::event::Event;
use crate::tui::views::ViewId;

#[test]
fn the_article_list_shows_progress_and_opens_where_work_is() {
    let mut reader = Journey::sample();
    reader.press("1 2 J space O").shows("Articles (7)").shows("2/30");
    reader.press("k enter");
    assert_eq!((reader.view(), reader.place()), (ViewId::Reader, (0, 2)), "the first undecided");
    reader.press("space O j down enter");
    assert_eq!(reader.place().0, 2);
    reader.press("H");
    assert_eq!(reader.place().0, 0);
}

#[test]
fn articles_are_filtered_while_typing() {
    let mut reader = Journey::sample();
    reader.press("space O / type:quota").shows("04-fishing-quota").shows_not("02-night");
    reader.press("enter").shows("filter: quota");
    reader.press("enter");
    assert_eq!(reader.place().0, 3);
    reader.press("space O esc").shows("02-night");
    reader.press("esc");
    assert_eq!(reader.view(), ViewId::Reader);
}

#[test]
fn a_filter_that_is_given_up_while_typing_is_as_before() {
    let mut reader = Journey::sample();
    reader.press("space O f type:quota esc").shows("02-night").shows("Articles (7)");
}

#[test]
fn problems_of_articles_are_told_in_the_list() {
    let mut reader =
        Journey::over(&[("a.txt", "Fine."), ("b.txt", ""), ("c.txt", "\u{0}\u{1}\u{2}")]);
    reader.press("space O").shows("empty");
    reader.press("q J").shows("There is no text to read here.");
    reader.press("1").shows("There is no sentence here.");
    reader.press("j k } { G z v x f 1 2 i e c a A y Y n * d");
    assert_eq!(reader.n_annotations(), 0);
}

#[test]
fn annotations_are_listed_opened_and_changed() {
    let mut reader = Journey::sample();
    reader.press("1 2 J 3 space a").shows("Annotations (3)");
    reader.press("j 4");
    assert_eq!(reader.label_of(0, 1), Some("not_a_claim"));
    reader.press("c").shows("Confidence: low.");
    reader.press("i").typed("hm").press("enter").shows("— hm");
    reader
        .press("d")
        .shows("The annotation is deleted; u brings it back.")
        .shows("Annotations (2)");
    reader.press("u").shows("Annotations (3)");
    reader.press("G enter");
    assert_eq!((reader.view(), reader.place()), (ViewId::Reader, (1, 0)));
}

#[test]
fn many_annotations_are_ticked_and_deleted_after_a_question() {
    let mut reader = Journey::sample();
    reader.press("1 2 3 4 space a tab tab").shows("2 ticked").press("d");
    reader.shows("Delete 2 annotations? y deletes, any other key does not.");
    reader.press("n").shows("Nothing is deleted.");
    assert_eq!(reader.n_annotations(), 4);
    reader.press("T d type:y").shows("4 annotations are deleted; u brings them back.");
    assert_eq!((reader.n_annotations(), reader.saved_records()), (0, 0));
    reader.press("u").shows("Undone: delete on 4 passages.");
    assert_eq!((reader.n_annotations(), reader.saved_records()), (4, 4));
}

#[test]
fn ticked_annotations_get_one_label_as_one_step() {
    let mut reader = Journey::sample();
    reader
        .press("1 2 3 space a T 2")
        .shows("Labelled 3 passages unsourced · 2 had another label · u undoes");
    assert_eq!(reader.n_labelled("unsourced"), 3);
    reader.press("u");
    assert_eq!(reader.n_labelled("unsourced"), 1);
}

#[test]
fn annotations_are_filtered_by_words_and_label() {
    let mut reader = Journey::sample();
    reader.press("1 2 3 space a f type:label:unsourced enter").shows("Annotations (1)");
    reader.press("esc").shows("Annotations (3)");
    reader.press("/ type:oskar").shows("Annotations (1)");
}

#[test]
fn notes_have_a_view_of_their_own() {
    let mut reader = Journey::sample();
    reader.press("1 2 i").typed("find the report").press("enter space i");
    reader.shows("Annotations with a note (1)").shows("— find the report");
    reader.press("enter");
    assert_eq!(reader.place(), (0, 2));
    reader.press("space a").shows("Annotations (3)");
}

#[test]
fn a_span_opened_from_the_list_is_selected() {
    let mut reader = Journey::sample();
    reader.press("j j j v w 2 space a enter");
    assert_eq!(reader.words(), "The harbour");
    reader.shows("unsourced");
}

#[test]
fn a_label_of_ones_own_is_added_and_its_key_works_at_once() {
    let mut reader = Journey::sample();
    reader.press("space L").shows("sourced").shows("not a claim");
    reader.press("a").shows("Name of the new label").typed("opinion").press("enter");
    reader.shows("Added the label opinion (key 5).");
    reader.press("q 5");
    assert_eq!(reader.n_labelled("opinion"), 1);
    reader.shows("O 1");
    let mut reader = reader.reopened();
    reader.press("space L").shows("opinion");
    assert_eq!(reader.n_labelled("opinion"), 1, "it is kept with the annotations");
}

#[test]
fn labels_are_renamed_merged_deleted_and_given_back_as_one_step_each() {
    let mut reader = Journey::sample();
    reader.press(", j j j 2 j 2 space L j enter").shows("New name of the label");
    reader.press("ctrl-u").typed("nobody named").press("enter");
    reader.shows("rename label unsourced to nobody named: 2 annotations carry the label");
    reader.shows("nobody named");
    assert_eq!(reader.n_labelled("unsourced"), 2, "the id stays");
    reader.press("u").shows("Undone: rename label").shows("unsourced");
    reader.press("M").typed("sourced").press("enter");
    reader.shows("merge label unsourced into sourced? 2 annotations change");
    assert_eq!(reader.n_labelled("unsourced"), 2, "the question writes nothing");
    reader.press("n").shows("No label is changed.");
    reader.press("M").typed("1").press("enter").typed("y");
    assert_eq!((reader.n_labelled("unsourced"), reader.n_labelled("sourced")), (0, 2));
    assert_eq!(reader.app.project.codebook().labels.len(), 3);
    reader.press("u");
    assert_eq!(
        (reader.n_labelled("unsourced"), reader.app.project.codebook().labels.len()),
        (2, 4)
    );
    reader.press("g g j d").shows("delete label unsourced? 2 annotations change").typed("y");
    assert_eq!((reader.n_annotations(), reader.app.project.codebook().labels.len()), (0, 3));
    reader.press("u");
    assert_eq!(
        (reader.n_labelled("unsourced"), reader.app.project.codebook().labels.len()),
        (2, 4)
    );
    assert_eq!(reader.saved_records(), 2);
}

#[test]
fn the_table_of_kinds_is_changed_in_the_codebook_and_0_follows() {
    let mut reader = Journey::sample();
    reader.press("space L").shows("navigation, site lines").shows("settled by 0");
    reader.press("j j j j 4").shows("change the kind navigation");
    reader.press("j d").shows("change the kind invitation");
    let kinds = &reader.app.project.codebook().kinds;
    assert_eq!(kinds.label_of(copydesk::text::TextKind::Navigation).unwrap().0, "not_a_claim");
    assert_eq!(kinds.label_of(copydesk::text::TextKind::Invitation), None);
    reader.press("q 0").shows("[x]  N    2  navigation").shows("may be claims: left open");
}

#[test]
fn a_label_that_is_gone_is_told_at_the_start_and_shown() {
    let mut reader = Journey::sample();
    reader.press(", j j j 2 q");
    reader.change_codebook(|text| {
        let lines = text.lines().filter(|line| !line.contains("id:\"unsourced\""));
        lines.map(|line| format!("{line}\n")).collect()
    });
    let mut reader = reader.reopened();
    reader.take(Event::Started(None));
    reader.shows("! The label unsourced is not in the codebook · Space L");
    let mut reader = reader.sized(120, 30);
    reader.app.message = None;
    reader.take(Event::Started(None));
    reader.shows(
        "! 1 annotation has the label unsourced, which the codebook does not have · Space L",
    );
    reader.press("j k").shows("?  ").shows("unsourced (not in the codebook)");
    assert!(reader.app.project.is_decided(0, 3), "the sentence counts as labelled");
    reader.press("space L j j j").shows("not in the codebook").press("enter");
    reader.shows("restore label unsourced");
    reader.press("q").shows_not("not in the codebook");
}

#[test]
fn a_label_without_a_name_or_with_a_known_one_is_refused() {
    let mut reader = Journey::sample();
    reader.press("space L a enter").shows("No label was added");
    reader.press("a type:sourced enter").shows("No label was added");
    assert_eq!(reader.app.project.codebook().labels.len(), 4);
    reader.press("a type:mine esc");
    assert_eq!(reader.app.project.codebook().labels.len(), 4);
}

#[test]
fn figures_open_articles_too() {
    let mut reader = Journey::sample();
    reader.press("1 2 3 space p");
    assert_eq!(reader.view(), ViewId::Figures);
    reader.shows("Marsholm Raises").press("j j enter");
    assert_eq!((reader.view(), reader.place().0), (ViewId::Reader, 2));
    reader.press("space p / type:quota esc q");
    assert_eq!(reader.view(), ViewId::Reader);
}

#[test]
fn settings_change_with_enter_and_are_kept() {
    let mut reader = Journey::sample();
    reader.press("space ,").shows("Settings").shows("the terminal's own colours");
    reader.press("enter enter enter").shows("dark");
    reader.press("j enter").shows("76 columns");
    reader.press("j enter").shows("stay");
    reader.press("j enter").shows("Your name as annotator");
    reader.press("ctrl-u type:gold enter").shows("cannot be an annotator's name");
    assert_eq!(reader.app.settings.annotator, None);
    reader.press("enter").press("ctrl-u type:bo enter");
    reader.shows("texts of articles").press("j enter").shows("kept beside the annotations");
    reader.press("q q");
    assert!(reader.is_over());
    let reader = reader.reopened();
    let settings = &reader.app.settings;
    assert!(settings.keep_texts);
    assert_eq!(settings.annotator.as_deref(), Some("bo"));
    assert!(!settings.auto_jump);
    assert_eq!(settings.measure, 76);
}

#[test]
fn every_view_is_left_by_q_and_by_esc_and_by_two_spaces() {
    for view in ["space O", "space a", "space i", "space L", "space p", "space ,"] {
        for out in ["q", "esc", "space space", "ctrl-c"] {
            let mut reader = Journey::sample();
            reader.press(view);
            assert_ne!(reader.view(), ViewId::Reader, "{view}");
            reader.press(out);
            assert_eq!(reader.view(), ViewId::Reader, "{view}, then {out}");
            assert!(!reader.is_over());
        }
    }
}

#[test]
fn list_motions_stay_inside_the_list() {
    let mut reader = Journey::sample();
    reader.press("space O ctrl-d ctrl-f pagedown G j j");
    assert_eq!(reader.app.views.articles.list.rows.selected, 6);
    reader.press("ctrl-u ctrl-b pageup home k up");
    assert_eq!(reader.app.views.articles.list.rows.selected, 0);
    reader.press("end g g");
    assert_eq!(reader.app.views.articles.list.rows.selected, 0);
}

#[test]
fn labels_make_no_sense_in_a_list_of_articles_and_it_says_so() {
    let mut reader = Journey::sample();
    for keys in ["1", "i", "e", "c", "d", "a", "tab", "T"] {
        reader.press("space O").press(keys);
        reader.shows("That does nothing in this list; ? shows the keys.");
    }
    assert_eq!(reader.n_annotations(), 0);
}
