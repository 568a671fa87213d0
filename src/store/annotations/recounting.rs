//! Taking over annotations that counted carriage returns.
//!
//! Loading gives each such annotation a further revision in memory, and writes nothing. The next
//! decision in the article writes the revision. Since the revision depends on the record and the text
//! alone, two clones that both take over an annotation write the same line, and git merges the line once.
//! An annotation with concurrent changes waits: its choice is a new revision anyway.

use super::{AnnotationFile, ArticleMapping, Store};
use crate::{
    diagnostic::{Diagnostic, Severity},
    text::{agree, count},
};

impl Store {
    /// Returns the number of annotations in one file, or in all files, whose ranges on disk still count
    /// carriage returns.
    pub(crate) fn n_recounted(&self, article_path: Option<&str>) -> usize {
        let is_meant = |path: &str| article_path.is_none_or(|meant| meant == path);
        let known = self.known.iter().filter(|(path, _)| is_meant(path));
        known.map(|(_, known)| known.n_recounted).sum()
    }
}

/// Returns the file with a further revision of each record that counted carriage returns, and the number
/// of these records.
pub(super) fn recounted(
    file: AnnotationFile,
    ground: &ArticleMapping<'_>,
) -> (AnnotationFile, usize) {
    if file.refusal().is_some() {
        return (file, 0);
    }
    let lines = file.revised(|line| ground.recounted(line));
    let n = lines.len();
    // Without such a record the file stays as it was read.
    (if n > 0 { file.merged(lines) } else { file }, n)
}

/// Returns the note about converted annotations.
pub(super) fn told_of_recounted(n: usize) -> Option<Diagnostic> {
    let message = format!(
        "{} counted carriage returns: {} converted exactly, and the next decision in the article writes {}",
        count(n, "annotation"),
        agree(n, "its place is", "their places are"),
        agree(n, "it", "them"),
    );
    (n > 0).then(|| Diagnostic::new(Severity::Note, message))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::Timestamp;
    use proptest::prelude::*;

    use crate::{
        annotation::{
            AnchorState, Annotation, AnnotationAnchor, AnnotationContent, AnnotationId,
            AnnotationMeta, AnnotationSet, AttributionPart, RecordedPlace,
        },
        corpus::{Article, Digest},
        store::Store,
        text::{
            ScalarMap, Span,
            line_ends::{BYTE_ORDER_MARK, LineEnds, tests::carried},
        },
    };

    /// The article as earlier versions read its file: with its CR, and with the mark if there is one.
    fn earlier(carried: &str) -> Article {
        let mut article = Article::read("a.txt", b"");
        article.digest = Digest::of(carried);
        article.scalars = ScalarMap::new(carried);
        carried.clone_into(&mut article.text);
        article
    }

    /// One annotation for each word of a text, each with the word as its source.
    fn all_words(article: &Article) -> AnnotationSet {
        let mut all = AnnotationSet::default();
        let words =
            article.text.split(['\r', '\n', BYTE_ORDER_MARK]).filter(|word| !word.is_empty());
        for (id, word) in (1..).zip(words) {
            let start = word.as_ptr() as usize - article.text.as_ptr() as usize;
            let span = Span::new(start, start + word.len());
            let recorded = RecordedPlace::new(article, span);
            let source = AttributionPart { span, quote: word.to_owned(), recorded };
            let annotation = Annotation {
                id: AnnotationId(id),
                anchor: AnnotationAnchor::new(article, span),
                content: AnnotationContent { source: Some(source), ..AnnotationContent::default() },
                meta: AnnotationMeta {
                    batch: None,
                    created: Timestamp::UNIX_EPOCH,
                    modified: Timestamp::UNIX_EPOCH,
                },
            };
            all.put(AnnotationId(id), Some(annotation), Timestamp::UNIX_EPOCH);
        }
        all
    }

    fn places(annotations: &AnnotationSet) -> Vec<(AnnotationId, Span, Span, AnchorState, String)> {
        let place = |one: &Annotation| {
            let source = one.content.source.as_ref().unwrap().span;
            (one.id, one.anchor.span, source, one.anchor.state, one.anchor.text_digest.clone())
        };
        annotations.iter().map(place).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn a6_annotations_that_counted_cr_stand_on_their_words((plain, carried) in carried()) {
            let folder = tempfile::tempdir().unwrap();
            let old = earlier(&carried);
            let made = all_words(&old);
            let mut store = Store::beside(folder.path(), "ana");
            store.save(&old, &made).unwrap();
            // The earlier version did not say its counting.
            let path = store.file_of("a.txt");
            if path.exists() {
                let file = fs::read_to_string(&path).unwrap();
                fs::write(&path, file.replacen("lines:\"lf\",", "", 1)).unwrap();
            }
            let before = fs::read(&path).ok();

            let today = Article::read("a.txt", plain.as_bytes());
            let want = places(&all_words(&today));
            let bare = carried.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&carried);
            let is_uniform = matches!(LineEnds::of(bare), LineEnds::All(_));
            let clones = [Article::read("a.txt", carried.as_bytes()), today];
            let known = if is_uniform { &clones[..] } else { &clones[..1] };
            for article in known {
                let mut store = Store::beside(folder.path(), "ana");
                let (annotations, told) = store.load(article);
                prop_assert_eq!(&places(&annotations), &want);
                prop_assert_eq!(told.len(), usize::from(carried != plain && !want.is_empty()));
                prop_assert_eq!(&fs::read(&path).ok(), &before, "looking writes nothing");
            }

            // Every clone writes the same bytes, with an older line beside them or without.
            let mut written = Vec::new();
            for article in known {
                let mut store = Store::beside(folder.path(), "ana");
                let (annotations, _) = store.load(article);
                prop_assert_eq!(store.save(article, &annotations).unwrap(), None);
                written.push(fs::read(&path).ok());
                let mut again = Store::beside(folder.path(), "ana");
                let (annotations, told) = again.load(article);
                prop_assert_eq!((places(&annotations), told.len()), (want.clone(), 0));
                if let Some(before) = &before {
                    fs::write(&path, before).unwrap();
                }
            }
            prop_assert!(written.windows(2).all(|two| two[0] == two[1]));
        }
    }

    #[test]
    fn an_annotation_of_an_unknown_text_is_found_by_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let old = earlier("Gone.\r\nThe claim\r\nof today.\r\n");
        let mut store = Store::beside(folder.path(), "ana");
        let mut made = AnnotationSet::default();
        let span = Span::new(7, 27);
        let mut annotation = all_words(&old).iter().next().unwrap().clone();
        annotation.anchor = AnnotationAnchor::new(&old, span);
        annotation.content = AnnotationContent::default();
        made.put(annotation.id, Some(annotation), Timestamp::UNIX_EPOCH);
        store.save(&old, &made).unwrap();
        let article = Article::read("a.txt", b"New lines.\nGone.\nThe claim\nof today.\n");
        let (annotations, told) = store.load(&article);
        let found = annotations.iter().next().unwrap();
        assert_eq!(article.words(found.anchor.span), "The claim\nof today.");
        assert_eq!((found.anchor.state, told.len()), (AnchorState::Moved, 0));
    }
}
