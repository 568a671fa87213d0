//! Tests of the faults that real news showed: paths of neighbours, names, stamps, and wrong kinds.

use super::{planted, repeats};
use crate::repeats::{Cluster, ClusterKind, Repeats};

/// Words around a passage, so that the passage is a small part of its article.
const AROUND: [&str; 3] = [
    "Rain fell over hills where sheep grazed, and farmers mended walls until dusk. A dog barked twice near a barn, \
     then slept. Bread was cheap in spring; milk less so. Swallows sat on wires and children counted all of them.",
    "Engines hummed below deck while cooks peeled turnips for supper. Somebody had lost a hat, somebody else found \
     coins instead. By noon fog lifted, showing islands, buoys, gulls. Letters arrived late, wet and unreadable.",
    "Nets dried beside sheds of tarred planks. Two boys rowed far out, shouted, and came home with one mackerel. \
     Their aunt lit lamps. Nobody at school knew how many steps lead up to our tower, although pupils ran up daily.",
];

/// Three articles with `first`, text of their own, the passage and more text of their own.
fn articles(passage: impl Fn(usize) -> String) -> Vec<String> {
    let text = |at: usize| {
        let end: String = AROUND[at].split(' ').rev().collect::<Vec<_>>().join(" ");
        format!("{}\n\n{}\n\n{end}.\n\n{}\n", AROUND[at], passage(at), AROUND[at].to_uppercase())
    };
    (0..3).map(text).collect()
}

/// Returns the clusters of the first `n` articles that hold a word.
fn found(texts: &[String], word: &str) -> Vec<Cluster> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let clusters = repeats(&texts).clusters.into_iter();
    clusters.filter(|cluster| cluster.pattern.contains(word)).collect()
}

#[track_caller]
fn check_kind(n_articles: usize, passage: impl Fn(usize) -> String, word: &str, kind: ClusterKind) {
    let texts = articles(passage);
    let clusters = found(&texts[..n_articles], word);
    let kinds: Vec<ClusterKind> = clusters.iter().map(|cluster| cluster.kind).collect();
    assert_eq!(kinds, [kind], "{clusters:#?}");
}

#[test]
fn members_of_a_cluster_share_words_with_its_centre() {
    let words = [
        "quince", "barrow", "lantern", "ochre", "timber", "gravel", "saddle", "kettle", "marsh",
        "pewter", "walnut", "flint", "copper", "thistle", "amber", "mortar", "juniper", "cobalt",
        "bramble", "sorrel", "hazel", "russet", "linden", "tallow", "cellar", "harrow", "spindle",
        "bobbin", "girder", "anvil",
    ];
    let texts: Vec<String> = (0..4)
        .map(|at| format!("Item {at}. {} end{at}.", words[at * 5..at * 5 + 14].join(" ")))
        .collect();
    let clusters = found(&texts, "");
    assert!(!clusters.is_empty());
    for cluster in clusters {
        let passages = cluster.occurrences.iter().map(|one| one.span.of(&texts[one.article]));
        let has_core = |word: &&str| passages.clone().all(|passage| passage.contains(*word));
        assert!(words.iter().any(has_core), "no word in all of {cluster:#?}");
    }
}

#[test]
fn a_wording_beside_a_cluster_belongs_to_it_only_above_the_threshold_of_the_report() {
    let (texts, _) = planted::corpus(11, 60);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let Repeats { clusters, .. } = repeats(&texts);
    assert!(clusters.len() > 20);
    for cluster in clusters {
        let sum: f64 = cluster.why.iter().map(|(_, bits)| bits).sum();
        assert!((sum - cluster.score_bits).abs() < 1e-6);
        assert!(cluster.score_bits >= cluster.threshold.bits, "{cluster:#?}");
    }
}

