//! From the bytes of a file to text: byte order mark, UTF-8, declared charset, guess.
