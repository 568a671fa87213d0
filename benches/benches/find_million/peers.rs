//! The peers: `nucleo` as its users drive it, and `frizbee` on as many threads.
//!
//! Each is given the passages as it wants them before the clock starts.

use std::sync::Arc;

use copydesk::text::Span;
use frizbee::{Config, Matcher};
use nucleo::{
    Nucleo,
    pattern::{CaseMatching, Normalization},
};

use super::{at, row, times};

pub(super) fn measure(n_threads: usize, keys: &[&str], of: (&str, &[Span]), own: f64) {
    let (text, lines) = of;
    let mut nucleo = nucleo_of(n_threads, text, lines);
    let nucleo = times(keys, 1, |key| ask_nucleo(&mut nucleo, key));
    row("nucleo", &nucleo);
    let haystacks: Vec<&str> = lines.iter().map(|line| line.of(text)).collect();
    let frizbee = times(keys, 1, |key| {
        let mut matcher = Matcher::from_query(key, &Config::default());
        std::hint::black_box(matcher.match_list_parallel(&haystacks, n_threads));
    });
    row("frizbee", &frizbee);
    println!("nucleo / copydesk at p50: {:.0}", at(&nucleo, 50) / own);
    println!("frizbee / copydesk at p50: {:.0}", at(&frizbee, 50) / own);
}

fn nucleo_of(n_threads: usize, text: &str, lines: &[Span]) -> Nucleo<()> {
    let nucleo = Nucleo::new(nucleo::Config::DEFAULT, Arc::new(|| {}), Some(n_threads), 1);
    let injector = nucleo.injector();
    for line in lines {
        injector.push((), |(), columns| columns[0] = line.of(text).into());
    }
    nucleo
}

fn ask_nucleo(nucleo: &mut Nucleo<()>, key: &str) {
    let pattern = &mut nucleo.pattern;
    pattern.reparse(0, key, CaseMatching::Smart, Normalization::Smart, false);
    while nucleo.tick(10_000).running {}
}
