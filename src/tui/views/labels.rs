//! The codebook.

use copydesk::annotation::LabelId;

use crate::tui::list::ViewList;

/// The labels of the codebook.
#[derive(Debug, Default)]
pub struct LabelsView {
    pub list: ViewList<LabelId>,
}
