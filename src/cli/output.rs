//! Standard output, for people or for programs.
//!
//! Results hold words of other people. Where a terminal shows them, everything passes
//! [`copydesk::text::visible`] line by line, whatever the format, so no escape sequence of an article
//! or a file name reaches it; in a pipe or a file the bytes are as they are. Being the only way out,
//! it cannot be forgotten by a subcommand.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use copydesk::text::visible;

/// Where subcommands write their results.
pub enum Output<W: Write> {
    /// To somebody's eyes; the bytes of the line that is not complete yet.
    Terminal(W, Vec<u8>),
    /// To a program or a file.
    Raw(W),
}

impl Output<BufWriter<StdoutLock<'static>>> {
    /// The standard output of this program.
    pub fn stdout() -> Self {
        let stdout = io::stdout().lock();
        let is_terminal = stdout.is_terminal();
        let out = BufWriter::new(stdout);
        if is_terminal {
            Output::Terminal(out, Vec::new())
        } else {
            Output::Raw(out)
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Raw(out) => out.write(bytes),
            Output::Terminal(out, line) => {
                for part in bytes.split_inclusive(|byte| *byte == b'\n') {
                    line.extend_from_slice(part);
                    if let Some(whole) = line.strip_suffix(b"\n") {
                        writeln!(out, "{}", visible(&String::from_utf8_lossy(whole)))?;
                        line.clear();
                    }
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Raw(out) => out.flush(),
            Output::Terminal(out, line) => {
                write!(out, "{}", visible(&String::from_utf8_lossy(line)))?;
                line.clear();
                out.flush()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(parts: &[&str]) -> String {
        let mut out = Output::Terminal(Vec::new(), Vec::new());
        for part in parts {
            out.write_all(part.as_bytes()).unwrap();
        }
        out.flush().unwrap();
        let Output::Terminal(bytes, _) = out else {
            unreachable!("it was made for a terminal");
        };
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_terminal_gets_no_control_characters_but_line_breaks() {
        assert_eq!(
            printed(&["plain é\n", "\u{1b}[31mred\r\nx\u{9b}", "1m\n"]),
            "plain é\n␛[31mred␍\nx\u{fffd}1m\n".replace('\u{fffd}', &visible("\u{9b}"))
        );
    }

    #[test]
    fn characters_cut_in_two_writes_are_whole_and_the_last_line_needs_no_end() {
        let mut out = Output::Terminal(Vec::new(), Vec::new());
        for byte in "né\nü".as_bytes() {
            out.write_all(&[*byte]).unwrap();
        }
        out.flush().unwrap();
        let Output::Terminal(bytes, _) = out else {
            unreachable!("it was made for a terminal");
        };
        assert_eq!(String::from_utf8(bytes).unwrap(), "né\nü");
    }

    #[test]
    fn a_pipe_gets_the_bytes() {
        let mut out = Output::Raw(Vec::new());
        out.write_all(b"\x1b[31m\xff\n").unwrap();
        let Output::Raw(bytes) = out else {
            unreachable!("it was made for a pipe");
        };
        assert_eq!(bytes, b"\x1b[31m\xff\n");
    }
}
