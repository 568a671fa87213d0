//! Repeats over the articles of a project.

use std::{ops::ControlFlow, sync::Arc};

use super::Project;
use crate::{
    corpus::Article,
    repeats::{RepeatInput, RepeatOptions, Repeats, find_repeats},
    text::Outline,
};

/// What stands in an article's place while it is not loaded.
static NOTHING: Outline = Outline {
    blocks: Vec::new(),
    sentences: Vec::new(),
};

impl Project {
    /// The articles by index, as a background thread takes them to [`repeats_in`].
    pub fn loaded(&self) -> Vec<Option<Arc<Article>>> {
        self.articles.clone()
    }

    /// What stands in several of the loaded articles; nothing when `progress` stopped it.
    ///
    /// Articles keep their index; one that is not loaded counts as empty.
    pub fn repeats(&self, progress: &mut dyn FnMut(u8) -> ControlFlow<()>) -> Option<Repeats> {
        repeats_in(&self.articles, progress)
    }
}

/// What stands in several of `articles`; see [`Project::repeats`].
pub fn repeats_in(
    articles: &[Option<Arc<Article>>],
    progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
) -> Option<Repeats> {
    let inputs: Vec<RepeatInput<'_>> = articles
        .iter()
        .map(|article| {
            let (text, outline) = match article {
                Some(article) => (article.text.as_str(), &article.outline),
                None => ("", &NOTHING),
            };
            RepeatInput { text, outline }
        })
        .collect();
    find_repeats(&inputs, RepeatOptions::default(), progress)
}
