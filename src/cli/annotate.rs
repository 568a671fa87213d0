//! `copydesk annotate`: a label, note or source from a script.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use copydesk::{
    annotation::{AnnotationField, AnnotationId, Confidence, LabelId, Step},
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
    project::{AnnotationEdit, EditTarget, Project},
    text::{Span, count},
};
use jiff::Timestamp;

use super::{
    CliSession, CommandOutcome, CommandResult, complain, output::ResultWriter,
    undo::complain_of_journal,
};

/// Add or change an annotation from a script, by words or by range.
#[derive(Debug, Args)]
pub struct AnnotateArgs {
    /// The folder of the articles, or the file of one article.
    path: PathBuf,
    /// The path of the article in the folder. Not needed for one file.
    #[arg(long)]
    article: Option<String>,
    /// The exact words. They must occur exactly once in the article.
    #[arg(long, allow_hyphen_values = true, conflicts_with_all = ["start", "end", "id"])]
    quote: Option<String>,
    /// The first Unicode scalar.
    #[arg(long, requires = "end", conflicts_with = "id")]
    start: Option<usize>,
    /// One past the last Unicode scalar.
    #[arg(long, requires = "start")]
    end: Option<usize>,
    /// The id of an annotation, as printed by `check` and `annotate`.
    #[arg(long, value_parser = annotation_id)]
    id: Option<AnnotationId>,
    /// Take version N of an annotation with several versions (`check` and `show` print the numbers).
    #[arg(long, value_name = "N", requires = "id", conflicts_with_all =
        field_names().chain(["delete"]))]
    take: Option<usize>,
    #[command(flatten)]
    content: ContentOptions,
    /// Delete the annotation.
    #[arg(long, conflicts_with_all = field_names())]
    delete: bool,
}

impl AnnotateArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.project(std::slice::from_ref(&self.path))?;
        let index = self.find_article(&project)?;
        let article = project.load(index);
        let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
        if let Some(problem) = article.diagnostics.iter().find(is_error) {
            bail!("{}: {problem}", article.path);
        }
        let (target, span) = match self.id {
            Some(id) => of_id(&project, index, id)?,
            None => {
                let span = self.span(&article)?;
                (EditTarget::Words(index, span), span)
            }
        };
        let at = copydesk::store::now()?;
        let step = match (self.take, self.id) {
            (Some(number), Some(id)) => Some(take(&mut project, (index, id), number, at)?),
            _ => {
                let edits = self.edits(&project, &article, span)?;
                edit(&mut project, target, &edits, at)?
            }
        };
        let Some(step) = step else {
            complain("nothing changed");
            return Ok(CommandOutcome::Nothing);
        };
        project.save(index)?;
        if let Some(trouble) = project.take_backup_trouble() {
            complain(&format!("saved, but {trouble}"));
        }
        complain_of_journal(&mut project);
        let stays = step.changes.iter().find(|change| change.after.is_some());
        let change = stays.unwrap_or(&step.changes[0]);
        let (id, annotation) = (change.id, change.after.as_ref().or(change.before.as_ref()));
        // The saved span can be longer than the words: it includes combining marks at their end.
        let span = annotation.map_or(span, |annotation| annotation.anchor.span);
        let (start, end) = (article.scalar(span.start), article.scalar(span.end));
        writeln!(out, "{id} {}:{start}-{end}", project.shown_path(index))?;
        Ok(CommandOutcome::Done)
    }

    fn find_article(&self, project: &Project) -> anyhow::Result<usize> {
        match &self.article {
            Some(path) => {
                find_named(project, path).or_else(|| project.find_shown(path)).with_context(|| {
                    format!("no article {path} here: `copydesk list` prints their paths")
                })
            }
            None => match project.named()[..] {
                [only] => Ok(only),
                ref several => {
                    bail!("{} here: name one with --article", count(several.len(), "article"))
                }
            },
        }
    }

    fn span(&self, article: &Article) -> anyhow::Result<Span> {
        let span = match (&self.quote, self.start, self.end) {
            (Some(quote), ..) => only_place(article, quote)?,
            (None, Some(start), Some(end)) if start < end => {
                let total = article.scalars.total();
                article.span_of_scalars(start, end).with_context(|| {
                    format!("{start}..{end} is outside the article's {total} characters")
                })?
            }
            (None, Some(start), Some(end)) => bail!("--start {start} is not before --end {end}"),
            _ => bail!("name the words: --quote, --start and --end, or --id"),
        };
        if article.words(span).trim().is_empty() {
            bail!("there are no words to annotate, only white space");
        }
        Ok(span)
    }

    fn edits(
        &self,
        project: &Project,
        article: &Article,
        span: Span,
    ) -> anyhow::Result<Vec<AnnotationEdit>> {
        if self.delete {
            return Ok(vec![AnnotationEdit::Delete]);
        }
        let edit = |(field, value): &(AnnotationField, String)| {
            Ok(match *field {
                AnnotationField::Label => AnnotationEdit::Label(Some(find_label(project, value)?)),
                AnnotationField::Text(field) => {
                    AnnotationEdit::Text(field, Some(value.clone()).filter(|text| !text.is_empty()))
                }
                AnnotationField::Words(field) => {
                    AnnotationEdit::Words(field, place_near(article, value, span)?)
                }
                AnnotationField::Confidence => {
                    let number = value.parse().ok();
                    AnnotationEdit::Confidence(number.and_then(Confidence::from_number))
                }
            })
        };
        self.content.0.iter().map(edit).collect()
    }
}

