//! What filters ask about: label, source, kind, article, annotator and note of a sentence.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::Project;
use crate::{
    annotation::{Annotation, LabelId},
    corpus::Article,
    find::{Field, Filter, Passage},
    text::fold,
};

/// What is known of one sentence or one annotation beside what its article says.
#[derive(Clone, Debug, Default)]
struct SentenceFacts {
    /// Folded name and id of the label; "undecided" where there is none.
    label: String,
    /// What the sentence of an annotation does.
    kind: Option<&'static str>,
    /// Folded words of the source.
    source: String,
    /// Folded note.
    note: String,
}

/// What is known of the sentences of one article.
///
/// Only sentences that an annotation touches have an entry, and names are folded when a filter first
/// asks: facts are gathered at every key of a query, over all articles.
#[derive(Clone, Debug, Default)]
pub struct ArticleFacts {
    article: Option<Arc<Article>>,
    /// Folded path and title.
    name: OnceLock<String>,
    /// Folded name of the annotator.
    annotator: Arc<str>,
    sentences: BTreeMap<usize, SentenceFacts>,
}

impl ArticleFacts {
    /// Whether a sentence is what a filter asks for, before the filter's negation.
    pub fn accept(&self, filter: &Filter, sentence: usize) -> bool {
        let Some(article) = &self.article else {
            return false;
        };
        let value = filter.value.as_str();
        let facts = self.sentences.get(&sentence);
        let label = facts.map_or(UNDECIDED, |facts| &facts.label);
        match filter.field {
            Field::Label => label.split('\n').any(|name| name.starts_with(value)),
            Field::Source => facts.is_some_and(|facts| facts.source.contains(value)),
            Field::Kind => {
                let known = article.outline.sentences.get(sentence);
                let kind = facts.and_then(|facts| facts.kind);
                let kind = kind.or_else(|| known.map(|known| known.kind.name()));
                kind.is_some_and(|kind| kind.starts_with(value))
            }
            Field::In => self.name.get_or_init(|| name_of(article)).contains(value),
            Field::Annotator => self.annotator.contains(value) && label != UNDECIDED,
            Field::Note => facts.is_some_and(|facts| facts.note.contains(value)),
        }
    }
}

/// The folded path and title of an article.
fn name_of(article: &Article) -> String {
    let title = article.title().unwrap_or_default();
    fold(&format!("{} {title}", article.path)).text
}

/// What `label:` finds where there is no decision.
const UNDECIDED: &str = "undecided";

/// What is known of every sentence of the corpus at one time.
#[derive(Clone, Debug, Default)]
pub struct FilterFacts {
    articles: Vec<ArticleFacts>,
}

impl FilterFacts {
    /// Whether a passage is what a filter asks for, before the filter's negation.
    pub fn accept(&self, filter: &Filter, passage: &Passage) -> bool {
        let article = self.articles.get(passage.article);
        article.is_some_and(|article| article.accept(filter, passage.sentence))
    }
}

impl Project {
    /// What filters ask about, for all articles that are loaded.
    pub fn filter_facts(&self) -> FilterFacts {
        let annotator: Arc<str> = fold(self.annotator()).text.into();
        let all = 0..self.len();
        FilterFacts {
            articles: all
                .map(|index| self.article_facts_by(index, annotator.clone()))
                .collect(),
        }
    }

    /// What filters ask about, for one article.
    pub fn article_facts(&self, index: usize) -> ArticleFacts {
        self.article_facts_by(index, fold(self.annotator()).text.into())
    }

    fn article_facts_by(&self, index: usize, annotator: Arc<str>) -> ArticleFacts {
        let mut known = ArticleFacts {
            article: self.articles[index].clone(),
            annotator,
            ..ArticleFacts::default()
        };
        let Some(article) = &self.articles[index] else {
            return known;
        };
        for annotation in self.annotations[index]
            .iter()
            .filter(|annotation| annotation.is_placed())
        {
            for at in article.outline.sentences_in(annotation.span) {
                let facts = known.sentences.entry(at).or_insert_with(|| SentenceFacts {
                    label: self.label_names(self.tallies[index].label(at)),
                    ..SentenceFacts::default()
                });
                add(facts, annotation);
            }
        }
        known
    }

    /// What filters ask about, for one annotation; it is told as that of the first sentence.
    pub fn annotation_facts(&self, index: usize, annotation: &Annotation) -> ArticleFacts {
        let article = self.articles[index].clone();
        let outline = article.as_ref().map(|article| &article.outline);
        let sentence = outline.and_then(|outline| {
            outline
                .sentences
                .get(outline.sentence_at(annotation.span.start))
        });
        let mut facts = SentenceFacts {
            label: self.label_names(annotation.label.as_ref()),
            kind: Some(sentence.map_or("", |sentence| sentence.kind.name())),
            ..SentenceFacts::default()
        };
        add(&mut facts, annotation);
        ArticleFacts {
            article,
            annotator: fold(self.annotator()).text.into(),
            sentences: BTreeMap::from([(0, facts)]),
            ..ArticleFacts::default()
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

fn add(facts: &mut SentenceFacts, annotation: &Annotation) {
    for (known, new) in [
        (
            &mut facts.source,
            annotation.source.as_ref().map(|part| part.quote.as_str()),
        ),
        (&mut facts.note, annotation.note.as_deref()),
    ] {
        if let Some(new) = new {
            known.push_str(&fold(new).text);
            known.push('\n');
        }
    }
}
