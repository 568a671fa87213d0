//! `copydesk list`: the articles with their progress and problems.

use std::{collections::HashMap, io::Write, path::PathBuf};

use clap::Args;
use copydesk::project::AnchorSummary;
use copydesk::text::visible;
use serde::Serialize;

use super::{Ended, Session, complain_of, complain_of_astray, output::Output};

/// List the articles with their progress and problems.
#[derive(Debug, Args)]
pub struct List {
    /// Files and folders; without any, the sample articles.
    paths: Vec<PathBuf>,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    article: &'a str,
    name: String,
    title: Option<&'a str>,
    sentences: usize,
    decided: usize,
    annotations: usize,
    contested: usize,
    problems: Vec<String>,
    /// What became of the annotations since the text changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<&'a AnchorSummary>,
}

impl List {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut project = session.project(&self.paths)?;
        project.load_all();
        let mut problems: HashMap<String, Vec<String>> = HashMap::new();
        for (path, found) in project.findings() {
            let problems = problems.entry(path.clone()).or_default();
            problems.push(found.to_string());
        }
        for index in 0..project.len() {
            let article = project.load(index);
            let tally = project.tally_of(index);
            let row = Row {
                article: &article.path,
                name: article.name(),
                title: article.title(),
                sentences: tally.n_sentences(),
                decided: tally.n_decided(),
                annotations: project.annotations(index).len(),
                contested: project.n_conflicts(index),
                problems: problems.remove(&article.path).unwrap_or_default(),
                marks: project.anchor_summary(index),
            };
            if self.json {
                out.json(&row)?;
            } else {
                print(&row, out)?;
            }
        }
        let findings = project.findings().iter();
        for (path, found) in findings.filter(|(path, _)| project.find_article(path).is_none()) {
            complain_of(path, found);
        }
        complain_of_astray(&project);
        Ok(if project.is_empty() {
            Ended::Nothing
        } else {
            Ended::Done
        })
    }
}

fn print(row: &Row<'_>, out: &mut Output<impl Write>) -> anyhow::Result<()> {
    let progress = format!("{}/{}", row.decided, row.sentences);
    writeln!(out, "{progress:>9}  {}  {}", visible(row.article), row.name)?;
    if row.contested > 0 {
        let told = format!(
            "{} annotations have several versions: `copydesk check` lists them",
            row.contested
        );
        writeln!(out, "{:>9}  {told}", "≠")?;
    }
    for problem in &row.problems {
        writeln!(out, "{:>9}  {}", "!", visible(problem))?;
    }
    if let Some(drift) = row.marks {
        writeln!(out, "{:>9}  {drift}", "~")?;
    }
    Ok(())
}
