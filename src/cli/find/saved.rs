//! Lists, saves and deletes named searches.

use std::io::Write;

use anyhow::bail;
use copydesk::{
    find::{Query, SavedSearch, SavedView},
    project::{Project, SharedEdit},
    text::visible,
};

use super::{CommandOutcome, CommandResult, FindArgs, ResultWriter};

/// Returns the saved search with a name.
pub(super) fn named(project: &Project, name: &str) -> anyhow::Result<SavedSearch> {
    match project.search_named(name) {
        Some(search) => Ok(search.clone()),
        None => bail!("no search is saved as {name}: --list-saved shows all"),
    }
}

/// Lists, saves or deletes a search, as the arguments ask.
pub(super) fn run(
    asked: &FindArgs,
    project: &mut Project,
    out: &mut ResultWriter,
) -> CommandResult {
    if asked.save.is_some() {
        let search = asked.typed();
        Query::read(&search.query, search.mode)?;
        if search.name.trim().is_empty() {
            bail!("a saved search must have a name");
        }
        if project.search_named(&search.name).is_some() {
            let name = &search.name;
            bail!("another search is saved as {name}: delete it first (--delete-saved)");
        }
        project.edit_shared(SharedEdit::SaveSearch(search))?;
    } else if let Some(name) = &asked.delete_saved {
        named(project, name)?;
        project.edit_shared(SharedEdit::DeleteSearch(name.clone()))?;
    } else {
        return list(project, asked.json, out);
    }
    Ok(CommandOutcome::Done)
}

fn list(project: &Project, json: bool, out: &mut ResultWriter) -> CommandResult {
    for search in project.searches() {
        if json {
            out.json(search)?;
            continue;
        }
        let how = match search.view {
            SavedView::Passages => search.mode.name().to_owned(),
            SavedView::Concordance => {
                format!("{}, by {}", search.mode.name(), search.order.name())
            }
        };
        let (name, query) = (visible(&search.name), visible(&search.query));
        writeln!(out, "{name}: {query}  ({how})")?;
    }
    Ok(CommandOutcome::found(!project.searches().is_empty()))
}
