//! What the keys do while words are selected, seen from two words of a sentence.

use super::Row;

pub const ROWS: &[Row] = &[
    ("open", "", |_, is| is.says("Put a label on these words")),
    ("close", "", |_, is| !is.is_selected()),
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
    ("repeat_label", "3 v", |_, is| is.n_annotations == 2),
    ("delete", "3 v w", |was, is| {
        (was.n_annotations, is.n_annotations) == (1, 0)
    }),
    ("edit_note", "", |_, is| {
        is.n_overlays == 1 && is.shows("Note")
    }),
    ("edit_evidence", "", |_, is| {
        is.shows("Address of the evidence")
    }),
    ("cycle_confidence", "", |_, is| {
        is.says("Confidence: low") && is.n_annotations == 1
    }),
    ("mark_source", "", |_, is| {
        !is.is_selected() && is.annotations.contains("source: Some")
    }),
    ("mark_cue", "", |_, is| {
        !is.is_selected() && is.annotations.contains("cue: Some")
    }),
    ("select_word_forward", "", |was, is| {
        is.focus.end > was.focus.end
    }),
    ("select_word_back", "", |was, is| {
        is.focus.end < was.focus.end
    }),
    ("select_clause_forward", "", |was, is| {
        is.focus.end > was.focus.end
    }),
    ("select_clause_back", ") )", |was, is| {
        is.focus.end < was.focus.end
    }),
    ("select_sentence_forward", "", |was, is| {
        is.focus.end > was.focus.end
    }),
    ("select_sentence_back", "j j", |was, is| {
        is.focus.end < was.focus.end
    }),
    ("select_swap", "", |was, is| {
        is.held != was.held && is.focus == was.focus
    }),
    ("widen", "", |was, is| is.focus.len() > was.focus.len()),
    ("select_find", "", |_, is| is.n_overlays == 1),
    ("find_selection", "", |_, is| is.says("Hit 1 of")),
    ("palette", "", |_, is| is.shows("Run a command")),
    ("help", "", |_, is| {
        is.shows("Keys while words are selected")
    }),
    ("copy", "", |_, is| is.n_copied == 1),
    ("copy_reference", "", |_, is| {
        is.n_copied == 1 && is.says("Copied the words with")
    }),
    ("redraw", "", |_, is| is.n_redrawn == 1 && is.is_selected()),
    ("suspend", "", |_, is| {
        is.n_suspended == 1 && is.is_selected()
    }),
    ("quit", "", |_, is| !is.is_selected() && !is.is_over),
    ("cancel", "", |_, is| !is.is_selected() && !is.is_over),
];
