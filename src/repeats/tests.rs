//! Tests of the whole engine: marked texts, odd input, planted repeats, and repeats marked by hand.

mod gold;
mod odd;
mod planted;
mod real_news;

use std::ops::ControlFlow;

use super::*;
use crate::text::{Markup, outline};

/// Finds the repeats of some texts.
pub(super) fn repeats(texts: &[&str]) -> Repeats {
    repeats_by(&sequential, texts)
}

/// Finds the repeats of some texts with some workers.
fn repeats_by(workers: ParallelFor<'_>, texts: &[&str]) -> Repeats {
    let outlines: Vec<Outline> = texts.iter().map(|text| outline(text, Markup::Plain)).collect();
    let inputs: Vec<RepeatInput<'_>> =
        texts.iter().zip(&outlines).map(|(text, outline)| RepeatInput { text, outline }).collect();
    let go_on = &mut |_| ControlFlow::Continue(());
    find_repeats(&inputs, RepeatOptions::default(), workers, go_on).unwrap()
}

/// Each text marks the occurrences of the best cluster as `[[…]]` and of slots in it as `{…}`.
#[track_caller]
fn check(marked: &[&str], kind: ClusterKind, pattern: &str) {
    let plain: Vec<String> = marked
        .iter()
        .map(|text| text.replace("[[", "").replace("]]", "").replace(['{', '}'], ""))
        .collect();
    let texts: Vec<&str> = plain.iter().map(String::as_str).collect();
    let found = repeats(&texts);
    let best = &found.clusters[0];
    let mut shown = plain.clone();
    for occurrence in best.occurrences.iter().rev() {
        let text = &mut shown[occurrence.article];
        text.insert_str(occurrence.span.end, "]]");
        for slot in occurrence.slots.iter().rev() {
            text.insert(slot.end, '}');
            text.insert(slot.start, '{');
        }
        text.insert_str(occurrence.span.start, "[[");
    }
    assert_eq!(shown, marked);
    assert_eq!((best.kind, best.pattern.as_str()), (kind, pattern));
}

#[test]
fn an_attribution_is_found_around_other_quotes() {
    check(
        &[
            "“The tide is late,” explains [[Dr. Ann Miller, a harbour pilot specializing in northern fog]].\n\n\
             Nothing else is known so far about the cause, and the widow of its owner asks for patience.",
            "“No ferry sails,” warns [[Dr. Ann Miller, a harbour pilot specializing in northern fog]].\n\n\
             The council meets again next week in private to hear what three captains have seen.",
        ],
        ClusterKind::Attribution,
        "Dr. Ann Miller, a harbour pilot specializing in northern fog",
    );
}

#[test]
fn an_edit_is_a_slot() {
    check(
        &[
            "Fog [[closed the narrow harbour entrance {twice} during the stormy winter night]] and \
             everybody on board of seven ferries had to wait for a tug that came from Ostend.",
            "Ice [[closed the narrow harbour entrance {often} during the stormy winter night]] but \
             no captain says how long his ship was kept there or what it cost him in the end.",
        ],
        ClusterKind::Copied,
        "closed the narrow harbour entrance ⟨…⟩ during the stormy winter night",
    );
}

#[test]
fn a_label_is_found_in_any_case() {
    check(
        &[
            "[[Pilot Tip:]] Bring a lantern whenever the western buoy cannot be heard at all.",
            "The [[pilot tip:]] Nobody should anchor there, says our oldest reader in Ostend.",
        ],
        ClusterKind::Label,
        "Pilot Tip:",
    );
}

#[test]
fn a_sentence_with_equal_ends_is_a_template() {
    check(
        &[
            "[[What role does {the pilot’s widow} play in this situation?]]\n\nShe owns the tugs.",
            "[[What role does {Ostend} play in this situation?]]\n\nNone that anybody could name.",
        ],
        ClusterKind::Template,
        "What role does ⟨…⟩ play in this situation?",
    );
}

