//! One article at a time: what the index knows and what it makes of a change.

use super::{
    planted::{Dice, corpus, precision, recall},
    *,
};

/// Articles that change, with the index and the clusters that follow them.
struct Followed {
    texts: Vec<String>,
    outlines: Vec<Outline>,
    index: RepeatIndex,
    repeats: Repeats,
}

fn inputs<'a>(texts: &'a [String], outlines: &'a [Outline]) -> Vec<RepeatInput<'a>> {
    let pairs = texts.iter().zip(outlines);
    pairs
        .map(|(text, outline)| RepeatInput { text, outline })
        .collect()
}

fn learnt(texts: &[String], outlines: &[Outline], n_words: usize) -> RepeatIndex {
    let go_on = &mut |_| ControlFlow::Continue(());
    RepeatIndex::learn(
        &inputs(texts, outlines),
        n_words,
        RepeatOptions::default(),
        go_on,
    )
    .unwrap()
}

impl Followed {
    fn new(texts: Vec<String>) -> Followed {
        let outlines: Vec<Outline> = texts
            .iter()
            .map(|text| outline(text, Markup::Plain))
            .collect();
        let all: Vec<&str> = texts.iter().map(String::as_str).collect();
        let repeats = repeats(&all);
        Followed {
            index: learnt(&texts, &outlines, repeats.n_words),
            texts,
            outlines,
            repeats,
        }
    }

    fn put(&mut self, article: usize, text: &str) {
        if self.texts.len() <= article {
            self.texts.resize(article + 1, String::new());
            self.outlines.resize_with(article + 1, Outline::default);
        }
        let now = outline(text, Markup::Plain);
        let before = RepeatInput {
            text: &self.texts[article],
            outline: &self.outlines[article],
        };
        let now_input = RepeatInput {
            text,
            outline: &now,
        };
        let others = |other: usize| RepeatInput {
            text: &self.texts[other],
            outline: &self.outlines[other],
        };
        let pair = (before, now_input);
        let change = self.index.change(&self.repeats, article, pair, &others);
        self.repeats.apply(change);
        self.texts[article] = text.to_owned();
        self.outlines[article] = now;
    }

    /// What must hold whatever happened.
    #[track_caller]
    fn check(&self) {
        let n_articles = self.texts.len();
        let clusters: Vec<Cluster> = self.repeats.clusters.iter().cloned().collect();
        for cluster in &clusters {
            assert_eq!(self.repeats.get(cluster.id), Some(cluster));
            let mut articles: Vec<usize> =
                cluster.occurrences.iter().map(|one| one.article).collect();
            assert!(articles.is_sorted());
            articles.dedup();
            assert_eq!(articles.len(), cluster.n_articles);
            assert!(cluster.n_articles > 1);
            for one in &cluster.occurrences {
                let words = one.span.get(&self.texts[one.article]);
                assert!(words.is_some_and(|words| !words.trim().is_empty()));
                assert!(one.slots.iter().all(|slot| one.span.contains(*slot)));
            }
            for pair in cluster.occurrences.windows(2) {
                let same = pair[0].article == pair[1].article;
                assert!(!same || pair[0].span.end <= pair[1].span.start);
            }
        }
        let fresh = Repeats::new(clusters, n_articles, self.repeats.n_words);
        assert_eq!(self.repeats, fresh, "places and order follow the clusters");
    }

    fn knows_what_a_fresh_index_knows(&self) -> bool {
        let fresh = learnt(&self.texts, &self.outlines, self.index.n_words());
        self.index.knowledge() == fresh.knowledge() && self.index.n_words() == fresh.n_words()
    }
}

#[test]
fn an_added_article_finds_its_passages() {
    let (articles, planted) = corpus(5, 80);
    let mut followed = Followed::new(articles[..60].to_vec());
    for (article, text) in articles.iter().enumerate().skip(60) {
        followed.put(article, text);
        followed.check();
    }
    let (recall, precision) = (
        recall(&followed.repeats, &planted),
        precision(&followed.repeats, &planted),
    );
    assert!(recall > 0.9, "recall {recall:.3}");
    assert!(precision > 0.9, "precision {precision:.3}");
}

