//! Hours of the day, China Standard Time: whoever gets the messages is there.

/// From one minute of the day to another; over midnight where the second is the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Minutes since midnight: the first that is in it.
    pub from: u16,
    /// The first that is not.
    pub to: u16,
}

impl Hours {
    /// Reads `09:00-20:30`; None is no such thing.
    pub fn parse(_text: &str) -> Option<Hours> {
        todo!()
    }

    /// Milliseconds from this moment (since 1970, in milliseconds) until the hours begin; 0: it is within them.
    pub fn wait(&self, _now: i64) -> i64 {
        todo!()
    }
}
