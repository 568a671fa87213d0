//! The resolved annotations, as every exporter takes them.

use super::Project;
use crate::{
    annotation::{Annotation, AnnotationSet},
    corpus::Article,
    exchange::ExportRow,
};

impl Project {
    /// One row per live annotation of the loaded articles: in corpus order, then by place.
    pub fn export_rows(&self) -> Vec<ExportRow> {
        let batches = self.batches();
        let loaded = self
            .articles
            .loaded()
            .map(|(_, article, state)| (article, &state.annotations));
        let all = loaded.flat_map(|(article, annotations)| {
            annotations
                .iter()
                .map(move |annotation| (article, annotations, annotation))
        });
        let rows = all.map(|(article, annotations, annotation)| ExportRow {
            inherited: self.told_of_batch(annotation, &batches).unwrap_or_default(),
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
