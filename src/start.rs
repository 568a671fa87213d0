//! The state that the command line hands to the screen. Neither module imports the other.

use copydesk::{
    keymap::Keymap,
    project::Project,
    store::{Dirs, Settings},
};

/// The input of the screen.
pub struct Start {
    pub project: Project,
    pub keymap: Keymap,
    pub settings: Settings,
    pub dirs: Dirs,
    /// True if `NO_COLOR` is set.
    pub no_color: bool,
    /// Problems with `config.ron` or `keys.ron`, to show first.
    pub warning: Option<String>,
}
