//! `bulk run` and `bulk resume`.
