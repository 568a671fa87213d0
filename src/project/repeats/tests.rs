//! Repeats across changes, starts and damage of the cache.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{super::parallel, *};
use crate::store::Dirs;

fn go_on() -> impl FnMut(u8) -> ControlFlow<()> {
    |_| ControlFlow::Continue(())
}

/// Returns a cache in a new folder, and the folder.
fn cache() -> (RepeatsCache, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let dirs = Dirs::below(folder.path());
    (RepeatsCache::of(&dirs, "corpus".to_owned()), folder)
}

/// Returns a comparison that keeps a cache for any size of corpus.
fn started(cache: &RepeatsCache) -> RepeatComparison {
    RepeatComparison { small: 0, ..RepeatComparison::new(cache.clone()) }
}

fn article(text: &str) -> Option<Arc<Article>> {
    Some(Arc::new(Article::read("a.txt", text.as_bytes())))
}

/// Returns article `number` of a made-up corpus with three passages, each in a third of the articles.
fn made_up(number: usize) -> Option<Arc<Article>> {
    const PASSAGES: [&str; 3] = [
        "Fog closed the narrow harbour entrance during the stormy winter night",
        "Dr. Ann Miller, a harbour pilot specializing in northern drift ice",
        "Share your thoughts about ferries and lighthouses in the comments below",
    ];
    let fresh: Vec<String> =
        (0..40).map(|word| format!("w{}", (number * 57 + word * word) % 5_003)).collect();
    article(&format!(
        "{}. {}.\n\n{}.",
        fresh[..20].join(" "),
        PASSAGES[number % 3],
        fresh[20..].join(" ")
    ))
}

fn corpus(n: usize) -> Vec<Option<Arc<Article>>> {
    (0..n).map(made_up).collect()
}

fn anew(articles: &[Option<Arc<Article>>]) -> Repeats {
    find_repeats(&inputs(articles), RepeatOptions::default(), &run_parallel, &mut go_on()).unwrap()
}

#[test]
fn the_second_start_takes_what_the_first_kept() {
    let (cache, _folder) = cache();
    let articles = corpus(30);
    let first = started(&cache).compare(&articles, &mut go_on()).unwrap();
    assert!(first.clusters.len() >= 3);
    let mut second = started(&cache);
    let mut stop = |_| ControlFlow::Break(());
    let found = second.compare(&articles, &mut stop);
    assert_eq!(found, Some(first), "nothing is compared again, so nothing asks whether to stop");
}

