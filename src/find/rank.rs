//! Classes and scores: which of two hits stands first.
