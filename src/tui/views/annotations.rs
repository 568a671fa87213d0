//! The annotations of all articles.

use copydesk::annotation::AnnotationId;

use crate::tui::list::ViewList;

/// The annotations, each with the index of its article.
#[derive(Debug, Default)]
pub struct AnnotationsView {
    pub list: ViewList<(usize, AnnotationId)>,
    pub only_notes: bool,
}