#[test]
fn a_name_with_its_office_is_no_copied_passage() {
    let texts = articles(|at| {
        let rest = ["blocked a plan for dredging", "cut a ribbon", "missed our meeting"];
        format!("On Friday Deputy Harbour Minister Ingrid Solvang {}.", rest[at])
    });
    let clusters = found(&texts, "Solvang");
    assert!(clusters.iter().all(|one| one.kind != ClusterKind::Copied), "{clusters:#?}");
    let texts = articles(|at| {
        let rest = ["on Friday", "in town", "at sea"];
        format!("It {} closed the narrow harbour entrance while a tug burned.", rest[at])
    });
    assert_eq!(found(&texts, "harbour").len(), 1, "words without capitals are a passage");
}

#[test]
fn a_time_stamp_is_no_label() {
    for stamp in ["5:15 p.m.", "Nov 20, 2025", "Monday 8 May", "30 percent", "7 pm GMT"] {
        let texts = articles(|_| stamp.to_owned());
        let clusters = found(&texts, stamp);
        assert!(clusters.is_empty(), "{clusters:#?}");
    }
    check_kind(3, |_| "Pilot tip: wait.".to_owned(), "Pilot", ClusterKind::Label);
}

#[test]
fn the_last_word_of_a_headline_is_no_label() {
    let heads = ["Crane fell on quay", "Trains late for weeks", "Tower shut"];
    let clusters = found(&articles(|at| format!("{}: shipwrights", heads[at])), "shipwrights");
    assert!(clusters.is_empty(), "{clusters:#?}");
}

#[test]
fn a_whole_sentence_in_the_middle_of_two_articles_is_no_site_text() {
    let sentence = "The harbour office said its lifting gear had been inspected eleven days before the accident, and gave no name.";
    check_kind(2, |_| sentence.to_owned(), "harbour", ClusterKind::Copied);
}

#[test]
fn a_short_line_is_site_text_and_so_is_a_line_of_three_articles() {
    let short = "Share this page with a friend and win a mug";
    check_kind(2, |_| short.to_owned(), "Share", ClusterKind::Chrome);
    let long = "Our newsletter brings you every evening what happened on quays and ships, who sails tomorrow, which berth costs less";
    check_kind(3, |_| long.to_owned(), "newsletter", ClusterKind::Chrome);
}

#[test]
fn a_quotation_with_its_attribution_is_a_quotation() {
    let lead = ["It grew late.", "One voice:", "Some cheered."];
    let tail = ["and left", "at noon", "twice"];
    let quotation = "“No ship leaves our harbour while lights are out,” Solvang said";
    let passage = |at: usize| format!("{} {quotation} {}.", lead[at], tail[at]);
    check_kind(2, passage, "harbour", ClusterKind::Quotation);
}

#[test]
fn a_long_passage_with_a_name_and_a_verb_is_no_attribution() {
    let lead = ["After that came this:", "Some wrote again that", "He read how"];
    let told = "crews of Port North let every honest captain down because they said no to any work at night in fog";
    check_kind(2, |at| format!("{} {told} {at}.", lead[at]), "honest", ClusterKind::Copied);
}

#[test]
fn a_short_article_with_a_shared_sentence_is_no_reprint() {
    let sentence = "The harbour office said its lifting gear had been inspected eleven days before the accident.";
    let texts = [format!("One.\n\nRain fell. {sentence}"), format!("Two.\n\nIce came. {sentence}")];
    let clusters = found(&texts, "lifting");
    assert!(clusters.iter().all(|one| one.kind != ClusterKind::Reprint), "{clusters:#?}");
}

#[test]
fn short_lines_at_the_very_end_are_site_text_from_their_first_sentence_on() {
    let last = "Every comment passes through a filter for spam.";
    let lines = format!(
        "Write to us below!\n\nYou may also like\n\n{last}\n\nThe courier lives from its readers."
    );
    let kinds = |foot: &str| -> Vec<ClusterKind> {
        let lead = ["Nets cost much.", "Ice melts soon."];
        let text = |at: usize| format!("{}\n\n{} {foot}\n", AROUND[at], lead[at]);
        let texts: Vec<String> = (0..2).map(text).collect();
        found(&texts, "filter").iter().map(|one| one.kind).collect()
    };
    assert_eq!(kinds(&lines), [ClusterKind::Chrome]);
    assert_eq!(kinds(&lines.replace("\n\n", " ")), [ClusterKind::Copied], "one paragraph is text");
}
