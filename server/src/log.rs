//! What `/record` keeps of a scope.

use serde_json::Value;

/// How many bytes a log holds: as many as a single message.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// What an entry counts besides its text: more than the value and its allocation take.
const ENTRY: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: Vec<Value>,
    bytes: usize,
}

/// The entry has no room in the log any more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Log {
    /// Appends an entry, unless that would be more than a log holds.
    pub(crate) fn push(&mut self, entry: Value) -> Result<(), Full> {
        let bytes = self.bytes + ENTRY + entry.as_str().map_or(0, str::len);
        if bytes > MAX_BYTES {
            return Err(Full);
        }
        self.bytes = bytes;
        self.entries.push(entry);
        Ok(())
    }

    /// The entries so far, as an array.
    pub(crate) fn record(&self) -> Value {
        Value::Array(self.entries.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn entries_without_text_fill_a_log_too() {
        let mut log = Log::default();
        for _ in 0..MAX_BYTES / ENTRY {
            log.push(Value::from(0)).unwrap();
        }
        assert_eq!(log.push(Value::from(0)), Err(Full));
        assert_eq!(log.push(Value::from("")), Err(Full));
    }
}
