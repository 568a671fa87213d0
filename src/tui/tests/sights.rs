//! Everything that can be seen: the one list of views and of what lies on top of them.
//!
//! Tests that hold of every view walk this list. A view or overlay without a sight fails by its name:
//! [`every_view_and_overlay_is_a_sight`] does not compile until a new one is named there, and fails
//! until a row of [`SIGHTS`] leads to it.

use std::collections::BTreeSet;

use super::journey::Journey;
use crate::tui::{
    state::{finder::FinderResults, popup::Popup},
    views::ViewId,
};

/// Keys that lead from the reader to each thing that can be seen, and back.
pub const SIGHTS: [(&str, &str); 31] = [
    ("g g", "g g"),
    ("v w w", "esc"),
    ("/ type:fees", "esc"),
    ("i type:note", "esc"),
    ("?", "esc"),
    (": type:la", "esc"),
    ("space", "esc"),
    ("space e", "esc"),
    ("space f type:harbour down", "esc esc"),
    ("space / type:harbour ctrl-b ctrl-b down", "esc esc"),
    ("space / ctrl-r type:the ctrl-f type:label", "esc esc"),
    ("space o type:fees", "esc"),
    ("space O", "q"),
    ("space a tab tab d", "n q"),
    ("space i", "q"),
    ("space L G", "q"),
    ("space p", "q"),
    ("space , G", "q"),
    ("space m", "q"),
    ("space M", "q"),
    ("space b", "q"),
    ("space r", "q"),
    ("space s", "q"),
    ("space s enter", "esc q"),
    ("space w", "q"),
    ("space x right", "q"),
    ("space r R T 3 esc q space space g g o", "o"),
    ("space r enter", "esc q"),
    ("0 j", "esc"),
    ("space O / type:e", "esc q"),
    ("f type:label:none", "esc"),
];

/// Returns the name of a view or popup. A new view does not compile without a name.
fn name_of(view: ViewId) -> &'static str {
    match view {
        ViewId::Reader => "reader",
        ViewId::Articles => "articles",
        ViewId::Annotations => "annotations",
        ViewId::Repeats => "repeats",
        ViewId::Anchors => "moved",
        ViewId::Renames => "renamed",
        ViewId::Missing => "missing",
        ViewId::Sources => "sources",
        ViewId::Rules => "rules",
        ViewId::Matrix => "matrix",
        ViewId::Labels => "labels",
        ViewId::Figures => "figures",
        ViewId::Settings => "settings",
    }
}

fn name_of_overlay(overlay: &Popup) -> &'static str {
    match overlay {
        Popup::Picker(_) => "picker",
        Popup::Finder(finder) => match finder.results {
            FinderResults::Passages { .. } => "passages",
            FinderResults::Lines { .. } => "concordance",
        },
        Popup::Occurrences(_) => "occurrences",
        Popup::Settle(_) => "settle",
        Popup::Prompt(_) => "prompt",
        Popup::Confirm(_) => "confirm",
    }
}

/// All names that [`name_of`] and [`name_of_overlay`] give.
const NAMES: [&str; 20] = [
    "annotations", "articles", "concordance", "confirm", "figures", "labels", "matrix", "missing",
    "moved", "occurrences", "passages", "picker", "prompt", "reader", "renamed", "repeats",
    "rules", "settings", "settle", "sources",
];

#[test]
fn every_view_and_overlay_is_a_sight() {
    let mut reader = Journey::sample();
    reader.press("1 2 i type:remark enter 3");
    let mut seen = BTreeSet::new();
    for (there, back) in SIGHTS {
        reader.press(there);
        seen.insert(name_of(reader.app.view));
        seen.extend(reader.app.popups.iter().map(name_of_overlay));
        reader.press(back);
        assert_eq!(reader.app.view, ViewId::Reader, "{back:?} leads back from {there:?}");
        assert!(reader.app.popups.is_empty(), "{back:?} leads back from {there:?}");
    }
    assert_eq!(Vec::from_iter(seen), NAMES);
}
