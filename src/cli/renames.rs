//! `copydesk renames`: finds the articles of today for annotations of renamed articles, and moves the
//! annotations.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use copydesk::{
    project::{Project, clear_moves},
    store::{MovedAnnotations, RecordMove, RenamedArticle, now},
    text::{count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain,
    output::ResultWriter,
    table::{OutputFormat, OutputRow},
};

/// List annotations of renamed or moved articles, and move them to the articles of today.
///
/// Without `--accept` nothing is written. Finds an article with exactly the annotated text, else with at
/// least 60 % of the annotated words, else by the record of git. If several articles fit, choose one with
/// `--from` and `--to`. Only your own annotations are moved; `--annotator NAME` moves those of NAME. Exit
/// status: 1 if annotations without their article are left.
#[derive(Debug, Args)]
pub struct RenamesArgs {
    /// The folder of the articles.
    paths: Vec<PathBuf>,
    /// Move the annotations, all in one step. The old files are copied first (see `recover`).
    #[arg(long, alias = "yes")]
    accept: bool,
    /// The old name of an article, as listed.
    #[arg(long, value_name = "OLD", requires = "to")]
    from: Option<String>,
    /// The article of today for `--from`.
    #[arg(long, value_name = "NEW", requires = "from")]
    to: Option<String>,
    /// Print one JSON object per line.
    #[arg(long)]
    json: bool,
}

/// Annotations of one annotator without their article.
#[derive(Serialize)]
struct RenameRow<'a> {
    annotator: &'a str,
    from: &'a str,
    annotations: usize,
    /// True if another text stands under the old name.
    reused: bool,
    /// The articles that fit, best first.
    targets: Vec<TargetRow<'a>>,
    file: String,
    #[serde(skip)]
    is_own: bool,
}

#[derive(Serialize)]
struct TargetRow<'a> {
    article: &'a str,
    evidence: String,
}

impl RenamesArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.loaded_project(&self.paths)?;
        let search = project.rename_search().context("renames need the folder of the articles")?;
        let renamed = search.carry_out();
        let moves = self.moves(&project, &renamed)?;
        if !self.accept {
            for one in &renamed {
                out.row(OutputFormat::of_flag(self.json), &row(&project, one))?;
            }
            self.advise(&renamed, &moves, out)?;
            return Ok(CommandOutcome::found(renamed.is_empty()));
        }
        let n_moves = moves.len();
        if n_moves > 0 {
            let job = project.rename_job(moves, now()?).context("some annotations are unsaved")?;
            let moved = project.take_renames(job.carry_out(&session.dirs))?;
            self.tell(&moved, out)?;
        } else if !self.json {
            writeln!(out, "nothing to move")?;
        }
        let left = project.rename_search().map(|search| search.carry_out()).unwrap_or_default();
        for one in &left {
            complain(&in_words(&row(&project, one)));
        }
        Ok(CommandOutcome::found(left.is_empty()))
    }

    /// Returns the chosen move, or all clear moves.
    fn moves(
        &self,
        project: &Project,
        renamed: &[RenamedArticle],
    ) -> anyhow::Result<Vec<RecordMove>> {
        let (Some(from), Some(to)) = (&self.from, &self.to) else {
            return Ok(clear_moves(renamed, project.annotator()));
        };
        let index = project
            .find_shown(to)
            .with_context(|| format!("no article {to} here: `copydesk list` prints their paths"))?;
        let to = project.path(index).to_owned();
        let is_it = |one: &&RenamedArticle| {
            one.annotator == project.annotator()
                && (one.from == *from || visible(&one.from) == *from)
        };
        if let Some(one) = renamed.iter().find(is_it) {
            return Ok(vec![RecordMove { from: one.from.clone(), to, ids: one.ids.clone() }]);
        }
        let Some(chosen) = project.annotations_to_move(from, &to).filter(|one| one.from != to)
        else {
            bail!("{} has no annotations of {from} to move", project.annotator());
        };
        Ok(vec![chosen])
    }

    fn advise(
        &self,
        renamed: &[RenamedArticle],
        moves: &[RecordMove],
        out: &mut ResultWriter,
    ) -> anyhow::Result<()> {
        if self.json {
            return Ok(());
        }
        if let (Some(_), [only]) = (&self.from, moves) {
            let n = count(only.ids.len(), "annotation");
            let (from, to) = (visible(&only.from), visible(&only.to));
            writeln!(out, "`--accept` moves {n} of {from} to {to}")?;
        } else if !moves.is_empty() {
            let n = moves.iter().map(|one| one.ids.len()).sum();
            let (n, articles) = (count(n, "annotation"), count(moves.len(), "article"));
            writeln!(out, "`--accept` moves {n} of {articles}")?;
        } else if renamed.is_empty() {
            writeln!(out, "every annotation has its article")?;
        }
        Ok(())
    }

    fn tell(&self, moved: &[MovedAnnotations], out: &mut ResultWriter) -> anyhow::Result<()> {
        for one in moved.iter().filter(|_| !self.json) {
            let n = count(one.n_live, "annotation");
            writeln!(out, "moved {n} of {} to {}", visible(&one.from), visible(&one.to))?;
        }
        for one in moved.iter().filter(|_| self.json) {
            out.json(&MovedRow { from: &one.from, to: &one.to, annotations: one.n_live })?;
        }
        Ok(())
    }
}

/// Annotations that were moved.
#[derive(Serialize)]
struct MovedRow<'a> {
    from: &'a str,
    to: &'a str,
    annotations: usize,
}

fn row<'a>(project: &Project, one: &'a RenamedArticle) -> RenameRow<'a> {
    let targets = one.targets.iter().map(|target| TargetRow {
        article: &target.article,
        evidence: target.evidence.to_string(),
    });
    RenameRow {
        annotator: &one.annotator,
        from: &one.from,
        annotations: one.ids.len(),
        reused: one.is_reused,
        targets: targets.collect(),
        file: one.file.display().to_string(),
        is_own: one.annotator == project.annotator(),
    }
}

impl OutputRow for RenameRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        Ok(writeln!(out, "{}", in_words(self))?)
    }
}

/// Returns for example `old.txt -> new.txt: 12 annotations, same text`.
fn in_words(row: &RenameRow<'_>) -> String {
    let n = count(row.annotations, "annotation");
    let from = visible(row.from);
    let words = match row.targets.as_slice() {
        [] => format!("{from}: {n}, no article has these words: choose with --from and --to"),
        [only] => format!("{from} -> {}: {n}, {}", visible(only.article), only.evidence),
        several => {
            let named = several.iter().take(NAMED);
            let named = named.map(|one| format!("{} ({})", visible(one.article), one.evidence));
            let more = several.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let named = named.collect::<Vec<_>>().join(", ");
            format!("{from}: {n}, several articles fit: {named}{more}: choose with --from and --to")
        }
    };
    if row.is_own {
        words
    } else {
        format!("{words} (of {0}: --annotator {0})", visible(row.annotator))
    }
}

/// Articles that are named of several that fit.
const NAMED: usize = 4;
