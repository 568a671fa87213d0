//! Repeats: going to them, showing all occurrences of one, labelling them at one stroke.

use std::{collections::BTreeSet, sync::Arc};

use copydesk::{
    command::Command,
    find::pick,
    project::Target,
    repeats::{Cluster, ClusterId, Kind, Occurrence, Repeats},
    text::Span,
};
use jiff::Timestamp;

use super::{Effects, motion::Way};
use crate::tui::{
    app::{App, Tone, View},
    pane::{
        list::Rows,
        overlay::{Occurrences, Overlay},
        reader::Place,
    },
};

impl App {
    /// Does a repeats command of the reader; none when it is none.
    pub(super) fn run_repeats(&mut self, command: Command) -> bool {
        match command {
            Command::NextRepeat => self.go_to_repeat(Way::On),
            Command::PreviousRepeat => self.go_to_repeat(Way::Back),
            Command::Repeats => self.open_occurrences(false),
            Command::LabelRepeats => self.open_occurrences(true),
            _ => return false,
        }
        true
    }

    /// Takes in what the background found.
    pub(super) fn take_repeats(&mut self, generation: u64, repeats: Arc<Repeats>) {
        if generation == self.repeats_generation {
            self.repeats = Some(self.project.with_foreign(repeats));
            self.refresh_lists();
        }
    }

    /// The clusters at the focus, best first.
    pub fn clusters_here(&self) -> Vec<&Cluster> {
        let (Some(repeats), Some(focus)) = (&self.repeats, self.focus()) else {
            return Vec::new();
        };
        let mut here: Vec<&Cluster> = repeats.touching(self.reader.place.article, focus).collect();
        here.sort_by(|one, other| {
            other
                .weight()
                .total_cmp(&one.weight())
                .then(one.id.cmp(&other.id))
        });
        here.dedup_by_key(|cluster| cluster.id);
        here
    }

    fn go_to_repeat(&mut self, way: Way) {
        let Some(repeats) = self.repeats.clone() else {
            return self.tell_no_repeats();
        };
        let article = self.reader.place.article;
        let repeated = |index: &usize| {
            let span = self.sentences()[*index].span;
            repeats.n_articles_at(article, span) > 0
        };
        let here = self.reader.place.sentence;
        let found = match way {
            Way::On => (here + 1..self.sentences().len()).find(repeated),
            Way::Back => (0..here).rev().find(repeated),
        };
        match (found, way) {
            (Some(sentence), _) => self.jump(Place { article, sentence }),
            (None, Way::On) => self.tell(Tone::Told, "No repeat after this in the article."),
            (None, Way::Back) => self.tell(Tone::Told, "No repeat before this in the article."),
        }
    }

    fn tell_no_repeats(&mut self) {
        let words = match &self.repeats {
            None => "Repeats are not known yet: the articles are still being compared.",
            Some(_) => "This stands in no other article.",
        };
        self.tell(Tone::Told, words);
    }

    /// Shows all occurrences of the best repeat here; with all ticked that carry no decision of their
    /// own when they are to be labelled.
    fn open_occurrences(&mut self, is_labelling: bool) {
        let clusters: Vec<ClusterId> = self.clusters_here().iter().map(|known| known.id).collect();
        if clusters.is_empty() {
            return self.tell_no_repeats();
        }
        self.show_clusters(clusters, is_labelling);
    }

    /// Shows the occurrences of the first of some clusters.
    pub(super) fn show_clusters(&mut self, clusters: Vec<ClusterId>, is_labelling: bool) {
        let occurrences = Occurrences {
            clusters,
            at: 0,
            rows: Rows::default(),
            ticked: BTreeSet::new(),
            is_labelling,
        };
        self.overlays
            .push(Overlay::Occurrences(Box::new(occurrences)));
        self.lay_out_occurrences();
    }

    /// Fits rows and ticks to the cluster that is shown.
    fn lay_out_occurrences(&mut self) {
        let Some(cluster) = self.shown_cluster().cloned() else {
            return;
        };
        let open: BTreeSet<usize> = (0..cluster.occurrences.len())
            .filter(|row| self.own_decision(&cluster.occurrences[*row]).is_none())
            .collect();
        let here = cluster.occurrences.iter().position(|known| {
            let focus = self.focus().unwrap_or_default();
            known.article == self.reader.place.article && known.span.overlaps(focus)
        });
        let height = self.list_height();
        if let Some(Overlay::Occurrences(shown)) = self.overlays.last_mut() {
            shown.rows = Rows {
                len: cluster.occurrences.len(),
                ..Rows::default()
            };
            shown.rows.select(here.unwrap_or(0));
            shown.rows.follow(height);
            shown.ticked = if shown.is_labelling {
                open
            } else {
                BTreeSet::new()
            };
        }
    }

    /// The cluster in front.
    pub fn shown_cluster(&self) -> Option<&Cluster> {
        let Some(Overlay::Occurrences(shown)) = self.overlays.last() else {
            return None;
        };
        self.repeats.as_ref()?.get(*shown.clusters.get(shown.at)?)
    }

