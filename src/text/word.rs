//! Words and clauses: the steps by which a selection grows.