#[test]
fn common_words_are_no_repeat() {
    let found = repeats(&[
        "It was one of the many things that he did at the end of the year.",
        "She saw one of the men at the end of the street, and that was all.",
    ]);
    assert!(found.clusters.is_empty());
}

#[test]
fn hard_wrapped_lines_are_not_line_starts() {
    let text = |first: &str| {
        format!(
            "{first} council has decided about the old harbour after a long and stormy\n\
             evening meeting: nobody knows what the new harbour would cost the town and its\n\
             people, and nobody wants to say so before the elections that take place in May.\n"
        )
    };
    let found = repeats(&[&text("The"), &text("Our")]);
    assert!(found.clusters.iter().all(|one| one.kind != ClusterKind::Label));
    assert_eq!(found.clusters.len(), 1);
}

#[test]
fn clusters_that_touch_a_span_are_found() {
    let passage = "closed the narrow harbour entrance during the stormy winter night";
    let found = repeats(&[&format!("Fog {passage} and more"), &format!("Ice {passage}")]);
    let span = |start, end| Span::new(start, end);
    assert_eq!(found.n_articles_at(0, span(0, 3)), 0);
    assert_eq!(found.n_articles_at(0, span(3, 9)), 2);
    assert_eq!(found.touching(1, span(40, 41)).count(), 1);
    assert_eq!(found.touching(7, span(0, 99)).count(), 0);
    let id = found.clusters[0].id;
    assert_eq!(found.get(id), Some(&found.clusters[0]));
    let elsewhere = repeats(&["Other", &format!("Wind {passage}"), &format!("Rain {passage}")]);
    assert_eq!(elsewhere.clusters[0].id, id);
}

#[test]
fn the_score_is_the_sum_of_its_words() {
    let passage = "closed the narrow harbour entrance during the stormy winter night";
    let found = repeats(&[&format!("Fog {passage} and"), &format!("Ice {passage} but")]);
    let best = &found.clusters[0];
    let words: Vec<&str> = best.why.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(words.join(" "), passage);
    let sum: f64 = best.why.iter().map(|(_, bits)| bits).sum();
    assert!((sum - best.score_bits).abs() < 1e-9 && sum > best.threshold.bits);
}

#[test]
fn a_run_can_be_stopped() {
    let text = "closed the narrow harbour entrance during the stormy winter night";
    let outline = outline(text, Markup::Plain);
    let input = RepeatInput { text, outline: &outline };
    for stop_at in [0, 30, 60] {
        let mut told = Vec::new();
        let found =
            find_repeats(&[input, input], RepeatOptions::default(), &sequential, &mut |percent| {
                told.push(percent);
                match percent >= stop_at {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
        assert_eq!(found, None);
        assert!(told.is_sorted());
    }
}

#[test]
fn articles_that_moved_take_their_occurrences_along() {
    let passage = "closed the narrow harbour entrance during the stormy winter night";
    let texts = ["Fog", "Ice", "Wind"].map(|first| format!("{first} {passage}"));
    let found = repeats(&[&texts[0], &texts[1], &texts[2], "Else"]);
    let moved = found.carried_over(&[Some(1), Some(0), None, Some(2)], 3);
    assert_eq!(moved.clusters.len(), 1);
    let cluster = &moved.clusters[0];
    assert_eq!((cluster.id, cluster.n_articles), (found.clusters[0].id, 2));
    let places: Vec<(usize, usize)> =
        cluster.occurrences.iter().map(|one| (one.article, one.span.start)).collect();
    assert_eq!(places, [(0, 4), (1, 4)]);
    assert_eq!(moved.n_articles_at(0, Span::new(0, 99)), 2);
    let inputs =
        |texts: [&'static str; 2]| texts.map(|text| RepeatInput { text, outline: NOTHING });
    static NOTHING: &Outline =
        &Outline { blocks: Vec::new(), sentences: Vec::new(), left_out: Vec::new() };
    assert!(!moved.fit(&inputs(["Something else.", "Else"])));
    let alone = found.carried_over(&[Some(0), None, None, Some(1)], 2);
    assert!(alone.clusters.is_empty(), "one article repeats nothing");
}
