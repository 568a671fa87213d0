//! The decisions of two sides and the right result of their merge, known from the sides and not from the fold.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::{
    annotation::{Annotation, AnnotationId, RecordState},
    diagnostic::Severity,
    project::Project,
};

/// The content of an annotation: label and note, or a deletion.
pub type Said = Option<(String, String)>;

/// An annotation of an article.
pub type Key = (usize, AnnotationId);

fn said(annotation: &Annotation) -> Said {
    let label = annotation.content.label.as_ref().map_or("", |label| label.0.as_str());
    Some((label.to_owned(), annotation.content.note.clone().unwrap_or_default()))
}

fn said_by(state: &RecordState) -> Said {
    match state {
        RecordState::Live(annotation) => said(annotation),
        RecordState::Dead { .. } => None,
    }
}

/// Everything that one side says, and what of it that side changed itself.
#[derive(Clone, Debug, Default)]
pub struct Side {
    says: BTreeMap<Key, (u32, Said)>,
    changed: BTreeSet<Key>,
    /// Annotations changed back to their former content. Such a change is no decision that must win
    /// or be shown: if both sides took the same back, somebody made a later change over it.
    taken_back: BTreeSet<Key>,
}

impl Side {
    /// Returns the content of a project; `base` is the common beginning of both sides.
    pub fn of(project: &Project, base: &Side) -> Self {
        let mut side = Self::default();
        for article in 0..project.len() {
            for (id, record) in project.annotations(article).records() {
                let key = (article, id);
                let said = said_by(&record.state);
                match base.says.get(&key) {
                    Some((rev, _)) if *rev == record.rev => {}
                    Some((_, before)) if *before == said => {
                        side.taken_back.insert(key);
                    }
                    _ => {
                        side.changed.insert(key);
                    }
                }
                side.says.insert(key, (record.rev, said));
            }
        }
        side
    }

    /// Returns the annotations that both sides changed differently.
    pub fn changed_apart(&self, other: &Side) -> Vec<Key> {
        let both = self.changed.intersection(&other.changed);
        both.filter(|key| self.says[*key].1 != other.says[*key].1).copied().collect()
    }
}

/// The content of a merged store.
#[derive(Debug)]
pub struct Now {
    shown: BTreeMap<Key, Said>,
    versions: BTreeMap<Key, BTreeSet<Said>>,
    errors: Vec<String>,
}

impl Now {
    pub fn of(project: &Project) -> Self {
        let mut now = Now { shown: BTreeMap::new(), versions: BTreeMap::new(), errors: Vec::new() };
        for article in 0..project.len() {
            let annotations = project.annotations(article);
            for (id, record) in annotations.records() {
                let shown = said_by(&record.state);
                let all = annotations.rivals(id).iter().map(said_by).chain([shown.clone()]);
                now.versions.insert((article, id), all.collect());
                now.shown.insert((article, id), shown);
            }
        }
        let grave = project.findings().iter();
        let grave = grave.filter(|(_, found)| found.severity == Severity::Error);
        now.errors = grave.map(|(_, found)| found.to_string()).collect();
        now
    }

    /// Returns true if somebody sees that there is a choice.
    pub fn is_shown_as_contested(&self, article: usize, id: AnnotationId) -> bool {
        let key = (article, id);
        self.versions.get(&key).is_some_and(|all| all.len() > 1) && self.shown[&key].is_some()
    }
}

/// Everything that is wrong with what came out.
pub fn faults(ana: &Side, ben: &Side, now: &Now) -> Vec<String> {
    let mut found = now.errors.clone();
    let keys: BTreeSet<&Key> = ana.says.keys().chain(ben.says.keys()).collect();
    for key in &keys {
        let sides = [ana, ben].into_iter();
        let changed = sides.clone().filter(|side| side.changed.contains(*key));
        let heads: BTreeSet<Said> = match changed.clone().count() {
            0 => {
                sides.filter_map(|side| side.says.get(*key)).map(|(_, said)| said.clone()).collect()
            }
            _ => changed.map(|side| side.says[*key].1.clone()).collect(),
        };
        let sides = [ana, ben].into_iter();
        let taken_back = sides.filter(|side| side.taken_back.contains(*key));
        let allowed: BTreeSet<Said> =
            taken_back.map(|side| side.says[*key].1.clone()).chain(heads.iter().cloned()).collect();
        let empty = BTreeSet::new();
        let versions = now.versions.get(*key).unwrap_or(&empty);
        found.extend(heads.difference(versions).map(|said| format!("{key:?}: {said:?} is lost")));
        found
            .extend(versions.difference(&allowed).map(|said| format!("{key:?}: {said:?} is back")));
        if heads.iter().any(Option::is_some) && now.shown.get(*key).is_none_or(Option::is_none) {
            found.push(format!("{key:?}: what is not deleted by all is not shown"));
        }
    }
    let unknown = now.versions.keys().filter(|key| !keys.contains(key));
    found.extend(unknown.map(|key| format!("{key:?}: nobody made it")));
    found
}
