//! Corpora of random words with planted passages that must be found again.

use super::*;

/// A generator of pseudo-random numbers, the same on every machine.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((self.0 >> 33) as usize) % sides
    }

    /// Makes up a word; short words are frequent.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 12] =
            ["ba", "ten", "ri", "lo", "mas", "du", "ke", "vin", "so", "pal", "gu", "fe"];
        let n_syllables = 1 + self.roll(4);
        (0..n_syllables).map(|_| SYLLABLES[self.roll(12)]).collect()
    }

    fn words(&mut self, n: usize) -> Vec<String> {
        (0..n).map(|_| self.word()).collect()
    }

    /// Replaces, drops or adds about one word in `one_in`.
    fn edited(&mut self, words: &[String], one_in: usize) -> Vec<String> {
        let mut edited = Vec::new();
        for word in words {
            match self.roll(3 * one_in) {
                0 => edited.push(self.word()),
                1 => edited.extend([word.clone(), self.word()]),
                2 => {}
                _ => edited.push(word.clone()),
            }
        }
        edited
    }
}

/// The places of each planted passage as (article, span).
pub(super) type Planted = Vec<Vec<(usize, Span)>>;

/// Makes articles of random words. Every fourth passage is copied verbatim, the other passages with edits.
pub(super) fn corpus(seed: u64, n_articles: usize) -> (Vec<String>, Planted) {
    let mut dice = Dice(seed);
    let passages: Vec<Vec<String>> = (0..n_articles / 3)
        .map(|_| {
            let n_words = 20 + dice.roll(40);
            dice.words(n_words)
        })
        .collect();
    let mut planted: Planted = vec![Vec::new(); passages.len()];
    let mut articles = Vec::new();
    for article in 0..n_articles {
        let mut text = String::new();
        for _ in 0..3 {
            text.push_str(&dice.words(60).join(" "));
            text.push_str(".\n\n");
            let which = dice.roll(passages.len());
            let one_in = [usize::MAX / 3, 20, 10, 7][which % 4];
            let start = text.len();
            text.push_str(&dice.edited(&passages[which], one_in).join(" "));
            planted[which].push((article, Span::new(start, text.len())));
            text.push_str(".\n\n");
        }
        articles.push(text);
    }
    (articles, planted)
}

/// Returns the share of planted neighbours that a common cluster covers by half.
pub(super) fn recall(found: &Repeats, planted: &Planted) -> f64 {
    let names = |&(article, span): &(usize, Span)| -> Vec<ClusterId> {
        let places = found.places_touching(article, span);
        places
            .filter(|(place, _)| {
                let shared = place.end.min(span.end) - place.start.max(span.start);
                2 * shared >= span.len()
            })
            .map(|(_, cluster)| cluster.id)
            .collect()
    };
    let pairs: Vec<_> = planted
        .iter()
        .flat_map(|places| places.windows(2))
        .filter(|pair| pair[0].0 != pair[1].0)
        .collect();
    let linked = pairs.iter().filter(|pair| {
        let others = names(&pair[1]);
        names(&pair[0]).iter().any(|name| others.contains(name))
    });
    linked.count() as f64 / pairs.len() as f64
}

/// Returns the share of found bytes that were planted.
pub(super) fn precision(found: &Repeats, planted: &Planted) -> f64 {
    let places: Vec<(usize, Span)> = planted.iter().flatten().copied().collect();
    let (mut good, mut all) = (0, 0);
    for one in found.clusters.iter().flat_map(|cluster| &cluster.occurrences) {
        all += one.span.len();
        let here = places.iter().filter(|place| place.0 == one.article);
        let shared = |place: &Span| {
            let end = place.end.min(one.span.end);
            end.saturating_sub(place.start.max(one.span.start))
        };
        good += here.map(|(_, place)| shared(place)).sum::<usize>();
    }
    good as f64 / all as f64
}

#[test]
fn planted_passages_are_found_again() {
    for seed in [1, 2, 3] {
        let (articles, planted) = corpus(seed, 60);
        let texts: Vec<&str> = articles.iter().map(String::as_str).collect();
        let found = repeats(&texts);
        let (recall, precision) = (recall(&found, &planted), precision(&found, &planted));
        assert!(recall > 0.95, "seed {seed}: recall {recall:.3}");
        assert!(precision > 0.95, "seed {seed}: precision {precision:.3}");
    }
}

#[test]
fn the_order_of_articles_changes_no_cluster() {
    let (articles, _) = corpus(4, 40);
    let texts: Vec<&str> = articles.iter().map(String::as_str).collect();
    let reversed: Vec<&str> = texts.iter().rev().copied().collect();
    let places = |found: &Repeats, article: &dyn Fn(usize) -> usize| {
        let mut clusters: Vec<Vec<(usize, Span)>> = found
            .clusters
            .iter()
            .map(|cluster| {
                let places = cluster.occurrences.iter();
                let mut places: Vec<_> =
                    places.map(|one| (article(one.article), one.span)).collect();
                places.sort_unstable();
                places
            })
            .collect();
        clusters.sort_unstable();
        clusters
    };
    let last = texts.len() - 1;
    let (one, other) = (repeats(&texts), repeats(&reversed));
    let one = places(&one, &|article| article);
    let other = places(&other, &|article| last - article);
    let same = one.iter().filter(|cluster| other.contains(cluster)).count();
    assert!(same * 10 >= one.len() * 9, "{same} of {} are the same", one.len());
}
