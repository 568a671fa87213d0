//! What the command line hands to the screen; neither knows the other.

use copydesk::{
    keymap::Keymap,
    project::Project,
    store::{Dirs, Settings},
};

/// All that the screen needs to begin.
pub struct Start {
    pub project: Project,
    pub keymap: Keymap,
    pub settings: Settings,
    pub dirs: Dirs,
    /// Whether `NO_COLOR` is set.
    pub no_color: bool,
    /// What the user should read first: problems with settings or keys.
    pub warning: Option<String>,
}
