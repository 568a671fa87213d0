//! Text folded for search and matching, with the map back to the original bytes.
