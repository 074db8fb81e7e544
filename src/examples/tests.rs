//! Examples: read, run and printed.
