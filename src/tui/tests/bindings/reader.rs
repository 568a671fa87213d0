//! What the keys of the reader do, seen from the fifth sentence of the first sample article.

use super::Row;
use crate::tui::views::ViewId;

pub const ROWS: &[Row] = &[
    ("next", "", |was, is| is.place.1 == was.place.1 + 1),
    ("previous", "", |was, is| is.place.1 + 1 == was.place.1),
    ("next_paragraph", "", |_, is| is.shows("▌Why the Board")),
    ("previous_paragraph", "", |_, is| is.shows("▌by Oskar")),
    ("next_article", "", |_, is| is.place == (1, 0)),
    ("previous_article", "J", |_, is| is.place == (0, 0)),
    ("next_undecided", "j 2 k k", |was, is| {
        is.place.1 == was.place.1 + 2
    }),
    ("previous_undecided", "2", |was, is| {
        is.place.1 + 2 == was.place.1
    }),
    ("next_annotation", "1 g g", |_, is| {
        is.place.1 == 4 && is.is_selected()
    }),
    ("previous_annotation", "1 G", |_, is| {
        is.place.1 == 4 && is.is_selected()
    }),
    ("next_repeat", "", |was, is| is.place > was.place),
    ("previous_repeat", "", |was, is| is.place < was.place),
    ("repeats", "k k", |_, is| is.shows("bits against chance")),
    ("label_repeats", "k k", |_, is| {
        is.shows("bits against chance") && is.n_ticked > 1
    }),
    ("keep_rule", "", |_, is| {
        is.says("A rule is kept of a label")
    }),
    ("apply_rules", "", |_, is| is.says("There is no rule yet")),
    ("source_list", "", |_, is| is.view == ViewId::Sources),
    ("rule_list", "", |_, is| is.view == ViewId::Rules),
    ("matrix", "", |_, is| is.view == ViewId::Matrix),
    ("read_once", "", |_, is| {
        is.says("Nothing to fold here") && is.shows("read once: 0 words")
    }),
    ("repeat_list", "", |_, is| is.view == ViewId::Repeats),
    ("half_page_down", "", |was, is| is.place > was.place),
    ("half_page_up", "G", |was, is| is.place < was.place),
    ("page_down", "", |was, is| is.place > was.place),
    ("page_up", "G", |was, is| is.place < was.place),
    ("first", "", |_, is| is.place == (0, 0)),
    ("last", "", |_, is| is.place == (0, 29)),
    ("back", "J", |_, is| is.place == (0, 4)),
    ("forward", "J H", |_, is| is.place == (1, 0)),
    ("close", "f type:fees enter", |_, is| {
        is.says("All sentences are shown")
    }),
    ("label_1", "", |_, is| {
        is.annotations.contains("sourced") && is.n_annotations == 1
    }),
    ("label_2", "", |_, is| is.annotations.contains("unsourced")),
    ("label_3", "", |_, is| {
        is.annotations.contains("boilerplate")
    }),
    ("label_4", "", |_, is| {
        is.annotations.contains("not_a_claim")
    }),
    ("label_5", "", |_, is| is.says("No label has the key 5")),
    ("label_6", "", |_, is| is.says("No label has the key 6")),
    ("label_7", "", |_, is| is.says("No label has the key 7")),
    ("label_8", "", |_, is| is.says("No label has the key 8")),
    ("label_9", "", |_, is| is.says("No label has the key 9")),
    ("repeat_label", "2", |_, is| is.n_annotations == 2),
    ("label_furniture", "", |_, is| is.n_annotations > 3),
    ("delete", ", 1", |was, is| {
        (was.n_annotations, is.n_annotations) == (1, 0)
    }),
    ("choose_version", ", 1", |_, is| {
        is.says("There is one version only")
    }),
    ("edit_note", "", |_, is| {
        is.n_overlays == 1 && is.shows("Note")
    }),
    ("edit_evidence", "", |_, is| {
        is.shows("Address of the evidence")
    }),
    ("cycle_confidence", "", |_, is| is.says("Confidence: low")),
    ("mark_source", "", |_, is| is.says("Select the source")),
    ("mark_cue", "", |_, is| is.says("Select the cue")),
    ("undo", "1", |was, is| {
        (was.n_annotations, is.n_annotations) == (1, 0)
    }),
    ("redo", "1 u", |was, is| {
        (was.n_annotations, is.n_annotations) == (0, 1)
    }),
    ("toggle_auto_jump", "", |was, is| {
        was.auto_jump && !is.auto_jump
    }),
    ("select", "", |was, is| {
        is.focus.len() < was.focus.len() && is.is_selected()
    }),
    ("widen", "", |was, is| is.focus.len() > was.focus.len()),
    ("find", "", |_, is| is.shows("Find in this article")),
    ("find_next", "/ type:fees enter", |was, is| {
        is.place > was.place && is.says("Hit")
    }),
    ("find_previous", "/ type:fees enter", |was, is| {
        is.place != was.place && is.says("Hit")
    }),
    ("find_selection", "", |_, is| is.says("Hit 1 of 1")),
    ("concordance", "", |_, is| is.shows("Concordance ›")),
    ("saved_searches", "", |_, is| {
        is.says("No search is saved yet")
    }),
    ("open_article", "", |_, is| is.shows("Open an article")),
    ("open_label", "", |_, is| is.shows("Annotations of a label")),
    ("passages", "", |_, is| is.shows("Passages")),
    ("filter", "", |_, is| is.shows("Show only sentences")),
    ("reader", "1 g g ] a", |was, is| {
        was.is_selected() && !is.is_selected()
    }),
    ("articles", "", |_, is| is.view == ViewId::Articles),
    ("annotations", "", |_, is| is.view == ViewId::Annotations),
    ("notes", "", |_, is| is.shows("Annotations with a note")),
    ("moved_marks", "", |_, is| is.view == ViewId::Anchors),
    ("labels", "", |_, is| is.view == ViewId::Labels),
    ("accept_place", "", |_, is| is.says("No mark here was made")),
    ("accept_places", "", |_, is| is.says("No mark was to be")),
    ("open", "", |_, is| is.says("Enter puts a mark")),
    ("figures", "", |_, is| is.view == ViewId::Figures),
    ("settings", "", |_, is| is.view == ViewId::Settings),
    ("place_view", "j j j j j j j j", |was, is| is.top != was.top),
    ("wider", "", |was, is| is.measure > was.measure),
    ("narrower", "", |was, is| is.measure < was.measure),
    ("menu", "", |_, is| is.shows("progress and figures")),
    ("palette", "", |_, is| is.shows("Run a command")),
    ("help", "", |_, is| is.shows("Keys in the article")),
    ("copy", "", |_, is| is.n_copied == 1),
    ("copy_reference", "", |_, is| {
        is.n_copied == 1 && is.says("Copied the words with")
    }),
    ("export", "", |_, is| is.shows("Export as")),
    ("reload", "", |_, is| {
        is.says("This article is not read again")
    }),
    ("redraw", "", |_, is| is.n_redrawn == 1),
    ("suspend", "", |_, is| is.n_suspended == 1),
    ("quit", "", |_, is| is.is_over),
    ("cancel", "", |_, is| is.says("q quits")),
];
