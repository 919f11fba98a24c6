//! The tables: what every number means.
pub mod own;
pub fn strerror(_c: i32) -> &'static str {
    ""
}
pub fn all_texts() -> impl Iterator<Item = &'static str> {
    [""].into_iter()
}
pub struct Constant {
    pub name: &'static str,
    pub value: i32,
    pub comment: &'static str,
}
pub fn constants() -> impl Iterator<Item = Constant> {
    [].into_iter()
}
