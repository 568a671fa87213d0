//! Turns annotations into rows for [`crate::exchange`], with their places in the open text.

use std::sync::Arc;

use super::{
    Project,
    rules::{count_batches, told_of_batch},
};
use crate::{
    annotation::{Annotation, AnnotationSet, Rule},
    corpus::Article,
    exchange::ExportRow,
};

impl Project {
    /// Returns one row per live annotation of the loaded articles, in corpus order, then by place.
    pub fn export_rows(&self) -> Vec<ExportRow> {
        let loaded = self.articles.loaded();
        let sets: Vec<_> = loaded
            .map(|(_, article, state)| (article, &state.annotations))
            .collect();
        self.rows_by(self.annotator(), self.rules(), &sets)
    }

    /// Returns the rows of all annotators of the store, in corpus order.
    ///
    /// In each article one's own rows come first, then the rows of each other annotator by name.
    pub fn export_rows_of_all(&self) -> Vec<ExportRow> {
        let mut rows = self.export_rows();
        for annotator in self.annotators() {
            let (rules, _) = self.store.seen_by(&annotator).rules();
            let loaded = self.articles.loaded();
            let read: Vec<_> = loaded
                .map(|(index, article, _)| (article, self.annotations_of(index, &annotator)))
                .collect();
            let sets: Vec<_> = read
                .iter()
                .map(|(article, set)| (*article, &**set))
                .collect();
            rows.extend(self.rows_by(&annotator, &rules, &sets));
        }
        rows.sort_by_key(|row| self.find_article(&row.article));
        rows
    }

    fn rows_by(
        &self,
        annotator: &str,
        rules: &[Rule],
        sets: &[(&Arc<Article>, &AnnotationSet)],
    ) -> Vec<ExportRow> {
        let batches = count_batches(sets.iter().flat_map(|(_, annotations)| annotations.iter()));
        let all = sets.iter().flat_map(|(article, annotations)| {
            annotations
                .iter()
                .map(move |annotation| (article, annotations, annotation))
        });
        let rows = all.map(|(article, annotations, annotation)| ExportRow {
            annotator: annotator.to_owned(),
            inherited: told_of_batch(annotation, &batches, rules).unwrap_or_default(),
            ..self.row(article, annotations, annotation)
        });
        rows.collect()
    }

    fn row(
        &self,
        article: &Article,
        annotations: &AnnotationSet,
        annotation: &Annotation,
    ) -> ExportRow {
        let words = |part: &Option<crate::annotation::Part>| {
            part.as_ref()
                .map_or_else(String::new, |part| part.quote.clone())
        };
        ExportRow {
            article: article.path.clone(),
            label: annotation
                .label
                .as_ref()
                .map_or_else(String::new, |label| label.0.clone()),
            quote: annotation.quote.clone(),
            start: article.scalar(annotation.span.start),
            end: article.scalar(annotation.span.end),
            line: article.scalars.line(annotation.span.start),
            note: annotation.note.clone().unwrap_or_default(),
            source: words(&annotation.source),
            annotator: self.annotator().to_owned(),
            created: annotation.created.to_string(),
            modified: annotation.modified.to_string(),
            title: article.title().map(str::to_owned),
            cue: words(&annotation.cue),
            evidence: annotation.evidence.clone().unwrap_or_default(),
            confidence: annotation
                .confidence
                .map(crate::annotation::Confidence::number),
            prefix: annotation.prefix.clone(),
            suffix: annotation.suffix.clone(),
            state: annotation.anchored.name().to_owned(),
            text_sha256: article.digest.to_string(),
            rivals: annotations.rivals(annotation.id).len()
                + annotations.doubles(annotation.id).count(),
            inherited: String::new(),
        }
    }
}
