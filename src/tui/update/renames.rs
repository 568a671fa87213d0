//! Renamed articles: searching for the articles of today, and moving annotations there.

use copydesk::{
    project::RenamesDone,
    store::{MovedAnnotations, RecordMove, RenamedArticle, StoreError, n_renamed},
    text::{agree, count},
};
use jiff::Timestamp;

use crate::tui::{app::App, draw::abbreviate::short_path, effect::Effect};

impl App {
    /// Asks for annotations without an article, once all articles are read.
    pub(super) fn find_renames(&mut self) {
        let search = self.project.rename_search().map(Box::new);
        self.effects.extend(search.map(Effect::FindRenames));
    }

    /// Takes the annotations without an article, and tells how they come to an article.
    pub(super) fn take_renamed(&mut self, renamed: Vec<RenamedArticle>) {
        let is_first = self.background.renamed.is_none();
        let words = in_words(&renamed);
        self.background.renamed = Some(renamed);
        self.refresh_lists();
        if let Some(words) = words.filter(|_| is_first) {
            self.warn(words);
        }
    }

    /// Moves annotations to the articles of today.
    pub(super) fn move_records(&mut self, moves: Vec<RecordMove>, at: Timestamp) {
        if !self.may_decide(at) {
            return;
        }
        match self.project.rename_job(moves, at) {
            Some(job) => self.effects.push(Effect::MoveRecords(Box::new(job))),
            None => self.warn("Some annotations of these articles are not saved yet."),
        }
    }

    /// Shows and tells moved annotations.
    pub(super) fn take_moved(&mut self, done: RenamesDone) {
        let moved = self.project.take_renames(done);
        if let Ok(moved) = &moved {
            self.drop_moved(moved);
        }
        self.refresh_lists();
        self.find_renames();
        match moved {
            Ok(moved) => {
                let n = moved.iter().map(|one| one.n_live).sum();
                let words = match moved.as_slice() {
                    [only] => format!("{} moved to {}.", count(n, "annotation"), only.to),
                    all => format!(
                        "{} moved to {}.",
                        count(n, "annotation"),
                        count(all.len(), "article")
                    ),
                };
                self.tell(words);
            }
            Err(error) => self.fail(not_moved(&error)),
        }
    }
}

impl App {
    /// Takes moved annotations from the list at once; the next search needs time in a large corpus.
    fn drop_moved(&mut self, moved: &[MovedAnnotations]) {
        let annotator = self.project.annotator().to_owned();
        let Some(renamed) = &mut self.background.renamed else { return };
        for one in renamed.iter_mut().filter(|one| one.annotator == annotator) {
            let of_name = moved.iter().filter(|moved| moved.from == one.from);
            for id in of_name.flat_map(|moved| &moved.ids) {
                one.ids.remove(id);
            }
        }
        renamed.retain(|one| !one.ids.is_empty());
    }
}

fn not_moved(error: &StoreError) -> String {
    format!("Not moved, and nothing is lost: {}.", error.in_brief())
}

/// Returns a sentence about annotations without an article; `None` without such annotations.
fn in_words(renamed: &[RenamedArticle]) -> Option<String> {
    let n = renamed.iter().map(|one| one.ids.len()).sum();
    let annotations = count(n, "annotation");
    let articles = match renamed {
        [] => return None,
        [only, ..] if n_renamed(renamed) == 1 => short_path(&only.from, 30),
        _ => count(n_renamed(renamed), "article"),
    };
    let has_target = renamed.iter().any(|one| !one.targets.is_empty());
    Some(match has_target {
        true => format!("{annotations} of {articles} can follow a rename; Space M shows where to."),
        false => format!(
            "{annotations} of {articles}, not here any more, {} kept; Space M lists.",
            agree(n, "is", "are")
        ),
    })
}
