//! `--key NAME=VALUE`: what limits count by.

use crate::args::Told;
use ihuyi::answer::Failure;
use ihuyi::guard::circumstances::Circumstances;

pub fn circumstances(told: &Told) -> Result<Circumstances, Failure> {
    Circumstances::parse(&told.keys.join("\n"))
}
