//! Odd input: what must take no more time and memory than news of the same length.

use std::{ops::ControlFlow, time::Instant};

use copydesk::repeats::{RepeatOptions, find_repeats, sequential};

use super::{
    inputs,
    machine::{cpu_time, peak_bytes},
    mega, millis, outlines,
};

/// An article of an ordinary length.
const ORDINARY: &str = "Fog closed the narrow harbour entrance during the stormy winter night. Nobody \
                        knew when the ferries would sail again, and three captains waited.\n\n";

/// Each kind of odd input by its name.
fn corpora() -> [(&'static str, Vec<String>); 7] {
    let twice = |text: String| vec![text.clone(), text];
    let han = "安全分析师专门研究拉丁美洲的有组织犯罪，她说毒品贸易正在改变。";
    [
        ("one article a thousand times", vec![ORDINARY.repeat(50); 1_000]),
        ("one word a million times", vec!["harbour ".repeat(1_000_000)]),
        ("the same in two articles", twice("harbour ".repeat(1_000_000))),
        ("the same, a line each", twice("harbour\n".repeat(1_000_000))),
        ("no spaces", twice("x".repeat(3_000_000))),
        ("Chinese without a line break", twice(han.repeat(20_000))),
        ("a thousand empty articles", vec![String::new(); 1_000]),
    ]
}

/// Prints what each takes on one thread.
pub fn measure() {
    for (name, texts) in corpora() {
        let outlines = outlines(&texts);
        let inputs = inputs(&texts, &outlines);
        let (start, begun) = (cpu_time(), Instant::now());
        let go_on = &mut |_| ControlFlow::Continue(());
        let found = find_repeats(&inputs, RepeatOptions::default(), &sequential, go_on);
        let found = found.unwrap_or_default();
        println!(
            "{name}: {} words, {} clusters, {} of CPU, {} by the clock, peak {:.0} MB so far",
            found.n_words,
            found.clusters.len(),
            millis(cpu_time() - start),
            millis(begun.elapsed()),
            mega(peak_bytes().unwrap_or(0)),
        );
    }
}
