//! The keys where text is typed: in the passages finder over "harbour", and in a note that
//! holds "ab cd" with the cursor before the d.

use super::Row;

pub const SEARCH: &[Row] = &[
    ("next", "", |was, is| !was.in_hits && is.in_hits),
    ("previous", "esc ctrl-p down down", |was, is| is.row + 1 == was.row),
    ("page_down", "", |was, is| is.row > was.row),
    ("page_up", "pagedown", |was, is| is.row < was.row),
    ("open", "", |_, is| is.n_overlays == 0),
    ("close", "", |_, is| is.n_overlays == 0),
    ("tick", "", |_, is| is.n_ticked == 1),
    ("tick_all", "", |_, is| is.n_ticked > 5),
    ("toggle_scattered", "", |was, is| !was.shows("scattered ") && is.shows(" scattered")),
    ("cycle_mode", "esc space / type:harbour", |_, is| is.shows("phrase · by article")),
    ("cycle_order", "esc space / type:harbour", |_, is| is.shows("exact · by words to the left")),
    ("toggle_counts", "esc space / type:harbour", |was, is| !was.shows("█") && is.shows("█")),
    ("add_filter", "", |_, is| is.shows("Show only hits that are")),
    ("remove_filter", "ctrl-u type:in:01", |_, is| is.field.0.is_empty()),
    ("saved_searches", "", |_, is| is.says("No search is saved yet")),
    ("save_search", "", |_, is| is.shows("Save this search under the name")),
    ("text_left", "", |_, is| is.field.1 == "harbou"),
    ("text_right", "home", |_, is| is.field.1 == "h"),
    ("text_start", "", |_, is| is.field.1.is_empty()),
    ("text_end", "home", |_, is| is.field.1 == "harbour"),
    ("text_delete_back", "", |_, is| is.field.0 == "harbou"),
    ("text_delete", "home", |_, is| is.field.0 == "arbour"),
    ("text_delete_word", "", |_, is| is.field.0.is_empty()),
    ("text_clear", "", |_, is| is.field.0.is_empty()),
    ("redraw", "", |_, is| is.n_redrawn == 1),
    ("suspend", "", |_, is| is.n_suspended == 1),
    ("cancel", "", |_, is| is.n_overlays == 0 && !is.is_over),
];

pub const PROMPT: &[Row] = &[
    ("open", "", |_, is| is.n_overlays == 0 && is.annotations.contains("ab cd")),
    ("close", "", |_, is| is.n_overlays == 0 && is.n_annotations == 0),
    ("text_left", "", |_, is| is.field.1 == "ab "),
    ("text_right", "", |_, is| is.field.1 == "ab cd"),
    ("text_start", "", |_, is| is.field.1.is_empty()),
    ("text_end", "", |_, is| is.field.1 == "ab cd"),
    ("text_delete_back", "", |_, is| is.field.0 == "ab d"),
    ("text_delete", "", |_, is| is.field.0 == "ab c"),
    ("text_delete_word", "", |_, is| is.field.0 == "ab d"),
    ("text_clear", "", |_, is| is.field.0 == "d"),
    ("text_newline", "", |_, is| is.field.0 == "ab c\nd"),
    ("redraw", "", |_, is| is.n_redrawn == 1),
    ("suspend", "", |_, is| is.n_suspended == 1),
    ("cancel", "", |_, is| is.n_overlays == 0 && is.n_annotations == 0),
];
