//! Texts with the attributions that should be found in them.

use proptest::prelude::*;

use super::*;
use crate::text::{Markup, outline};

/// Each attribution as "who [source] cue (number of quotations): description".
fn found(text: &str) -> Vec<String> {
    let outline = outline(text, Markup::Plain);
    attributions(text, &outline)
        .into_iter()
        .map(|one| {
            let described = one.description.map(|span| format!(": {}", span.of(text)));
            format!(
                "{} [{}] {} ({}){}",
                one.who,
                one.source.of(text),
                one.cue.of(text),
                one.quotations.len(),
                described.unwrap_or_default()
            )
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "{text}");
}

#[test]
fn a_quotation_belongs_to_the_name_after_the_verb() {
    check(
        "“The road is closed for the winter,” says Dr. Ana Ruiz, a pilot from Lugo. “It opens again in May.”",
        &["Dr. Ana Ruiz [Dr. Ana Ruiz] says (2): a pilot from Lugo"],
    );
    check(
        "“The road is closed for the winter,” said harbour master Łukasz Żmijewski.",
        &["Łukasz Żmijewski [Łukasz Żmijewski] said (1): harbour master"],
    );
    check(
        "“It is not a political sum,” said its director, Dr. Ines Halloran. She added that it was sunny.",
        &[
            "Dr. Ines Halloran [Dr. Ines Halloran] said (1): its director",
            "Dr. Ines Halloran [She] added (0)",
        ],
    );
}

#[test]
fn a_subject_stands_before_its_verb() {
    check(
        "Ana Ruiz has repeatedly said that the road is closed.",
        &["Ana Ruiz [Ana Ruiz] said (0)"],
    );
    check(
        "Ana Ruiz, a professor at Harvard, argues the road is closed.",
        &["Ana Ruiz [Ana Ruiz] argues (0): a professor at Harvard"],
    );
    check(
        "Former minister Ana Ruiz accused the mayor of waste. Later Ruiz said “it was the worst road of all roads”.",
        &["Ana Ruiz [Ana Ruiz] accused (0): Former minister", "Ana Ruiz [Ruiz] said (1)"],
    );
    check(
        "A spokeswoman for Sandbank Lines, Nguyễn Thị Hoa, confirmed the plan. \"The boats are empty,\" she said.",
        &["Nguyễn Thị Hoa [she] said (1)"],
    );
    check(
        "The State Department asserts the cartel is gone.",
        &["State Department [State Department] asserts (0)"],
    );
}

#[test]
fn similar_sentences_without_a_source_give_nothing() {
    for text in [
        "The coordinated actions of Paraguay, Ecuador, and the US suggest that it works.",
        "Officials said a review would follow.",
        "The regime in Venezuela, accused of trafficking, denied it.",
        "It is said that boats will be laid up. When it begins was not said.",
        "“Ana Ruiz said that it rained in the whole valley.”",
        "The plan reports to Ana Ruiz. A claim on Ana Ruiz says nothing.",
        "What did Ana Ruiz say?",
        "",
    ] {
        check(text, &[]);
    }
}

#[test]
fn documents_possessives_and_according_to() {
    check(
        "According to a recent report by the Institute for the Study of War, the road is closed.",
        &["Institute for the Study of War [Institute for the Study of War] According to (0)"],
    );
    check(
        "In a recent RUSI study of roads, it is closed. A recent The Informer article highlighted how it was.",
        &["RUSI [RUSI] study (0)", "The Informer [The Informer] highlighted (0)"],
    );
    check(
        "Hugo ‘El Pollo’ Carvajal wrote a letter. Carvajal’s startling claims shook the town.",
        &["Hugo ‘El Pollo’ Carvajal [Carvajal] claims (0)"],
    );
}

#[test]
fn speech_goes_on_in_the_next_paragraph() {
    check(
        "“The road is closed for the winter,” says Ana Ruiz.\n\n“It opens again when the snow is gone.”",
        &["Ana Ruiz [Ana Ruiz] says (2)"],
    );
}

#[test]
fn other_scripts_give_no_attribution_and_no_panic() {
    for text in [
        "«Дорога закрыта», — сказала Анна Руис, пилот.",
        "“道路封闭了，”安娜说。",
        "قالت آنا رويز إن الطريق مغلق.",
    ] {
        check(text, &[]);
    }
}

proptest! {
    #[test]
    fn every_part_lies_in_the_text(text in "\\PC{0,80}|([A-Z][a-z]{0,4}|said|says|she|according|to|report|[“”,.’ \n\"]){0,40}") {
        let outline = outline(&text, Markup::Plain);
        for one in attributions(&text, &outline) {
            let parts = [Some(one.source), one.description, Some(one.cue)];
            for span in parts.into_iter().flatten().chain(one.quotations.iter().copied()) {
                prop_assert!(span.get(&text).is_some(), "{:?}", one);
            }
            prop_assert!(!one.key.is_empty());
        }
    }
    #[test]
    fn no_part_splits_a_grapheme_cluster(
        odd in prop::collection::vec(
            (any::<prop::sample::Index>(), "[\u{301}\u{600}\u{345}\u{200d}👩🇩🇪]{1,2}"),
            1..6,
        ),
    ) {
        let mut text = "“The road is closed,” said Dr. Ana Ruiz, a pilot from Lugo. “It opens in May.” \
            According to Ben Vos’s report, nobody knew. She says that it is so.".to_owned();
        for (at, signs) in odd {
            let at = text.floor_char_boundary(at.index(text.len()));
            text.insert_str(at, &signs);
        }
        let outline = outline(&text, Markup::Plain);
        for one in attributions(&text, &outline) {
            let parts = [Some(one.source), one.description, Some(one.cue), Some(one.span())];
            for span in parts.into_iter().flatten().chain(one.quotations.iter().copied()) {
                prop_assert_eq!(span.whole(&text), span, "{:?}", one);
            }
        }
    }
}
