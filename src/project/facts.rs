//! What filters ask about: label, source, kind, article, annotator and note of a sentence.

use super::Project;
use crate::{
    annotation::{Annotation, LabelId},
    find::{Field, Filter, Passage},
    text::fold,
};

/// What is known of one sentence or one annotation.
#[derive(Clone, Debug, Default)]
struct SentenceFacts {
    /// Folded name and id of the label; "undecided" where there is none.
    label: String,
    kind: &'static str,
    /// Folded words of the source.
    source: String,
    /// Folded note.
    note: String,
}

/// What is known of the sentences of one article.
#[derive(Clone, Debug, Default)]
pub struct ArticleFacts {
    /// Folded path and title.
    article: String,
    /// Folded name of the annotator.
    annotator: String,
    sentences: Vec<SentenceFacts>,
}

impl ArticleFacts {
    /// Whether a sentence is what a filter asks for, before the filter's negation.
    pub fn accept(&self, filter: &Filter, sentence: usize) -> bool {
        let Some(facts) = self.sentences.get(sentence) else {
            return false;
        };
        let value = filter.value.as_str();
        match filter.field {
            Field::Label => facts.label.split('\n').any(|name| name.starts_with(value)),
            Field::Source => facts.source.contains(value),
            Field::Kind => facts.kind.starts_with(value),
            Field::In => self.article.contains(value),
            Field::Annotator => self.annotator.contains(value) && facts.label != UNDECIDED,
            Field::Note => facts.note.contains(value),
        }
    }
}

/// What `label:` finds where there is no decision.
const UNDECIDED: &str = "undecided";

/// What is known of every sentence of the corpus at one time.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    articles: Vec<ArticleFacts>,
}

impl Facts {
    /// Whether a passage is what a filter asks for, before the filter's negation.
    pub fn accept(&self, filter: &Filter, passage: &Passage) -> bool {
        let article = self.articles.get(passage.article);
        article.is_some_and(|article| article.accept(filter, passage.sentence))
    }
}

impl Project {
    /// What filters ask about, for all articles that are loaded.
    pub fn facts(&self) -> Facts {
        Facts {
            articles: (0..self.len()).map(|index| self.facts_of(index)).collect(),
        }
    }

    /// What filters ask about, for one article.
    pub fn facts_of(&self, index: usize) -> ArticleFacts {
        let Some(article) = &self.articles[index] else {
            return ArticleFacts::default();
        };
        let marks = &self.marks[index];
        let sentences = article
            .outline
            .sentences
            .iter()
            .enumerate()
            .map(|(at, sentence)| {
                let mut facts = SentenceFacts {
                    label: self.label_names(self.tallies[index].label(at)),
                    kind: sentence.kind.name(),
                    ..SentenceFacts::default()
                };
                // Without annotations nothing touches; this keeps large corpora quick.
                if !marks.is_empty() {
                    for mark in marks.touching(sentence.span) {
                        add(&mut facts, mark);
                    }
                }
                facts
            });
        ArticleFacts {
            sentences: sentences.collect(),
            ..self.article_facts(index)
        }
    }

    /// What filters ask about, for one annotation.
    pub fn annotation_facts(&self, index: usize, mark: &Annotation) -> ArticleFacts {
        let outline = self.articles[index]
            .as_ref()
            .map(|article| &article.outline);
        let sentence =
            outline.and_then(|outline| outline.sentences.get(outline.sentence_at(mark.span.start)));
        let mut facts = SentenceFacts {
            label: self.label_names(mark.label.as_ref()),
            kind: sentence.map_or("", |sentence| sentence.kind.name()),
            ..SentenceFacts::default()
        };
        add(&mut facts, mark);
        ArticleFacts {
            sentences: vec![facts],
            ..self.article_facts(index)
        }
    }

    fn article_facts(&self, index: usize) -> ArticleFacts {
        let title = self.articles[index]
            .as_ref()
            .and_then(|article| article.title());
        let article = format!("{} {}", self.path(index), title.unwrap_or_default());
        ArticleFacts {
            article: fold(&article).text,
            annotator: fold(self.annotator()).text,
            sentences: Vec::new(),
        }
    }

    /// The folded names that `label:` finds a label by.
    fn label_names(&self, id: Option<&LabelId>) -> String {
        let Some(id) = id else {
            return UNDECIDED.to_owned();
        };
        let name = self
            .codebook
            .by_id(id)
            .map_or("", |label| label.name.as_str());
        format!("{}\n{}", fold(&id.0).text, fold(name).text)
    }
}

fn add(facts: &mut SentenceFacts, mark: &Annotation) {
    for (known, new) in [
        (
            &mut facts.source,
            mark.source.as_ref().map(|part| part.quote.as_str()),
        ),
        (&mut facts.note, mark.note.as_deref()),
    ] {
        if let Some(new) = new {
            known.push_str(&fold(new).text);
            known.push('\n');
        }
    }
}
