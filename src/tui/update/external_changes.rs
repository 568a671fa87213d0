//! Changes by other programs while the screen is up: shown at once, and told in one sentence.
//!
//! Typed text, selection, cursor and popups stay as they are. If another screen of the same annotator
//! has the store, this screen decides nothing.

use std::collections::BTreeSet;

use copydesk::{
    project::{ExternalChanges, short_time},
    store::{SessionClaim, SessionHolder, WatchedFile},
    text::{agree, count},
};
use jiff::{Timestamp, tz::TimeZone};

use crate::tui::{
    app::App,
    effect::{Effect, Leaving},
    session::Tone,
    state::popup::{ConfirmPopup, ConfirmedAction, Popup},
};

impl App {
    /// Reads changed files again. Reading tells our own writes from other writes.
    pub(super) fn files_changed(&mut self, files: &[WatchedFile]) {
        let mut annotations = BTreeSet::new();
        let mut shared = false;
        for file in files {
            match *file {
                WatchedFile::Article(index) => self.article_changed(index),
                WatchedFile::Annotations(index) => {
                    annotations.insert(index);
                }
                WatchedFile::Shared => shared = true,
            }
        }
        // The change may have removed the reason of a failed save, for example a folder that is back.
        self.background.to_save.extend(self.project.unsaved());
        self.effects.push(Effect::Refresh(annotations.into_iter().collect(), shared));
    }

    /// Shows the changes of other programs and tells the user about the changes.
    pub(super) fn take_news(&mut self, came_in: &ExternalChanges) {
        self.refresh_lists();
        let is_fine = came_in.trouble.is_none() && came_in.missing.is_empty();
        let tone = if is_fine { Tone::Told } else { Tone::Warned };
        self.message = Some((tone, self.news_in_words(came_in)));
    }

    /// Asks before the end of the program what becomes of decisions that went from disk.
    pub(super) fn ask_about_off_disk(&mut self) {
        let (of, numbers): (Vec<usize>, Vec<usize>) = self.project.off_disk().unzip();
        let n = numbers.into_iter().sum();
        let (decisions, are) = (count(n, "decision"), agree(n, "is", "are"));
        let of = self.articles_in_words(&of);
        let fact = format!("{decisions} of {of} went from disk and {are} only here and in copies.");
        let question = format!("{fact}\nw write again   q quit without   Esc stay");
        self.popups.push(Popup::Confirm(ConfirmPopup { question, what: ConfirmedAction::OffDisk }));
    }

    /// Takes the key after the question.
    pub(super) fn answer_off_disk(&mut self, text: &str) {
        match text {
            "w" => {
                let articles: Vec<usize> =
                    self.project.off_disk().map(|(index, _)| index).collect();
                self.background.to_save.extend(articles);
                self.tell("Written again: everything that is here.");
            }
            "q" => self.effects.push(Effect::Quit(Leaving::Anyway)),
            _ => self.warn("Not decided · the next label of the article writes everything again"),
        }
    }

    /// Tells of other stores about the articles, or else of the corpus of which the paths are a part.
    pub(super) fn tell_of_corpus(&mut self) {
        if let Some(words) = self.project.second_stores_in_brief() {
            let told = self.message.take().map(|(_, words)| format!(" · {words}"));
            return self.warn(words + &told.unwrap_or_default());
        }
        if self.message.is_none() && self.project.names_a_part() {
            let (n, all) = (self.project.named().len(), self.project.len());
            let all = count(all, "article");
            self.tell(format!("Corpus of {all}, {n} named at the start · Space O shows all"));
        }
    }

    /// Returns true if this screen may decide now; else names the process with the store.
    ///
    /// Every decision tries again, so this screen may decide as soon as the other screen has ended.
    pub(super) fn may_decide(&mut self, at: Timestamp) -> bool {
        let claim = self.project.claim_session(at);
        self.take_claim(claim, at)
    }

    /// Locks the store at the start, and tells the user if another screen has the lock.
    pub(super) fn look_who_decides(&mut self, at: Timestamp) {
        let claim = self.project.look_at_session(at);
        self.take_claim(claim, at);
    }

    fn take_claim(&mut self, claim: SessionClaim, at: Timestamp) -> bool {
        self.session.reads_only = matches!(claim, SessionClaim::Theirs(_));
        match claim {
            SessionClaim::Mine => {}
            SessionClaim::Unguarded => {
                let words =
                    "Other screens cannot be kept out here (no locks); what they save comes in.";
                self.warn(words);
            }
            SessionClaim::Theirs(None) => self.warn("Read-only: open in another copydesk."),
            SessionClaim::Theirs(Some(SessionHolder { pid, host, since })) => {
                let since = short_time(since, &at.to_zoned(TimeZone::system()));
                let words = format!(
                    "Read-only: open in another copydesk, pid {pid} on {host} since {since}."
                );
                self.warn(words);
            }
        }
        !self.session.reads_only
    }

    /// Returns the name of one article, or the number of several, for example `2 articles`.
    fn articles_in_words(&self, articles: &[usize]) -> String {
        match articles {
            [only] => self.project.shown_path(*only).into_owned(),
            several => count(several.len(), "article"),
        }
    }

    fn news_in_words(&self, came_in: &ExternalChanges) -> String {
        let mut parts = Vec::new();
        if !came_in.articles.is_empty() {
            let n = count(came_in.n_annotations, "annotation");
            let of = self.articles_in_words(&came_in.articles);
            parts.push(format!("{n} of {of} came in from outside"));
        }
        if !came_in.missing.is_empty() {
            let (of, numbers): (Vec<usize>, Vec<usize>) = came_in.missing.iter().copied().unzip();
            let n = numbers.into_iter().sum();
            let are = agree(n, "is", "are");
            let (n, of) = (count(n, "decision"), self.articles_in_words(&of));
            parts.push(format!("{n} of {of} went from disk and {are} kept here"));
        }
        if let Some(trouble) = &came_in.trouble {
            parts.push(trouble.clone());
        }
        if parts.is_empty() {
            parts.push("Labels, saved searches or rules came in from outside".to_owned());
        }
        format!("{}.", parts.join("; "))
    }
}
