//! `copydesk list`: the articles with their progress and problems.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    io::Write,
    path::PathBuf,
};

use clap::Args;
use copydesk::{
    project::{AnchorSummary, CorpusOrigin, Project, UnknownLabel, missing_words},
    store::{Absence, KeptIn},
    text::{agree, count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain, complain_of_astray, complain_of_strays,
    output::ResultWriter,
    table::{OutputFormat, OutputRow},
};

/// List the articles with their progress and problems.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Files and folders. The default is the sample articles.
    paths: Vec<PathBuf>,
    /// Print one JSON object per line.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    #[serde(skip)]
    shown: Cow<'a, str>,
    article: &'a str,
    name: String,
    title: Option<&'a str>,
    sentences: usize,
    decided: usize,
    annotations: usize,
    contested: usize,
    missing: usize,
    problems: Vec<String>,
    /// The state of the annotations after a change of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<&'a AnchorSummary>,
    /// Labels of annotations that the codebook does not have, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown_labels: Vec<String>,
}

impl ListArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.project(&self.paths)?;
        project.load_named();
        project.look_for_missing();
        let mut missing: BTreeMap<usize, Vec<(KeptIn, Absence)>> = BTreeMap::new();
        for one in project.missing() {
            missing.entry(one.article).or_default().push((one.kept_in, one.absence));
        }
        let mut problems: HashMap<&str, Vec<String>> = HashMap::new();
        for (path, found) in project.findings() {
            problems.entry(path).or_default().push(found.to_string());
        }
        let named = project.named();
        for index in &named {
            let index = *index;
            let Some(article) = project.article(index) else {
                continue;
            };
            let tally = project.tally_of(index);
            let of_article = missing.remove(&index).unwrap_or_default();
            let n_missing = of_article.len();
            let mut problems = problems.remove(&*article.path).unwrap_or_default();
            let words = missing_words(of_article.into_iter());
            let folder = project.typed_folder();
            problems.extend(
                words.map(|words| format!("{words}: `copydesk recover {folder} --missing` lists")),
            );
            let row = ArticleRow {
                shown: project.shown_path(index),
                article: &article.path,
                name: article.name(),
                title: article.title(),
                sentences: tally.n_sentences(),
                decided: tally.n_decided(),
                annotations: project.annotations(index).len(),
                contested: project.n_conflicts(index),
                missing: n_missing,
                problems,
                marks: project.anchor_summary(index),
                unknown_labels: project
                    .unknown_labels_in(index)
                    .iter()
                    .map(UnknownLabel::words)
                    .collect(),
            };
            out.row(OutputFormat::of_flag(self.json), &row)?;
        }
        complain_of_strays(&project);
        complain_of_astray(&project);
        if project.names_a_part() {
            let (n, all) = (named.len(), count(project.len(), "article"));
            complain(&format!("{n} of {all} of the corpus {}", root(&project)));
        }
        Ok(CommandOutcome::found(!named.is_empty()))
    }
}

fn root(project: &Project) -> String {
    match project.origin() {
        CorpusOrigin::Folder(root) => root.display().to_string(),
        CorpusOrigin::Input | CorpusOrigin::Sample => String::new(),
    }
}

impl OutputRow for ArticleRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let progress = format!("{}/{}", self.decided, self.sentences);
        writeln!(out, "{progress:>9}  {}  {}", self.shown, self.name)?;
        for words in &self.unknown_labels {
            writeln!(out, "{:>9}  {}", "?", visible(words))?;
        }
        if self.contested > 0 {
            let annotations = count(self.contested, "annotation");
            let have = agree(self.contested, "has", "have");
            writeln!(
                out,
                "{:>9}  {annotations} {have} several versions: `copydesk check` lists them",
                "≠"
            )?;
        }
        for problem in &self.problems {
            writeln!(out, "{:>9}  {}", "!", visible(problem))?;
        }
        if let Some(drift) = self.marks {
            writeln!(out, "{:>9}  {drift}", "~")?;
        }
        Ok(())
    }
}
