//! The passages that stand in several articles.

use copydesk::repeats::ClusterId;

use crate::tui::list::ViewList;

/// A row of the Repeats view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterRow {
    /// A passage that repeats.
    Cluster(ClusterId),
    /// The line that stands for all site text.
    SiteText { n_passages: usize, n_places: usize },
}

/// The clusters, best first.
#[derive(Debug, Default)]
pub struct RepeatsView {
    pub list: ViewList<ClusterRow>,
    /// Whether repeats that are only names are left out.
    pub hides_names: bool,
    /// Whether the line of site text is open.
    pub shows_site_text: bool,
}
