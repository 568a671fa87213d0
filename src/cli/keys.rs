//! `copydesk keys`: the keys in force, from the one table.

use std::io::Write;

use clap::{Args, ValueEnum};
use copydesk::{
    command::{COMMANDS, CommandSpec, Context, HelpHeading},
    keymap::Keymap,
};
use serde::Serialize;

use super::{Ended, Session, open::keymap, output::Output};

/// Print the keys in force: the default ones with your keys.ron over them.
#[derive(Debug, Args)]
pub struct Keys {
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as --format json.
    #[arg(long)]
    json: bool,
    /// The keys that the program ships, whatever your keys.ron says.
    #[arg(long)]
    default: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for the terminal.
    Text,
    /// The page docs/keys.md.
    Markdown,
    /// One JSON object per line.
    Json,
}

#[derive(Serialize)]
struct Row<'a> {
    context: &'a str,
    group: String,
    command: &'a str,
    keys: Vec<String>,
    doc: &'a str,
}

impl Keys {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let keymap = if self.default {
            Keymap::default()
        } else {
            keymap(session)?
        };
        match self.format {
            _ if self.json => json(&keymap, out)?,
            Format::Json => json(&keymap, out)?,
            Format::Text => text(&keymap, out)?,
            Format::Markdown => write!(out, "{}", markdown(&keymap))?,
        }
        Ok(Ended::Done)
    }
}

/// The rows of a context, by group.
fn rows(context: Context) -> impl Iterator<Item = &'static CommandSpec> {
    let of_group = move |group| {
        let rows = COMMANDS.iter().filter(move |spec| spec.heading == group);
        rows.filter(move |spec| spec.contexts.contains(&context))
    };
    HelpHeading::ALL.into_iter().flat_map(of_group)
}

fn json(keymap: &Keymap, out: &mut Output<impl Write>) -> anyhow::Result<()> {
    for context in Context::ALL {
        for spec in rows(context) {
            let row = Row {
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

fn text(keymap: &Keymap, out: &mut Output<impl Write>) -> anyhow::Result<()> {
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

/// The page `docs/keys.md`.
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
            page.push_str(&format!(
                "| {} | `{}` | {} |\n",
                keys.join(" "),
                spec.name,
                spec.doc
            ));
        }
    }
    page
}
