//! The resolved annotations, as every exporter takes them.

use super::Project;
use crate::{
    annotation::{Annotation, Marks},
    corpus::Article,
    exchange::Row,
};

impl Project {
    /// One row per live annotation of the loaded articles: in corpus order, then by place.
    pub fn export_rows(&self) -> Vec<Row> {
        let strokes = self.strokes();
        let loaded = self.articles.iter().zip(&self.marks);
        loaded
            .filter_map(|(article, marks)| Some((article.as_deref()?, marks)))
            .flat_map(|(article, marks)| marks.iter().map(move |mark| (article, marks, mark)))
            .map(|(article, marks, mark)| Row {
                inherited: self.told_of_stroke(mark, &strokes).unwrap_or_default(),
                ..self.row(article, marks, mark)
            })
            .collect()
    }

    fn row(&self, article: &Article, marks: &Marks, mark: &Annotation) -> Row {
        let words = |part: &Option<crate::annotation::Part>| {
            part.as_ref()
                .map_or_else(String::new, |part| part.quote.clone())
        };
        Row {
            article: article.path.clone(),
            label: mark
                .label
                .as_ref()
                .map_or_else(String::new, |label| label.0.clone()),
            quote: mark.quote.clone(),
            start: article.scalar(mark.span.start),
            end: article.scalar(mark.span.end),
            line: article.scalars.line(mark.span.start),
            note: mark.note.clone().unwrap_or_default(),
            source: words(&mark.source),
            annotator: self.annotator().to_owned(),
            created: mark.created.to_string(),
            modified: mark.modified.to_string(),
            title: article.title().map(str::to_owned),
            cue: words(&mark.cue),
            evidence: mark.evidence.clone().unwrap_or_default(),
            confidence: mark.confidence.map(crate::annotation::Confidence::number),
            prefix: mark.prefix.clone(),
            suffix: mark.suffix.clone(),
            state: mark.anchored.name().to_owned(),
            text_sha256: article.digest.to_string(),
            rivals: marks.rivals(mark.id).len() + marks.doubles(mark.id).count(),
            inherited: String::new(),
        }
    }
}
