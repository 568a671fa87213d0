//! What the keys of a list do, seen from the second of six annotations.

use super::Row;
use crate::tui::views::ViewId;

pub const ROWS: &[Row] = &[
    ("next", "", |was, is| is.row == was.row + 1),
    ("previous", "", |was, is| is.row + 1 == was.row),
    ("next_cluster", "", |_, is| is.says("That does nothing")),
    ("previous_cluster", "", |_, is| is.says("That does nothing")),
    ("label_repeats", "", |_, is| is.says("That does nothing")),
    ("hide_names", "space r", |_, is| {
        is.says("Repeats that are only names are hidden")
    }),
    ("keep_rule", "", |_, is| {
        is.says("A rule is kept of a label")
    }),
    ("apply_rules", "", |_, is| is.says("There is no rule yet")),
    ("source_list", "", |_, is| is.view == ViewId::Sources),
    ("matrix", "", |_, is| is.view == ViewId::Matrix),
    ("rule_list", "", |_, is| is.view == ViewId::Rules),
    ("repeat_list", "", |_, is| is.view == ViewId::Repeats),
    ("half_page_down", "", |was, is| is.row > was.row),
    ("half_page_up", "G", |was, is| is.row < was.row),
    ("page_down", "", |_, is| is.row == 5),
    ("page_up", "G", |_, is| is.row == 0),
    ("first", "", |_, is| is.row == 0),
    ("last", "", |_, is| is.row == 5),
    ("open", "", |_, is| {
        is.view == ViewId::Reader && is.place == (0, 1)
    }),
    ("close", "", |_, is| is.view == ViewId::Reader),
    ("label_1", "", |was, is| {
        is.annotations != was.annotations && is.n_annotations == 6
    }),
    ("label_2", "j", |was, is| {
        is.annotations != was.annotations && is.n_annotations == 6
    }),
    ("label_3", "", |was, is| {
        is.annotations != was.annotations && is.n_annotations == 6
    }),
    ("label_4", "", |was, is| {
        is.annotations != was.annotations && is.n_annotations == 6
    }),
    ("label_5", "", |_, is| is.says("No label has the key 5")),
    ("label_6", "", |_, is| is.says("No label has the key 6")),
    ("label_7", "", |_, is| is.says("No label has the key 7")),
    ("label_8", "", |_, is| is.says("No label has the key 8")),
    ("label_9", "", |_, is| is.says("No label has the key 9")),
    ("delete", "", |_, is| is.n_annotations == 5),
    ("edit_note", "", |_, is| {
        is.n_overlays == 1 && is.shows("Note")
    }),
    ("edit_evidence", "", |_, is| {
        is.shows("Address of the evidence")
    }),
    ("choose_version", "", |_, is| {
        is.says("There is one version only")
    }),
    ("cycle_confidence", "", |_, is| is.says("Confidence: low")),
    ("add_label", "space L", |_, is| {
        is.shows("Name of the new label")
    }),
    ("accept_place", "", |_, is| is.says("That does nothing")),
    ("accept_places", "", |_, is| is.says("That does nothing")),
    ("place_anew", "", |_, is| is.says("That does nothing")),
    ("undo", "", |_, is| {
        is.n_annotations == 5 && is.says("Undone")
    }),
    ("redo", "u", |_, is| {
        is.n_annotations == 6 && is.says("Done again")
    }),
    ("passages", "", |_, is| is.shows("Passages ›")),
    ("concordance", "", |_, is| is.shows("Concordance ›")),
    ("toggle_scattered", "space f type:hrbrf down", |was, is| {
        !was.shows("scattered ") && is.shows(" scattered")
    }),
    ("cycle_mode", "space / type:harbour down", |_, is| {
        is.shows("phrase · by article")
    }),
    ("cycle_order", "space / type:harbour down", |_, is| {
        is.shows("exact · by words to the left")
    }),
    ("toggle_counts", "space / type:harbour down", |was, is| {
        !was.shows("█") && is.shows("█")
    }),
    ("add_filter", "space f down", |_, is| {
        is.shows("Show only hits that are")
    }),
    ("remove_filter", "space f type:in:01 down", |_, is| {
        is.field.0.is_empty()
    }),
    ("saved_searches", "", |_, is| {
        is.says("No search is saved yet")
    }),
    ("save_search", "space f type:harbour down", |_, is| {
        is.shows("Save this search under the name")
    }),
    ("tick", "", |_, is| is.n_ticked == 1),
    ("tick_all", "", |_, is| is.n_ticked == 6),
    ("filter", "", |_, is| is.shows("Show only rows")),
    ("reader", "", |_, is| is.view == ViewId::Reader),
    ("articles", "", |_, is| is.view == ViewId::Articles),
    ("open_article", "", |_, is| is.shows("Open an article")),
    ("open_label", "", |_, is| is.shows("Annotations of a label")),
    ("annotations", "space O", |_, is| {
        is.view == ViewId::Annotations
    }),
    ("notes", "", |_, is| is.shows("Annotations with a note (0)")),
    ("moved_marks", "", |_, is| is.view == ViewId::Anchors),
    ("labels", "", |_, is| is.view == ViewId::Labels),
    ("figures", "", |_, is| is.view == ViewId::Figures),
    ("settings", "", |_, is| is.view == ViewId::Settings),
    ("menu", "", |_, is| is.shows("progress and figures")),
    ("palette", "", |_, is| is.shows("Run a command")),
    ("help", "", |_, is| is.shows("Keys in a list")),
    ("export", "", |_, is| is.shows("Export as")),
    ("redraw", "", |_, is| is.n_redrawn == 1),
    ("suspend", "", |_, is| is.n_suspended == 1),
    ("quit", "", |_, is| is.view == ViewId::Reader && !is.is_over),
    ("cancel", "", |_, is| {
        is.view == ViewId::Reader && !is.is_over
    }),
];