/// The options for the fields of an annotation, with values in the order of the fields.
#[derive(Debug)]
struct ContentOptions(Vec<(AnnotationField, String)>);

fn field_names() -> impl Iterator<Item = &'static str> {
    AnnotationField::ON_DISK.into_iter().map(AnnotationField::name)
}

impl Args for ContentOptions {
    fn augment_args(command: Command) -> Command {
        command.args(AnnotationField::ON_DISK.map(|field| {
            let about = field.description();
            let option = Arg::new(about.name)
                .long(about.name)
                .value_name(about.placeholder)
                .help(about.help)
                .allow_hyphen_values(about.is_prose);
            match field {
                AnnotationField::Confidence => {
                    option.value_parser(clap::value_parser!(u8).range(1..=3))
                }
                AnnotationField::Label | AnnotationField::Text(_) | AnnotationField::Words(_) => {
                    option
                }
            }
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ContentOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = AnnotationField::ON_DISK.into_iter().filter_map(|field| {
            let value = match field {
                AnnotationField::Confidence => matches.get_one::<u8>(field.name())?.to_string(),
                AnnotationField::Label | AnnotationField::Text(_) | AnnotationField::Words(_) => {
                    matches.get_one::<String>(field.name())?.clone()
                }
            };
            Some((field, value))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn annotation_id(digits: &str) -> Result<AnnotationId, String> {
    let id = u64::from_str_radix(digits, 16).map(AnnotationId);
    id.map_err(|_| "an id is 16 hexadecimal digits".to_owned())
}

/// Returns an annotation and its words.
fn of_id(project: &Project, index: usize, id: AnnotationId) -> anyhow::Result<(EditTarget, Span)> {
    let annotation = project.annotation(index, id).with_context(|| {
        format!(
            "no annotation {id} in {}: `copydesk export` prints all annotations",
            project.path(index)
        )
    })?;
    Ok((EditTarget::Annotation(index, id), annotation.anchor.span))
}

/// Keeps one version of an annotation and drops the others.
fn take(
    project: &mut Project,
    (index, id): (usize, AnnotationId),
    number: usize,
    at: Timestamp,
) -> anyhow::Result<Step> {
    let n_versions = project.versions(index, id).len();
    let chosen =
        number.checked_sub(1).and_then(|which| project.choose_version(index, id, which, at));
    match (chosen, n_versions) {
        (Some(step), _) => Ok(step),
        (None, 0) => bail!("annotation {id} has one version only: there is nothing to choose"),
        (None, n) => bail!("annotation {id} has versions 1 to {n}: `copydesk check` lists them"),
    }
}

fn edit(
    project: &mut Project,
    target: EditTarget,
    edits: &[AnnotationEdit],
    at: Timestamp,
) -> anyhow::Result<Option<Step>> {
    if edits.is_empty() {
        let options: Vec<String> = field_names().map(|name| format!("--{name}")).collect();
        bail!("nothing to write: give {} or --delete", options.join(", "));
    }
    let objection = edits.iter().find_map(|edit| project.objection(target, edit));
    if let Some(words) = objection {
        bail!("{words}");
    }
    let article = target.article();
    let owner = match target {
        EditTarget::Words(_, span) => Some(span),
        EditTarget::Annotation(_, id) => project.annotation(article, id).map(|one| one.anchor.span),
    };
    for edit in edits {
        if let (AnnotationEdit::Words(field, Some(part)), Some(owner)) = (edit, owner)
            && let Some(words) = project.part_objection(*field, (article, *part), owner)
        {
            bail!("{words}");
        }
    }
    Ok(project.edit_all(&[target], edits, at))
}

/// Returns the label with an id, name or key, for example `unsourced` or `2`.
pub(super) fn find_label(project: &Project, wanted: &str) -> anyhow::Result<LabelId> {
    let labels = &project.codebook().labels;
    let found = labels.iter().find(|label| {
        label.id.0 == wanted || label.name == wanted || label.key.to_string() == wanted
    });
    let known: Vec<&str> = labels.iter().map(|label| label.id.0.as_str()).collect();
    let label =
        found.with_context(|| format!("no label {wanted}: the labels are {}", known.join(", ")))?;
    Ok(label.id.clone())
}

/// The most places in an error message.
const PLACES_NAMED: usize = 5;

/// Returns the only place of the words in the article.
fn only_place(article: &Article, words: &str) -> anyhow::Result<Span> {
    if words.is_empty() {
        bail!("the words to annotate are empty");
    }
    // A script may take the words from a file with other line ends.
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    let places = article.text.match_indices(&words);
    let spans: Vec<Span> = places.map(|(at, _)| Span::new(at, at + words.len())).collect();
    match spans[..] {
        [] => bail!(
            "“{words}” is not in {}: every character counts, also quotation marks and spaces",
            article.path
        ),
        [span] => Ok(span),
        _ => bail!(
            "“{words}” stands {} times in {}, at {}: give --start and --end",
            spans.len(),
            article.path,
            named(article, &spans)
        ),
    }
}

/// Returns the first places in the form of `--start` and `--end`, for example `12–40 (line 3)`.
fn named(article: &Article, spans: &[Span]) -> String {
    let place = |span: &Span| {
        let (start, end) = (article.scalar(span.start), article.scalar(span.end));
        format!("{start}–{end} (line {})", article.scalars.line(span.start))
    };
    let mut places: Vec<String> = spans.iter().take(PLACES_NAMED).map(place).collect();
    if spans.len() > PLACES_NAMED {
        places.push("…".to_owned());
    }
    places.join(", ")
}

/// Returns the place of the words inside `span`, else their only place in the article. Without words the
/// result is `None`, and the part is removed.
fn place_near(article: &Article, words: &str, span: Span) -> anyhow::Result<Option<Span>> {
    if words.is_empty() {
        return Ok(None);
    }
    let place = match article.words(span).find(words) {
        Some(at) => Span::new(span.start + at, span.start + at + words.len()),
        None => only_place(article, words)?,
    };
    Ok(Some(place))
}

/// Returns the article of the given paths with a path in the corpus, or in the folder that was named: for
/// example `a.txt` of the folder `news/may`. `None` if the paths name the whole corpus.
fn find_named(project: &Project, path: &str) -> Option<usize> {
    let named = if project.names_a_part() { project.named() } else { Vec::new() };
    let folder = |index: &usize| project.path(*index).rsplit_once('/').map_or("", |(at, _)| at);
    let folders: Vec<&str> = named.iter().map(folder).collect();
    let around = folders.first().copied().unwrap_or_default();
    let is_common = |around: &&str| {
        let is_inside = |rest: &str| rest.is_empty() || around.is_empty() || rest.starts_with('/');
        folders.iter().all(|folder| folder.strip_prefix(*around).is_some_and(is_inside))
    };
    let arounds = std::iter::successors(Some(around), |around| {
        (!around.is_empty()).then(|| around.rsplit_once('/').map_or("", |(above, _)| above))
    });
    let mut arounds = arounds.filter(is_common);
    let meant = |path: &str| project.find_article(path).filter(|index| named.contains(index));
    meant(path).or_else(|| meant(&format!("{}/{path}", arounds.next()?)))
}
