//! `copydesk keys`: prints the present keys from the table of commands.

use std::io::Write;

use clap::Args;
use copydesk::{
    command::{COMMANDS, CommandSpec, Context, HelpHeading},
    keymap::Keymap,
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, open::keymap, output::ResultWriter,
    table::OutputFormat,
};

/// Print the present keys: the default keys with your `keys.ron` over them.
#[derive(Debug, Args)]
pub struct KeysArgs {
    /// The format: a table, one JSON object per line, or the page `docs/keys.md`.
    #[arg(long, value_parser = OutputFormat::parser(&FORMATS), default_value = "text")]
    format: OutputFormat,
    /// The same as `--format json`.
    #[arg(long)]
    json: bool,
    /// Print the default keys, without your `keys.ron`.
    #[arg(long)]
    default: bool,
}

const FORMATS: [OutputFormat; 3] = [OutputFormat::Text, OutputFormat::Markdown, OutputFormat::Json];

#[derive(Serialize)]
struct KeyRow<'a> {
    context: &'a str,
    group: String,
    command: &'a str,
    keys: Vec<String>,
    doc: &'a str,
}

impl KeysArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let keymap = if self.default { Keymap::default() } else { keymap(session)? };
        let format = if self.json { OutputFormat::Json } else { self.format };
        match format {
            OutputFormat::Json => json(&keymap, out)?,
            OutputFormat::Markdown => write!(out, "{}", markdown(&keymap))?,
            OutputFormat::Text | OutputFormat::Csv => text(&keymap, out)?,
        }
        Ok(CommandOutcome::Done)
    }
}

/// Returns the commands of a context, by heading.
fn rows(context: Context) -> impl Iterator<Item = &'static CommandSpec> {
    let of_group = move |group| {
        let rows = COMMANDS.iter().filter(move |spec| spec.heading == group);
        rows.filter(move |spec| spec.contexts.contains(&context))
    };
    HelpHeading::ALL.into_iter().flat_map(of_group)
}

fn json(keymap: &Keymap, out: &mut ResultWriter) -> anyhow::Result<()> {
    for context in Context::ALL {
        for spec in rows(context) {
            let row = KeyRow {
                context: context.name(),
                group: spec.heading.to_string(),
                command: spec.name,
                keys: keymap.keys_of(context, spec.command),
                doc: spec.doc,
            };
            out.json(&row)?;
        }
    }
    Ok(())
}

fn text(keymap: &Keymap, out: &mut ResultWriter) -> anyhow::Result<()> {
    for context in Context::ALL {
        writeln!(out, "{}", title(context))?;
        for spec in rows(context) {
            let keys = keymap.keys_of(context, spec.command).join("  ");
            writeln!(out, "  {keys:<20} {:<24} {}", spec.name, spec.doc)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn title(context: Context) -> &'static str {
    match context {
        Context::Reader => "In the article",
        Context::Select => "While words are selected",
        Context::List => "In lists",
        Context::Search => "While searching in a list",
        Context::Prompt => "While typing a line",
    }
}

/// Returns the page `docs/keys.md`.
pub fn markdown(keymap: &Keymap) -> String {
    let mut page = String::from(
        "# Keys\n\nPrinted by `copydesk keys --default --format markdown`; a test keeps it true.\n\n\
         A `keys.ron` in the configuration folder (`copydesk config path` says where) is laid over\n\
         these: `(reader: [(\"s\", \"next\"), (\"j\", \"none\")])`. Names and contexts are those below.\n",
    );
    for context in Context::ALL {
        page.push_str(&format!("\n## {} (`{}`)\n", title(context), context.name()));
        let mut group = None;
        for spec in rows(context) {
            if group != Some(spec.heading) {
                group = Some(spec.heading);
                page.push_str(&format!(
                    "\n### {}\n\n| keys | command | what it does |\n| --- | --- | --- |\n",
                    spec.heading
                ));
            }
            let keys = keymap.keys_of(context, spec.command);
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            page.push_str(&format!("| {} | `{}` | {} |\n", keys.join(" "), spec.name, spec.doc));
        }
    }
    page
}