#[test]
fn small_corpora_leave_nothing_behind() {
    let (cache, folder) = cache();
    RepeatComparison::new(cache).compare(&corpus(30), &mut go_on()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_last_clusters_are_there_until_a_change_is_compared() {
    let (cache, _folder) = cache();
    let mut articles = corpus(40);
    let mut comparison = started(&cache);
    assert_eq!(comparison.last(&articles), None, "nothing is known yet");
    let before = comparison.compare(&articles, &mut go_on()).unwrap();
    assert_eq!(comparison.last(&articles), None, "the answer comes at once");
    let n_at = |repeats: &Repeats, index: usize| {
        repeats.n_articles_at(index, crate::text::Span::new(0, usize::MAX))
    };
    assert_eq!((n_at(&before, 0), n_at(&before, 1)), (14, 13));
    // Article 0 takes on the passage of article 1, in other words each time.
    for (mut comparison, number) in [(comparison, 61), (started(&cache), 64)] {
        articles[0] = made_up(number);
        let last = comparison.last(&articles).unwrap();
        assert_eq!((n_at(&last, 0), n_at(&last, 1), n_at(&last, 3)), (0, 13, 13));
        let mut stop = |_| ControlFlow::Break(());
        assert_eq!(comparison.compare(&articles, &mut stop), None);
        assert_eq!(comparison.last(&articles), Some(last), "it can be stopped");
        let now = comparison.compare(&articles, &mut go_on()).unwrap();
        assert_eq!((n_at(&now, 0), n_at(&now, 1), n_at(&now, 3)), (14, 14, 13));
        assert_eq!(*now, anew(&articles));
    }
}

#[test]
fn articles_in_another_order_are_compared_again() {
    let (cache, _folder) = cache();
    let mut articles = corpus(12);
    let mut comparison = started(&cache);
    comparison.compare(&articles, &mut go_on()).unwrap();
    articles.reverse();
    let last = comparison.last(&articles).unwrap();
    assert_eq!(last.clusters.len(), anew(&articles).clusters.len());
    let found = comparison.compare(&articles, &mut go_on());
    assert_eq!(found.as_deref(), Some(&anew(&articles)));
}

#[test]
fn an_article_without_words_that_goes_leaves_no_place_behind() {
    let (cache, _folder) = cache();
    let mut articles = corpus(12);
    articles.push(None);
    let mut comparison = started(&cache);
    comparison.compare(&articles, &mut go_on()).unwrap();
    articles.pop();
    let found = comparison.compare(&articles, &mut go_on());
    assert_eq!(found.as_deref(), Some(&anew(&articles)));
}

#[test]
fn a_damaged_or_foreign_cache_is_found_anew() {
    let (cache, folder) = cache();
    let articles = corpus(12);
    let expected = started(&cache).compare(&articles, &mut go_on()).unwrap();
    let bytes = cache.read().unwrap();
    let mut all_damage: Vec<Vec<u8>> = vec![Vec::new(), b"no cache".to_vec(), bytes.repeat(2)];
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        all_damage.push(bytes[..at].to_vec());
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        all_damage.push(flipped);
    }
    for damage in all_damage {
        cache.write(&damage).unwrap();
        let found = started(&cache).compare(&articles, &mut go_on());
        assert_eq!(found.as_ref(), Some(&expected));
        assert_eq!(cache.read().as_ref(), Some(&bytes), "it is whole again");
    }
    // The cache of another corpus under this name: every article is another one.
    started(&cache).compare(&(500..512).map(made_up).collect::<Vec<_>>(), &mut go_on()).unwrap();
    assert_eq!(started(&cache).compare(&articles, &mut go_on()), Some(expected.clone()));
    std::fs::remove_dir_all(folder.path().join("cache")).unwrap();
    assert_eq!(started(&cache).compare(&articles, &mut go_on()), Some(expected));
}

#[test]
fn a_cache_that_cannot_be_written_is_no_obstacle() {
    let (cache, folder) = cache();
    // Root may write everywhere, so a file stands where the folder should be.
    std::fs::write(folder.path().join("cache"), "in the way").unwrap();
    let articles = corpus(12);
    let found = started(&cache).compare(&articles, &mut go_on()).unwrap();
    assert_eq!(*found, anew(&articles));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::testing::trials(8, 400) as u32))]

    /// Equal articles give equal clusters after any changes, restarts and stopped comparisons, for any
    /// number of threads.
    #[test]
    fn any_history_gives_the_same(steps in proptest::collection::vec((0_usize..14, 0_usize..40, 0_u8..9), 1..20)) {
        let (cache, _folder) = cache();
        let mut articles = corpus(10);
        let mut comparison = started(&cache);
        for (index, number, what) in steps {
            match what {
                0 => comparison = started(&cache),
                1 if index < articles.len() => drop(articles.remove(index)),
                2 if index < articles.len() => articles[index] = None,
                3 if index <= articles.len() => articles.insert(index, made_up(number)),
                4 => articles.reverse(),
                _ if index < articles.len() => articles[index] = made_up(number),
                _ => articles.push(made_up(number)),
            }
            if number % 4 == 0 {
                comparison.compare(&articles, &mut |_| ControlFlow::Break(()));
            } else {
                let found = comparison.compare(&articles, &mut go_on());
                prop_assert_eq!(found.as_deref(), Some(&anew(&articles)));
            }
        }
        let found = comparison.compare(&articles, &mut go_on()).unwrap();
        let inputs = inputs(&articles);
        for n_threads in [0, 1, 3] {
            prop_assert_eq!(format!("{found:#?}"), by(&inputs, n_threads));
        }
    }
}

/// Returns the repeats as text, found by `n_threads` threads; 0 means one thread from the end backwards.
fn by(inputs: &[RepeatInput<'_>], n_threads: usize) -> String {
    let workers = |n: usize, work: &(dyn Fn(usize) + Sync)| {
        let numbers: Vec<usize> = (0..n).collect();
        match n_threads {
            0 => numbers.iter().rev().for_each(|&number| work(number)),
            _ => drop(parallel::map(&numbers, n_threads, |&number| work(number))),
        }
    };
    let mut told = Vec::new();
    let mut note = |percent| {
        told.push(percent);
        ControlFlow::Continue(())
    };
    let found = find_repeats(inputs, RepeatOptions::default(), &workers, &mut note);
    assert!(told.is_sorted(), "progress never goes back: {told:?}");
    format!("{:#?}", found.unwrap())
}

#[track_caller]
fn assert_same_at_any_number_of_threads(articles: &[Option<Arc<Article>>]) {
    let inputs = inputs(articles);
    let expected = by(&inputs, 1);
    for n_threads in [0, 2, 4] {
        assert!(by(&inputs, n_threads) == expected, "{n_threads} threads");
    }
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(sample).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path| Some(Arc::new(Article::read("a.txt", &std::fs::read(path).unwrap())));
    let sample: Vec<_> = paths.into_iter().map(read).collect();
    assert_same_at_any_number_of_threads(&sample);
    // The made-up corpus is large enough for every stage to have several parts.
    assert_same_at_any_number_of_threads(&corpus(2_500));
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn any_number_of_threads_finds_the_same_in_the_real_articles() {
    let real = crate::testing::real_articles().into_iter();
    let read =
        |(name, text): (String, String)| Some(Arc::new(Article::read(&name, text.as_bytes())));
    assert_same_at_any_number_of_threads(&real.map(read).collect::<Vec<_>>());
}
