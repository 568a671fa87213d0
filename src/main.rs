//! The program: the command line and the terminal screen over the `copydesk` library.

fn main() {}
