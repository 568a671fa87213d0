//! Bulk labels never overlap an older label, or each other: with random labels over random clusters.
//!
//! The known-bad variant, which asks for labels of nearly the same words only, proves that the check can
//! fail.

use std::{ops::ControlFlow, sync::LazyLock};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    annotation::{AnnotationSet, LabelId, RepeatUnit, TypedField},
    project::{ProjectOptions, RulePlaces},
    repeats::{Occurrence, Repeats},
    store::Dirs,
};

fn sample() -> Project {
    let opening = ProjectOptions {
        dirs: Dirs::below(std::path::Path::new("nowhere")),
        annotator: "ana".to_owned(),
        store: Some("nowhere".into()),
        seed: 1,
    };
    let mut project = opening.open_sample();
    project.load_all();
    project
}

static SOURCED: LazyLock<AnnotationEdit> =
    LazyLock::new(|| AnnotationEdit::Label(Some(LabelId("sourced".to_owned()))));

/// Returns a span of the article, wherever `start` falls in its text.
fn span_in(project: &Project, article: usize, (start, len): (usize, usize)) -> Span {
    let text = &project.article(article).expect("the sample is loaded").text;
    let start = text.floor_char_boundary(start % text.len());
    Span::new(start, text.floor_char_boundary(start + len))
}

/// Returns the first broken promise of labels written over a state.
fn broken(before: &[AnnotationSet], project: &Project) -> Option<String> {
    for (article, before) in before.iter().enumerate() {
        let after = project.annotations(article);
        for known in before.iter().filter(|known| known.content.label.is_some()) {
            if after.get(known.id) != Some(known) {
                return Some(format!("article {article}: {known:?} has changed"));
            }
        }
        let is_new = |one: &&Annotation| {
            let known = before.get(one.id).and_then(|known| known.content.label.as_ref());
            one.content.label.is_some() && known.is_none()
        };
        for new in after.iter().filter(is_new) {
            let mut over = after.touching(new.anchor.span).filter(|other| other.id != new.id);
            if let Some(other) = over.find(|other| other.content.label.is_some()) {
                return Some(format!("article {article}: {new:?} is over {other:?}"));
            }
        }
    }
    None
}

fn annotations(project: &Project) -> Vec<AnnotationSet> {
    (0..project.len()).map(|index| project.annotations(index).clone()).collect()
}

/// Returns the repeats of the sample, and clusters of some places.
fn repeats(project: &Project, clusters: &[Vec<(usize, (usize, usize))>]) -> Repeats {
    let found = project.repeats(&mut |_| ControlFlow::Continue(())).expect("nothing stops it");
    let mut all = (*found).clone();
    let passages = clusters.iter().map(|places| {
        let place = |(article, place): &(usize, (usize, usize))| {
            let article = article % project.len();
            Occurrence { article, span: span_in(project, article, *place), slots: Vec::new() }
        };
        ("odd".to_owned(), places.iter().map(place).collect())
    });
    all.add_imported("odd", passages);
    all
}

/// The way to write bulk labels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The way of the program.
    Unlabelled,
    /// The known-bad variant: only labels of nearly the same words count.
    NearlySame,
}

/// Labels places at random, then every occurrence of every cluster in bulk, and returns what is broken.
fn bulk(
    labelled: &[(usize, (usize, usize), bool)],
    clusters: &[Vec<(usize, (usize, usize))>],
    way: Way,
) -> Option<String> {
    let at = Timestamp::UNIX_EPOCH;
    let mut project = sample();
    for (article, place, has_label) in labelled {
        let article = article % project.len();
        let target = EditTarget::Words(article, span_in(&project, article, *place));
        let note = AnnotationEdit::Text(TypedField::Note, Some("odd".to_owned()));
        project.edit(&[target], if *has_label { &SOURCED } else { &note }, at);
    }
    let before = annotations(&project);
    let repeats = repeats(&project, clusters);
    let mut rules = Vec::new();
    for cluster in &repeats.clusters {
        let label = LabelId("boilerplate".to_owned());
        // Every unit, for some cluster.
        let unit = RepeatUnit::ALL.get(rules.len() % 5).copied();
        rules.extend(project.rule_for(cluster, (label, unit), at));
    }
    let places: Vec<RulePlaces> =
        rules.iter().map(|rule| project.places_for(rule, &repeats)).collect();
    match way {
        Way::Unlabelled => {
            project.apply_rules(&places, at);
        }
        Way::NearlySame => {
            let spans = repeats.clusters.iter().flat_map(|cluster| &cluster.occurrences);
            let targets: Vec<EditTarget> = spans
                .map(|one| (one.article, project.decision_span(one)))
                .filter(|(article, span)| {
                    let over = project.label_over(*article, *span);
                    over.is_none_or(|one| {
                        let common = one.anchor.span.common(*span).map_or(0, Span::len);
                        common * 100 < one.anchor.span.len().max(span.len()) * 60
                    })
                })
                .map(|(article, span)| EditTarget::Words(article, span))
                .collect();
            project.edit(
                &targets,
                &AnnotationEdit::Label(Some(LabelId("boilerplate".to_owned()))),
                at,
            );
        }
    }
    broken(&before, &project)
}

type Place = (usize, (usize, usize));

fn a_place() -> impl Strategy<Value = Place> {
    (0..7_usize, (0..4_000_usize, 1..300_usize))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bulk_labels_overlap_no_label(
        labelled in prop::collection::vec((a_place(), any::<bool>()), 0..24),
        clusters in prop::collection::vec(prop::collection::vec(a_place(), 2..6), 0..6),
    ) {
        let labelled: Vec<_> = labelled.into_iter().map(|((at, place), is)| (at, place, is)).collect();
        prop_assert_eq!(bulk(&labelled, &clusters, Way::Unlabelled), None);
    }
}

#[test]
fn the_check_catches_labels_over_labels() {
    // A label of three words inside of each occurrence, and a label of half of the article around others.
    for labelled in [(0, (0, 40), true), (0, (30, 900), true), (1, (100, 2_000), true)] {
        let clusters = [vec![(0, (0, 300)), (1, (120, 90))]];
        assert!(bulk(&[labelled], &clusters, Way::NearlySame).is_some(), "{labelled:?}");
        assert_eq!(bulk(&[labelled], &clusters, Way::Unlabelled), None, "{labelled:?}");
    }
}

#[test]
fn a_label_counts_whether_inside_around_across_or_equal() {
    let mut project = sample();
    let span = project.load(0).outline.sentences[4].span;
    let (start, end) = (span.start, span.end);
    let places = [
        ("equal", span, true),
        ("inside", Span::new(start + 4, start + 9), true),
        ("around", Span::new(start - 4, end + 4), true),
        ("across the start", Span::new(start - 4, start + 4), true),
        ("across the end", Span::new(end - 2, end + 4), true),
        ("before", Span::new(start - 4, start), false),
        ("behind", Span::new(end, end + 4), false),
    ];
    for (name, labelled, is_labelled) in places {
        let at = Timestamp::UNIX_EPOCH;
        project.edit(&[EditTarget::Words(0, labelled)], &SOURCED, at);
        assert_eq!(project.label_over(0, span).is_some(), is_labelled, "{name}");
        let edits = vec![AnnotationEdit::Label(Some(LabelId("boilerplate".to_owned())))];
        let bulk = project.label_unlabelled(&[(EditTarget::Words(0, span), edits)], at);
        assert_eq!(
            (bulk.step.is_none(), bulk.n_left_alone == 1),
            (is_labelled, is_labelled),
            "{name}"
        );
        while project.undo(at).is_some() {}
    }
}
