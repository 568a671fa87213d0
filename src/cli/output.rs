//! Standard output, for people or for programs.
//!
//! Results hold words of other people. What is for people passes [`copydesk::text::visible`] line by
//! line wherever it goes, since a pipe often ends in a terminal (`| less -R`, `| head`); so no escape
//! sequence of an article or a file name reaches it. JSON is for programs and is written so that any
//! terminal may show it. Other data ([`Output::data`]) keeps its bytes in a pipe or a file, and is made
//! visible where a terminal shows it. Being the only way out, it cannot be forgotten by a subcommand;
//! only a name that could hold a line break has to pass `visible` on its own.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use copydesk::{
    exchange::json,
    text::{Span, visible, wrap},
};
use serde::Serialize;

/// Where subcommands write their results.
pub struct Output<W: Write> {
    out: W,
    /// The bytes of the line for people that is not complete yet.
    line: Vec<u8>,
    reader: Reader,
    content: Content,
}

/// Columns of a report for people, in a pipe too.
const COLUMNS: usize = 80;

/// Who is at the other end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Terminal,
    Pipe,
}

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    ForPeople,
    Data,
}

impl Output<BufWriter<StdoutLock<'static>>> {
    /// The standard output of this program.
    pub fn stdout() -> Self {
        let stdout = io::stdout().lock();
        let reader = if stdout.is_terminal() {
            Reader::Terminal
        } else {
            Reader::Pipe
        };
        Self::to(BufWriter::new(stdout), reader)
    }
}

impl<W: Write> Output<W> {
    fn to(out: W, reader: Reader) -> Self {
        Self {
            out,
            line: Vec::new(),
            reader,
            content: Content::ForPeople,
        }
    }

    /// Writes words for people in lines of a report's width that begin in column `indent`.
    pub fn paragraph(&mut self, words: &str, indent: usize) -> io::Result<()> {
        let rows = wrap(words, Span::new(0, words.len()), COLUMNS - indent);
        for row in rows {
            writeln!(self, "{:indent$}{}", "", row.of(words))?;
        }
        Ok(())
    }

    /// Where data goes: everything that is written from now on keeps its bytes in a pipe.
    pub fn data(&mut self) -> &mut Self {
        self.content = Content::Data;
        self
    }

    /// Writes one value as JSON on a line of its own.
    pub fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        writeln!(self.out, "{}", json(value)?)?;
        Ok(())
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.reader, self.content) == (Reader::Pipe, Content::Data) {
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
        write!(
            self.out,
            "{}",
            visible(&String::from_utf8_lossy(&self.line))
        )?;
        self.line.clear();
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(parts: &[&[u8]], reader: Reader, content: Content) -> Vec<u8> {
        let mut out = Output {
            content,
            ..Output::to(Vec::new(), reader)
        };
        for part in parts {
            out.write_all(part).unwrap();
        }
        out.flush().unwrap();
        out.out
    }

    #[test]
    fn nobody_gets_control_characters_but_line_breaks() {
        for reader in [Reader::Terminal, Reader::Pipe] {
            let parts = ["plain é\n", "\u{1b}[31mred\r\nx\u{9b}", "1m\n"].map(str::as_bytes);
            let expected = "plain é\n␛[31mred␍\nx<U+009B>1m\n";
            assert_eq!(
                printed(&parts, reader, Content::ForPeople),
                expected.as_bytes()
            );
        }
    }

    #[test]
    fn characters_cut_in_two_writes_are_whole_and_the_last_line_needs_no_end() {
        let bytes: Vec<&[u8]> = "né\nü".as_bytes().chunks(1).collect();
        let words = printed(&bytes, Reader::Terminal, Content::ForPeople);
        assert_eq!(words, "né\nü".as_bytes());
    }

    #[test]
    fn data_keeps_its_bytes_in_a_pipe_only() {
        let bytes = [&b"\x1b[31m\xff\n"[..]];
        assert_eq!(printed(&bytes, Reader::Pipe, Content::Data), bytes[0]);
        let shown = printed(&bytes, Reader::Terminal, Content::Data);
        assert_eq!(shown, "␛[31m\u{fffd}\n".as_bytes());
    }
}
