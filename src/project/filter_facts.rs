//! Answers the filters of a query, for example `label:unsourced`, for a sentence or an annotation.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::{Project, article_state::ArticleState};
use crate::{
    annotation::{Annotation, LabelId},
    corpus::Article,
    find::{Filter, FilterField, Passage},
    text::fold,
};

/// Facts about one sentence or one annotation, for filters such as `label:unsourced`.
#[derive(Clone, Debug, Default)]
struct SentenceFacts {
    /// Folded id and name of the label on two lines, or "undecided".
    label: String,
    /// Name of the kind of an annotation's sentence; `None` reads the kind from the outline.
    kind: Option<&'static str>,
    /// Folded words of the sources, one source per line.
    source: String,
    /// Folded notes, one note per line.
    note: String,
    /// Two labels contradict each other on common words.
    is_contradicting: bool,
}

impl SentenceFacts {
    fn add(&mut self, annotation: &Annotation) {
        let source = annotation.content.source.as_ref().map(|part| part.quote.as_str());
        let note = annotation.content.note.as_deref();
        for (known, new) in [(&mut self.source, source), (&mut self.note, note)] {
            if let Some(new) = new {
                known.push_str(&fold(new).text);
                known.push('\n');
            }
        }
    }
}

/// Facts of the sentences of one article.
///
/// Built for all articles after every key typed into a query. Only annotated sentences have an entry.
/// The article's name is folded when a filter first needs the name.
#[derive(Clone, Debug, Default)]
pub struct ArticleFacts {
    article: Option<Arc<Article>>,
    /// Folded path and title of the article.
    name: OnceLock<String>,
    /// Folded name of the annotator.
    annotator: Arc<str>,
    sentences: BTreeMap<usize, SentenceFacts>,
}

impl ArticleFacts {
    /// Returns true if a sentence matches a filter, before the filter's negation.
    pub fn accept(&self, filter: &Filter, sentence: usize) -> bool {
        let Some(article) = &self.article else {
            return false;
        };
        let value = filter.value.as_str();
        let facts = self.sentences.get(&sentence);
        let label = facts.map_or(UNDECIDED, |facts| &facts.label);
        match filter.field {
            FilterField::Label => label.split('\n').any(|name| name.starts_with(value)),
            FilterField::Source => facts.is_some_and(|facts| facts.source.contains(value)),
            FilterField::Kind => {
                let known = article.outline.sentences.get(sentence);
                let kind = facts.and_then(|facts| facts.kind);
                let kind = kind.or_else(|| known.map(|known| known.kind.name()));
                kind.is_some_and(|kind| kind.starts_with(value))
            }
            FilterField::In => self.name.get_or_init(|| name_of(article)).contains(value),
            FilterField::Annotator => self.annotator.contains(value) && label != UNDECIDED,
            FilterField::Note => facts.is_some_and(|facts| facts.note.contains(value)),
            FilterField::Is => {
                let is_contradicting = facts.is_some_and(|facts| facts.is_contradicting);
                "contradicting".starts_with(value) && is_contradicting
            }
        }
    }
}

/// Returns the folded path and title of an article.
fn name_of(article: &Article) -> String {
    let title = article.title().unwrap_or_default();
    fold(&format!("{} {title}", article.path)).text
}

/// Value of `label:` for a sentence without decision.
const UNDECIDED: &str = "undecided";

/// Facts of all sentences of the corpus.
#[derive(Clone, Debug, Default)]
pub struct FilterFacts {
    articles: Vec<ArticleFacts>,
}

impl FilterFacts {
    /// Returns true if a passage matches a filter, before the filter's negation.
    pub fn accept(&self, filter: &Filter, passage: &Passage) -> bool {
        let article = self.articles.get(passage.article);
        article.is_some_and(|article| article.accept(filter, passage.sentence))
    }
}

impl Project {
    /// Returns the facts of all loaded articles.
    pub fn filter_facts(&self) -> FilterFacts {
        let annotator: Arc<str> = fold(self.annotator()).text.into();
        let facts = |state| self.facts_of(state, &annotator);
        FilterFacts { articles: self.articles.iter().map(facts).collect() }
    }

    /// Returns the facts of one article.
    pub fn article_facts(&self, index: usize) -> ArticleFacts {
        self.facts_of(&self.articles[index], &fold(self.annotator()).text.into())
    }

    fn facts_of(&self, state: &ArticleState, annotator: &Arc<str>) -> ArticleFacts {
        let mut sentences: BTreeMap<usize, SentenceFacts> = BTreeMap::new();
        if let Some(article) = &state.article {
            let all = state.annotations.iter();
            for annotation in all.filter(|annotation| annotation.is_placed()) {
                for at in article.outline.sentences_in(annotation.anchor.span) {
                    let new = || SentenceFacts {
                        label: self.label_names(state.tally.label(at)),
                        ..SentenceFacts::default()
                    };
                    sentences.entry(at).or_insert_with(new).add(annotation);
                }
            }
            for contradiction in state.annotations.contradictions() {
                for at in article.outline.sentences_in(contradiction.common) {
                    sentences.entry(at).or_default().is_contradicting = true;
                }
            }
        }
        ArticleFacts {
            article: state.article.clone(),
            annotator: Arc::clone(annotator),
            sentences,
            ..ArticleFacts::default()
        }
    }

    /// Returns the facts of one annotation, as facts of sentence 0.
    pub fn annotation_facts(&self, index: usize, annotation: &Annotation) -> ArticleFacts {
        let article = self.article(index).cloned();
        let sentence = article.as_ref().and_then(|article| {
            let outline = &article.outline;
            outline.sentences.get(outline.sentence_at(annotation.anchor.span.start))
        });
        let mut facts = SentenceFacts {
            label: self.label_names(annotation.content.label.as_ref()),
            kind: Some(sentence.map_or("", |sentence| sentence.kind.name())),
            is_contradicting: self.annotations(index).contradicting(annotation).next().is_some(),
            ..SentenceFacts::default()
        };
        facts.add(annotation);
        ArticleFacts {
            article,
            annotator: fold(self.annotator()).text.into(),
            sentences: BTreeMap::from([(0, facts)]),
            ..ArticleFacts::default()
        }
    }

    /// Returns folded id and name of a label, or "undecided".
    fn label_names(&self, id: Option<&LabelId>) -> String {
        let Some(id) = id else {
            return UNDECIDED.to_owned();
        };
        let label = self.codebook().by_id(id);
        let name = label.map_or("", |label| label.name.as_str());
        format!("{}\n{}", fold(&id.0).text, fold(name).text)
    }
}