    /// The words that a label of an occurrence is put on: its sentence, when only marks at the ends
    /// make the difference, else its own words.
    pub fn occurrence_span(&self, occurrence: &Occurrence) -> Span {
        let Some(article) = self.project.article(occurrence.article) else {
            return occurrence.span;
        };
        let outline = &article.outline;
        let sentences = outline.sentences_in(occurrence.span);
        let whole = sentences
            .clone()
            .next()
            .filter(|_| sentences.len() == 1)
            .and_then(|index| {
                let span = outline.sentences[index].span;
                let words = copydesk::text::words(&article.text, span);
                let (first, last) = (words.first()?, words.last()?);
                occurrence.span.contains(first.join(*last)).then_some(span)
            });
        whole.unwrap_or(occurrence.span)
    }

    /// The label that was put on an occurrence itself.
    pub fn own_decision(&self, occurrence: &Occurrence) -> Option<&copydesk::annotation::LabelId> {
        let marks = self.project.marks(occurrence.article);
        marks
            .exactly(self.occurrence_span(occurrence))?
            .label
            .as_ref()
    }

    /// Does a command while occurrences are shown.
    pub(super) fn run_occurrences(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        let Some(Overlay::Occurrences(shown)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        let n_clusters = shown.clusters.len();
        match command {
            Command::Close | Command::Cancel | Command::Quit => {
                self.overlays.pop();
            }
            Command::Open => self.open_occurrence(),
            Command::NextCluster | Command::PreviousCluster => {
                let step = if command == Command::NextCluster {
                    1
                } else {
                    n_clusters - 1
                };
                shown.at = (shown.at + step) % n_clusters;
                self.lay_out_occurrences();
            }
            Command::Tick => {
                let row = shown.rows.selected;
                if !shown.ticked.remove(&row) {
                    shown.ticked.insert(row);
                }
                shown.rows.go(Command::Next, height);
                shown.rows.follow(height);
            }
            Command::TickAll => {
                let all: BTreeSet<usize> = (0..shown.rows.len).collect();
                shown.ticked = if shown.ticked == all {
                    BTreeSet::new()
                } else {
                    all
                };
            }
            Command::Undo | Command::Redo => return self.retake(command, at),
            Command::Help | Command::Palette => {
                return self.run_anywhere(command, at).unwrap_or_default();
            }
            _ => {
                if shown.rows.go(command, height) {
                    shown.rows.follow(height);
                } else {
                    return self.decide_occurrences(command, at);
                }
            }
        }
        Vec::new()
    }

    fn open_occurrence(&mut self) {
        let Some(Overlay::Occurrences(shown)) = self.overlays.last() else {
            return;
        };
        let row = shown.rows.selected;
        let place = self.shown_cluster().and_then(|cluster| {
            let Occurrence { article, span, .. } = cluster.occurrences.get(row)?;
            let outline = &self.project.article(*article)?.outline;
            Some(Place {
                article: *article,
                sentence: outline.sentence_at(span.start),
            })
        });
        if let Some(place) = place {
            self.overlays.pop();
            self.show(View::Reader);
            self.jump(place);
        }
    }

    /// Labels the ticked occurrences, else the selected one, as one step.
    fn decide_occurrences(&mut self, command: Command, at: Timestamp) -> Effects {
        let Some(key) = command.label_key() else {
            self.tell(
                Tone::Told,
                "1 to 9 label the ticked occurrences; Tab ticks, T ticks all.",
            );
            return Vec::new();
        };
        let Some(id) = self.label_of_key(key) else {
            return Vec::new();
        };
        let Some(Overlay::Occurrences(shown)) = self.overlays.last() else {
            return Vec::new();
        };
        let (is_labelling, selected) = (shown.is_labelling, shown.rows.selected);
        let rows = shown.ticked.clone();
        let rows = if rows.is_empty() {
            BTreeSet::from([selected])
        } else {
            rows
        };
        let targets = self.shown_cluster().map_or(Vec::new(), |cluster| {
            let chosen = rows.iter().filter_map(|row| cluster.occurrences.get(*row));
            chosen
                .map(|known| Target::Words(known.article, self.occurrence_span(known)))
                .collect()
        });
        let effects = self.put_label(&targets, id, at);
        if is_labelling {
            self.overlays.pop();
            self.jump_from_decided();
        }
        effects
    }

    /// The rows of the Repeats view: clusters that match the filter, best first.
    pub(super) fn matching_clusters(&self) -> Vec<ClusterId> {
        let Some(repeats) = &self.repeats else {
            return Vec::new();
        };
        let filter = self.clusters.filter.trim();
        if filter.is_empty() {
            return repeats.clusters.iter().map(|cluster| cluster.id).collect();
        }
        let rows = repeats.clusters.iter();
        let texts: Vec<String> = rows
            .map(|cluster| format!("{} {}", cluster.kind.name(), cluster.pattern))
            .collect();
        let mut found: Vec<usize> = pick(texts.iter().map(String::as_str), filter)
            .iter()
            .filter(|row| !row.is_scattered)
            .map(|row| row.index)
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|index| repeats.clusters[index].id)
            .collect()
    }
}

/// The letter that shows a kind in lists.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Chrome => "site text",
        Kind::Byline => "byline",
        Kind::Label => "label",
        Kind::Template => "template",
        Kind::Attribution => "attribution",
        Kind::Quotation => "quotation",
        Kind::Copied => "copied",
        Kind::Reprint => "reprint",
    }
}
