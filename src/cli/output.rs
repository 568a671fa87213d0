//! Standard output, for people or for programs.
//!
//! Results hold untrusted words. Text for people passes [`copydesk::text::visible`] line by line, also
//! in a pipe, because a pipe often ends in a terminal (for example `| less -R`). So escape sequences in
//! an article or a file name never reach a terminal. JSON is escaped and safe on any terminal. Other
//! data ([`ResultWriter::data`]) keeps its bytes in a pipe or a file, and is made visible on a terminal.
//!
//! Every subcommand writes through [`ResultWriter`], so the filter is never missing. A subcommand only
//! passes names with a possible line break through `visible`.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use copydesk::{
    exchange::json,
    text::{Span, visible, wrap},
};
use serde::Serialize;

/// Writes the results of subcommands.
pub struct ResultWriter<W: Write = BufWriter<StdoutLock<'static>>> {
    out: W,
    /// The bytes of the last line of text, while the line is not complete.
    line: Vec<u8>,
    reader: OutputTarget,
    content: OutputContent,
}

/// The columns of a report for people, also in a pipe.
const COLUMNS: usize = 80;

/// The receiver of standard output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutputTarget {
    Terminal,
    Pipe,
}

/// The kind of output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutputContent {
    ForPeople,
    Data,
}

impl ResultWriter {
    /// Returns a writer to standard output.
    pub fn stdout() -> Self {
        let stdout = io::stdout().lock();
        let reader = if stdout.is_terminal() { OutputTarget::Terminal } else { OutputTarget::Pipe };
        Self::to(BufWriter::new(stdout), reader)
    }
}

impl<W: Write> ResultWriter<W> {
    fn to(out: W, reader: OutputTarget) -> Self {
        Self { out, line: Vec::new(), reader, content: OutputContent::ForPeople }
    }

    /// Writes words in lines of at most 80 columns that begin in column `indent`.
    pub fn paragraph(&mut self, words: &str, indent: usize) -> io::Result<()> {
        let rows = wrap(words, Span::new(0, words.len()), COLUMNS - indent);
        for row in rows {
            writeln!(self, "{:indent$}{}", "", row.of(words))?;
        }
        Ok(())
    }

    /// Returns the writer for data. All further output keeps its bytes in a pipe.
    pub fn data(&mut self) -> &mut Self {
        self.content = OutputContent::Data;
        self
    }

    /// Writes a value as JSON on its own line.
    pub fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        writeln!(self.out, "{}", json(value)?)?;
        Ok(())
    }
}

impl<W: Write> Write for ResultWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.reader, self.content) == (OutputTarget::Pipe, OutputContent::Data) {
            return self.out.write(bytes);
        }
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if let Some(whole) = self.line.strip_suffix(b"\n") {
                writeln!(self.out, "{}", visible(&String::from_utf8_lossy(whole)))?;
                self.line.clear();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        write!(self.out, "{}", visible(&String::from_utf8_lossy(&self.line)))?;
        self.line.clear();
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(parts: &[&[u8]], reader: OutputTarget, content: OutputContent) -> Vec<u8> {
        let mut out = ResultWriter { content, ..ResultWriter::to(Vec::new(), reader) };
        for part in parts {
            out.write_all(part).unwrap();
        }
        out.flush().unwrap();
        out.out
    }

    #[test]
    fn control_characters_are_made_visible_except_line_breaks() {
        for reader in [OutputTarget::Terminal, OutputTarget::Pipe] {
            let parts = ["plain é\n", "\u{1b}[31mred\r\nx\u{9b}", "1m\n"].map(str::as_bytes);
            let expected = "plain é\n␛[31mred␍\nx<U+009B>1m\n";
            assert_eq!(printed(&parts, reader, OutputContent::ForPeople), expected.as_bytes());
        }
    }

    #[test]
    fn characters_split_over_two_writes_are_joined_and_the_last_line_needs_no_line_break() {
        let bytes: Vec<&[u8]> = "né\nü".as_bytes().chunks(1).collect();
        let words = printed(&bytes, OutputTarget::Terminal, OutputContent::ForPeople);
        assert_eq!(words, "né\nü".as_bytes());
    }

    #[test]
    fn data_keeps_its_bytes_in_a_pipe_only() {
        let bytes = [&b"\x1b[31m\xff\n"[..]];
        assert_eq!(printed(&bytes, OutputTarget::Pipe, OutputContent::Data), bytes[0]);
        let shown = printed(&bytes, OutputTarget::Terminal, OutputContent::Data);
        assert_eq!(shown, "␛[31m\u{fffd}\n".as_bytes());
    }
}