#[test]
fn an_added_occurrence_joins_its_cluster() {
    let passage = "Dr. Ann Miller, a harbour pilot specializing in northern fog";
    let text = |quote: &str| format!("“{quote},” explains {passage}.\n\nNo more is known {quote}.");
    let quotes = ["The tide is late", "No ferry sails", "Wait for the moon"];
    let texts: Vec<String> = quotes[..2].iter().map(|quote| text(quote)).collect();
    let mut followed = Followed::new(texts);
    let best = followed.repeats.clusters[0].clone();
    followed.put(2, &text(quotes[2]));
    followed.check();
    let now = followed.repeats.get(best.id).unwrap();
    assert_eq!((best.n_articles, now.n_articles), (2, 3));
    let words = |one: &Occurrence| one.span.of(&followed.texts[one.article]).to_owned();
    assert!(words(&now.occurrences[0]).contains(passage));
    assert_eq!(words(&now.occurrences[2]), words(&now.occurrences[0]));
    assert_eq!(now.occurrences[..2], best.occurrences);
}

#[test]
fn a_removed_article_takes_its_occurrences_along() {
    let (articles, _) = corpus(6, 40);
    let mut followed = Followed::new(articles);
    for article in 0..40 {
        followed.put(article, "");
        followed.check();
        let span = Span::new(0, usize::MAX);
        assert_eq!(followed.repeats.n_articles_at(article, span), 0);
    }
    assert!(followed.repeats.clusters.is_empty());
    assert_eq!(followed.index.n_words(), 0);
}

#[test]
fn the_index_is_stale_when_a_tenth_of_the_words_came() {
    let (articles, _) = corpus(7, 60);
    let mut followed = Followed::new(articles[..50].to_vec());
    followed.put(50, &articles[50]);
    assert!(!followed.index.is_stale());
    for (article, text) in articles.iter().enumerate().skip(51) {
        followed.put(article, text);
    }
    assert!(followed.index.is_stale());
}

/// The promise of repeats across changes: whatever came, changed and went in whatever order, the index
/// knows the same, and articles compared anew give the same clusters.
#[test]
fn any_order_of_changes_ends_in_the_same() {
    for seed in 0..crate::testing::trials(2, 200) as u64 {
        let (articles, _) = corpus(seed + 50, 24);
        let mut dice = Dice(seed);
        let mut followed = Followed::new(articles[..8].to_vec());
        for _ in 0..40 {
            let article = dice.roll(12);
            let text = match dice.roll(4) {
                0 => "",
                _ => articles[dice.roll(24)].as_str(),
            };
            followed.put(article, text);
        }
        followed.check();
        assert!(followed.knows_what_a_fresh_index_knows(), "seed {seed}");
        let texts: Vec<&str> = followed.texts.iter().map(String::as_str).collect();
        let mut other = Followed::new(Vec::new());
        for article in (0..texts.len()).rev() {
            other.put(article, texts[article]);
        }
        assert_eq!(other.index.knowledge(), followed.index.knowledge());
        assert_eq!(repeats(&texts), find(&other), "seed {seed}");
    }
}

fn find(followed: &Followed) -> Repeats {
    let go_on = &mut |_| ControlFlow::Continue(());
    let inputs = inputs(&followed.texts, &followed.outlines);
    find_repeats(&inputs, RepeatOptions::default(), &alone, go_on).unwrap()
}

#[test]
fn the_check_catches_an_index_that_forgets_to_discount() {
    let (articles, _) = corpus(8, 20);
    let mut followed = Followed::new(articles.clone());
    assert!(followed.knows_what_a_fresh_index_knows());
    // The text changes behind the back of the index.
    followed.texts[3] = articles[4].clone();
    followed.outlines[3] = outline(&articles[4], Markup::Plain);
    assert!(!followed.knows_what_a_fresh_index_knows());
}

#[test]
fn odd_articles_come_and_go() {
    let long = "a".repeat(20_000);
    let buffalo = "buffalo ".repeat(4_000);
    let odd = [
        "",
        "\0",
        long.as_str(),
        buffalo.as_str(),
        "浓雾在冬夜里封锁了港口",
        "Did you know?",
    ];
    let mut followed = Followed::new(vec![String::new(); 3]);
    for round in 0..3 {
        for (at, text) in odd.iter().enumerate() {
            followed.put((at + round) % 5, text);
            followed.check();
        }
    }
}
