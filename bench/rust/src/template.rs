//! What is sent, made anew for each message.

/// Distances that a processor tells apart by their lowest twelve bits alone.
const PAGE: usize = 4_096;

/// Makes messages that are all alike.
///
/// Copying to a place that lies a little further in its page than the source
/// takes three times as long, because the processor mistakes what it reads for
/// what it has just written. Which contestants are hit is up to the allocator:
/// seen were 11 µs and 40 µs for the same 64 KB through the same glue. So the
/// source is chosen half a page away from where the message goes.
#[derive(Debug)]
pub(crate) struct Template {
    letters: String,
    bytes: usize,
}

impl Template {
    /// For messages of this size.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { letters: "x".repeat(bytes + PAGE), bytes }
    }

    /// A text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.bytes);
        text.push_str(self.source(text.as_ptr()));
        text
    }

    /// Bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes);
        bytes.extend_from_slice(self.source(bytes.as_ptr()).as_bytes());
        bytes
    }

    fn source(&self, goal: *const u8) -> &str {
        let distance = goal.addr().wrapping_sub(self.letters.as_ptr().addr());
        let start = distance.wrapping_add(PAGE / 2) % PAGE;
        &self.letters[start..start + self.bytes]
    }
}
