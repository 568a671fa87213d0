//! Which articles a folder holds, and reading their bytes.
