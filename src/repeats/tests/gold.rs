//! The repeats of five real articles that were marked by hand, if the file is there.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use super::*;
use crate::testing::{real_articles, real_data};

/// The occurrences of one marked cluster as (article, scalars).
type Truth = Vec<(usize, Span)>;

struct Gold {
    names: Vec<String>,
    texts: Vec<String>,
    required: Vec<Truth>,
    optional: Vec<Truth>,
    forbidden: Vec<String>,
}

fn gold() -> Gold {
    let json = fs::read_to_string(real_data().join("gold/repeats-real.json")).unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    let clusters = json["clusters"].as_array().unwrap();
    let in_other_articles = clusters.iter().filter(|one| one["scope"] != "within");
    let (names, texts): (Vec<String>, Vec<String>) = real_articles().into_iter().unzip();
    let truth = |cluster: &Value| -> Truth {
        let occurrences = cluster["occurrences"].as_array().unwrap().iter();
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        occurrences
            .map(|one| {
                let article = names.iter().position(|name| one["file"] == name.as_str());
                let span = Span::new(number(&one["start"]), number(&one["end"]));
                (article.unwrap(), span)
            })
            .collect()
    };
    let (required, optional): (Vec<&Value>, Vec<&Value>) =
        in_other_articles.partition(|one| one["required"] == true);
    let forbidden = json["must_not_report_alone"].as_array().unwrap();
    Gold {
        required: required.into_iter().map(truth).collect(),
        optional: optional.into_iter().map(truth).collect(),
        forbidden: forbidden.iter().map(|one| one.as_str().unwrap().to_lowercase()).collect(),
        names,
        texts,
    }
}

/// The characters of an article that clusters link to another article, as (article, other, scalar).
fn linked<'a>(clusters: impl IntoIterator<Item = &'a Truth>) -> BTreeSet<(usize, usize, usize)> {
    let mut linked = BTreeSet::new();
    for cluster in clusters {
        for (article, span) in cluster {
            let others = cluster.iter().filter(|(other, _)| other != article);
            for (other, _) in others {
                linked.extend(span.range().map(|at| (*article, *other, at)));
            }
        }
    }
    linked
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn the_real_articles_are_read_as_by_hand() {
    let gold = gold();
    let texts: Vec<&str> = gold.texts.iter().map(String::as_str).collect();
    let repeats = repeats(&texts);
    let scalars = |cluster: &Cluster| -> Truth {
        let scalar = |article: usize, byte| texts[article][..byte].chars().count();
        let occurrences = cluster.occurrences.iter();
        occurrences
            .map(|one| {
                let start = scalar(one.article, one.span.start);
                (one.article, Span::new(start, scalar(one.article, one.span.end)))
            })
            .collect()
    };
    let found: Vec<Truth> = repeats.clusters.iter().map(scalars).collect();
    let (good, optional) = (linked(&gold.required), linked(&gold.optional));
    let all = linked(&found);
    let hits = all.intersection(&good).count() as f64;
    let counted = all.iter().filter(|one| good.contains(one) || !optional.contains(one));
    let (precision, recall) = (hits / counted.count() as f64, hits / good.len() as f64);
    assert!(precision >= 0.95, "precision {precision:.3}");
    assert!(recall >= 0.94, "recall {recall:.3}");
    for cluster in &found {
        assert!(is_true(cluster, &good, &optional), "{:?}", words(&gold, cluster));
    }
    for pattern in repeats.clusters.iter().map(|one| one.pattern.to_lowercase()) {
        assert!(!gold.forbidden.contains(&pattern), "{pattern}");
    }
    let ramirez = &gold.required[0];
    let holds = |cluster: &Truth, (article, span): &(usize, Span)| {
        cluster.iter().any(|(other, place)| other == article && place.overlaps(*span))
    };
    let holds_all = |cluster: &Truth| ramirez.iter().all(|place| holds(cluster, place));
    assert!(found.iter().any(holds_all), "the three Ramirez occurrences are apart");
}

/// Returns whether each occurrence covers at least half of the marked passage.
fn is_true(
    cluster: &Truth,
    good: &BTreeSet<(usize, usize, usize)>,
    optional: &BTreeSet<(usize, usize, usize)>,
) -> bool {
    cluster.iter().all(|(article, span)| {
        let known = span.range().filter(|at| {
            cluster.iter().any(|(other, _)| {
                let key = (*article, *other, *at);
                good.contains(&key) || optional.contains(&key)
            })
        });
        2 * known.count() >= span.len()
    })
}

fn words(gold: &Gold, cluster: &Truth) -> Vec<String> {
    let words = |(article, span): &(usize, Span)| {
        let chars = gold.texts[*article].chars();
        let words: String = chars.skip(span.start).take(span.len()).collect();
        format!("{}: {words}", gold.names[*article])
    };
    cluster.iter().map(words).collect()
}
