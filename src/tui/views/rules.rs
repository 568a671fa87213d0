//! The rules: decisions that go on to places which turn up later.

use copydesk::annotation::BatchId;

use crate::tui::list::ViewList;

/// The rules, in order of their making.
#[derive(Debug, Default)]
pub struct RulesView {
    pub list: ViewList<BatchId>,
}
