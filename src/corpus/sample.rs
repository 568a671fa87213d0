//! The sample articles that are embedded in the program.
