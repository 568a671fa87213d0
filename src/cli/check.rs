//! `copydesk check`: problems in articles and annotations; changes nothing.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::{annotation::Anchored, diagnostic::Severity, text::visible};
use serde::Serialize;

use super::{
    Ended, Session,
    output::Output,
    versions::{contested, in_a_line, numbered},
};

/// Look for problems in articles and annotations; changes nothing.
#[derive(Debug, Args)]
pub struct Check {
    /// Files and folders; without any, the sample articles.
    paths: Vec<PathBuf>,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Problem {
    article: String,
    severity: &'static str,
    message: String,
}

impl Check {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut project = session.project(&self.paths)?;
        project.load_all();
        let mut problems: Vec<Problem> = project
            .findings()
            .iter()
            .map(|(article, diagnostic)| Problem {
                article: article.clone(),
                severity: severity_name(diagnostic.severity),
                message: diagnostic.to_string(),
            })
            .collect();
        for index in 0..project.len() {
            let article = project.path(index).to_owned();
            problems.extend(contested(&project, index).into_iter().map(|id| {
                let versions = in_a_line(&numbered(&project, index, id));
                let message = format!(
                    "annotation {id} has several versions, choose with `annotate --id {id} --take N`: {versions}"
                );
                Problem {
                    article: article.clone(),
                    severity: "warning",
                    message,
                }
            }));
            problems.extend(project.drift(index).map(|drift| Problem {
                article: article.clone(),
                severity: severity_name(drift.severity()),
                message: drift.to_string(),
            }));
            problems.extend(project.marks(index).iter().filter_map(|mark| {
                let state = match mark.anchored {
                    Anchored::Kept => return None,
                    Anchored::Moved => "moved: its words stand elsewhere in the changed text",
                    Anchored::Ambiguous => "ambiguous: its words stand in several places",
                    Anchored::Orphan => "orphan: its words are not in the text any more",
                };
                let message = format!("annotation {} is {state}: “{}”", mark.id, mark.quote);
                Some(Problem {
                    article: article.clone(),
                    severity: "warning",
                    message,
                })
            }));
        }
        for problem in &problems {
            if self.json {
                out.json(problem)?;
            } else {
                let words = format!(
                    "{}: {}: {}",
                    problem.article, problem.severity, problem.message
                );
                writeln!(out, "{}", visible(words.trim_start_matches(": ")))?;
            }
        }
        let grave = problems
            .iter()
            .any(|problem| problem.severity != severity_name(Severity::Note));
        if problems.is_empty() && !self.json {
            writeln!(out, "{} articles, no problems", project.len())?;
        }
        Ok(if grave { Ended::Nothing } else { Ended::Done })
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
