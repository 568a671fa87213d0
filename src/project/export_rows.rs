//! The articles with their resolved annotations, as [`crate::exchange`] takes them.

use std::sync::Arc;

use super::{
    Project,
    rules::{count_batches, told_of_batch},
};
use crate::{
    annotation::{AnnotationSet, Codebook, Rule},
    corpus::Article,
    exchange::{ExportRow, ResolvedArticle},
};

/// The annotators whose annotations an export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AnnotatorChoice {
    /// All annotators of the store.
    #[default]
    Everybody,
    /// One annotator.
    Only(String),
}

impl Project {
    /// Returns the loaded articles in corpus order, each with the live annotations of
    /// [`Project::annotator`] in reading order.
    pub fn resolved_articles(&self) -> Vec<ResolvedArticle> {
        let loaded = self.articles.loaded();
        let (files, sets): (Vec<_>, Vec<_>) = loaded
            .map(|(_, article, state)| (&state.entry.file, (article, &state.annotations)))
            .unzip();
        let rows = rows_by(self.annotator(), (self.rules(), self.codebook()), &sets);
        let resolved =
            files.into_iter().zip(&sets).zip(rows).map(|((file, (article, _)), rows)| {
                let article = Arc::clone(article);
                // A sample article has no file.
                let file = Some(file.clone()).filter(|file| !file.as_os_str().is_empty());
                ResolvedArticle { article, file, rows }
            });
        resolved.collect()
    }

    /// Returns the loaded articles in corpus order, each with the live annotations of the chosen annotators.
    ///
    /// In each article the annotations of [`Project::annotator`] come first, then the annotations of the
    /// others by name. Annotations of others are read, and nothing is written.
    pub fn resolved_articles_of(&self, choice: &AnnotatorChoice) -> Vec<ResolvedArticle> {
        let mut resolved = self.resolved_articles();
        let is_chosen = |name: &str| match choice {
            AnnotatorChoice::Everybody => true,
            AnnotatorChoice::Only(only) => only == name,
        };
        if !is_chosen(self.annotator()) {
            resolved.iter_mut().for_each(|article| article.rows.clear());
        }
        for annotator in self.annotators().into_iter().filter(|name| is_chosen(name)) {
            let (rules, _) = self.store.seen_by(&annotator).rules();
            let loaded = self.articles.loaded();
            let read: Vec<_> = loaded
                .map(|(index, article, _)| (article, self.annotations_of(index, &annotator)))
                .collect();
            let sets: Vec<_> = read.iter().map(|(article, set)| (*article, &**set)).collect();
            let rows = rows_by(&annotator, (&rules, self.codebook()), &sets);
            for (article, rows) in resolved.iter_mut().zip(rows) {
                article.rows.extend(rows);
            }
        }
        resolved
    }

    /// Returns one row per live annotation of the loaded articles, in corpus order, then by place.
    pub fn export_rows(&self) -> Vec<ExportRow> {
        let resolved = self.resolved_articles().into_iter();
        resolved.flat_map(|article| article.rows).collect()
    }
}

/// Returns the rows of one annotator, apart for each article.
fn rows_by(
    annotator: &str,
    (rules, codebook): (&[Rule], &Codebook),
    sets: &[(&Arc<Article>, &AnnotationSet)],
) -> Vec<Vec<ExportRow>> {
    let batches = count_batches(sets.iter().flat_map(|(_, annotations)| annotations.iter()));
    let each = sets.iter().map(|(article, annotations)| {
        let rows = annotations.iter().map(|annotation| ExportRow {
            label_name: annotation
                .content
                .label
                .as_ref()
                .map_or_else(String::new, |id| codebook.name_of(id).to_owned()),
            annotator: annotator.to_owned(),
            rivals: annotations.rivals(annotation.id).len()
                + annotations.doubles(annotation.id).count(),
            inherited: told_of_batch(annotation, &batches, rules).unwrap_or_default(),
            ..ExportRow::new(article, annotation)
        });
        rows.collect()
    });
    each.collect()
}
