//! The sample shows what it is there to show; reading it is the library's own tests' business.
//!
//! The sample is what a new user opens first, so an edit of an article must not quietly lose the
//! recurring expert, the shared site furniture or the one article that repeats nothing.

use std::{collections::BTreeSet, fs, path::Path};

const EXPERT: &str = "Dr. Helena Varga, a coastal economist";

struct Sample {
    name: String,
    text: String,
}

/// The articles in path order.
fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let mut samples: Vec<_> = fs::read_dir(folder)
        .expect("assets/sample is part of the repository")
        .map(|entry| {
            let path = entry.expect("an entry of assets/sample can be read").path();
            let name = path.file_name().expect("an entry has a name").to_string_lossy().into();
            let text = fs::read_to_string(&path).expect("a sample is UTF-8");
            Sample { name, text }
        })
        .collect();
    samples.sort_by(|one, other| one.name.cmp(&other.name));
    samples
}

/// The names of the samples that hold `words`, by their numbers.
fn holding(words: &str) -> String {
    let samples = samples();
    let numbers = samples.iter().filter(|s| s.text.contains(words)).map(|s| &s.name[..2]);
    numbers.collect::<Vec<_>>().join(" ")
}

/// All runs of `n_words` words, folded to lower case, without tags and punctuation.
fn runs(sample: &Sample, n_words: usize) -> BTreeSet<Vec<String>> {
    let mut in_tag = false;
    let is_html = sample.name.ends_with(".html");
    let prose: String = sample
        .text
        .chars()
        .filter(|&c| {
            in_tag = is_html && (c == '<' || (in_tag && c != '>'));
            !in_tag
        })
        .collect();
    let words: Vec<_> = prose
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.windows(n_words).map(<[String]>::to_vec).collect()
}

#[test]
fn there_are_seven_articles() {
    let names: Vec<_> = samples().into_iter().map(|sample| sample.name).collect();
    assert_eq!(
        names,
        [
            "01-harbour-fees.txt",
            "02-night-ferries.txt",
            "03-river-barrier.txt",
            "04-fishing-quota.md",
            "05-lighthouse-keeper.txt",
            "06-port-questions.txt",
            "07-tide-mill.html",
        ]
    );
}

#[test]
fn one_expert_speaks_in_three_articles_with_one_variant_of_the_description() {
    assert_eq!(holding(EXPERT), "01 02 03");
    assert_eq!(holding("specialising in small North Sea harbours"), "01 02");
    assert_eq!(holding("who specialises in small harbours of the North Sea"), "03");

    // The quotation stands before the attribution, in the same paragraph.
    let quotations: BTreeSet<_> = samples()
        .iter()
        .filter_map(|sample| {
            let paragraph = sample.text.lines().find(|line| line.contains(EXPERT))?;
            Some(paragraph.split(EXPERT).next()?.to_owned())
        })
        .collect();
    assert_eq!(quotations.len(), 3, "three different quotations: {quotations:#?}");
}

#[test]
fn site_furniture_stands_verbatim_in_several_articles() {
    assert_eq!(holding("\nLeave a Comment\n"), "01 03 06");
    assert_eq!(holding("\nComments on this site pass through a filter"), "01 03 06");
    assert_eq!(holding("Please consider supporting the Marsholm Courier"), "01 03 04 07");
    assert_eq!(holding("Home » "), "01 03");
    assert_eq!(holding("\nby Oskar Lindqvist Harbour Correspondent\n"), "01 03");
}

#[test]
fn templates_and_labels_recur_around_other_words() {
    assert_eq!(holding("\nLooking Ahead: The Next Ten Years of the "), "01 02 03");
    assert_eq!(holding("\nWhat are your thoughts on "), "01 02 03 06");
    assert_eq!(holding("Did you know? "), "02 03 07");
    assert_eq!(holding("\nPro Tip: "), "02 06");
    assert_eq!(holding("Key takeaway: "), "01 03");
}

#[test]
fn the_lighthouse_keeper_repeats_nothing() {
    let samples = samples();
    let (alone, others): (Vec<_>, Vec<_>) =
        samples.iter().partition(|sample| sample.name.starts_with("05"));
    let own = runs(alone[0], 4);
    assert!(own.len() > 200, "the article has words to repeat");
    for other in others {
        let shared: Vec<_> = own.intersection(&runs(other, 4)).cloned().collect();
        assert!(shared.is_empty(), "05 shares words with {}: {shared:?}", other.name);
    }
}

#[test]
fn the_traps_of_real_articles_are_there() {
    for trap in ["Dr. ", "U.K. ", " a.m.", "No. 4", "3.5%", "£1,250", "\n• ", "\n- ", "\nQ: "] {
        assert_ne!(holding(trap), "", "no sample holds {trap:?}");
    }
    for name in ["Łukasz Żmijewski", "Zoë Ångström", "Nguyễn Thị Hoa"] {
        assert_ne!(holding(name), "", "no sample names {name}");
    }
    for vague in ["xperts say", "fficials said", "It is estimated", "was criticised as"] {
        assert_ne!(holding(vague), "", "no sample says {vague:?}");
    }
    assert!(holding("“").starts_with("01"), "curly quotation marks");
    assert!(holding("\n\"").starts_with("02"), "straight quotation marks");
}
