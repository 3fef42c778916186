//! A small change of a source file.

use anyhow::{Result, bail};

/// Puts one text in the place of another, which has to be there exactly once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edit {
    /// The file, from the repository's root.
    pub(super) file: &'static str,
    /// Where the text begins that goes.
    from: &'static str,
    /// What comes after it and stays; without it, only `from` goes.
    until: Option<&'static str>,
    /// What comes in its place.
    instead: &'static str,
}

impl Edit {
    /// Puts `instead` in the place of `text`.
    pub(super) const fn replace(
        file: &'static str,
        text: &'static str,
        instead: &'static str,
    ) -> Self {
        Self { file, from: text, until: None, instead }
    }

    /// Puts `instead` in the place of all from the beginning of `from` up to the next `until`.
    pub(super) const fn cut(
        file: &'static str,
        from: &'static str,
        until: &'static str,
        instead: &'static str,
    ) -> Self {
        Self { file, from, until: Some(until), instead }
    }

    /// The text after the change. One that can't be made is an error, so that no figure is told of
    /// a change that the sources have left behind.
    pub(super) fn apply(&self, text: &str) -> Result<String> {
        let Self { file, from, until, instead } = *self;
        let mut parts = text.split(from);
        let (Some(before), Some(after), None) = (parts.next(), parts.next(), parts.next()) else {
            bail!("{file} has {} times, and not once: {from}", text.matches(from).count());
        };
        let after = match until {
            None => after,
            Some(until) => match after.find(until) {
                Some(end) => &after[end..],
                None => bail!("{file} has no such text after {from}: {until}"),
            },
        };
        Ok([before, instead, after].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one { two } three { four }";

    #[test]
    fn a_text_that_is_there_once_is_replaced() {
        assert_eq!(Edit::replace("f", "two", "2").apply(TEXT).unwrap(), "one { 2 } three { four }");
        assert_eq!(Edit::cut("f", "two", "{ f", "2 ").apply(TEXT).unwrap(), "one { 2 { four }");
    }

    #[test]
    fn a_text_that_is_there_never_or_twice_is_named() {
        for text in ["five", "{"] {
            let error = Edit::replace("a/file.rs", text, "").apply(TEXT).unwrap_err().to_string();
            assert!(error.contains("a/file.rs") && error.contains(text), "{error}");
        }
        let error = Edit::cut("a/file.rs", "three", "two", "").apply(TEXT).unwrap_err().to_string();
        assert!(error.contains("a/file.rs") && error.contains("two"), "{error}");
    }
}
