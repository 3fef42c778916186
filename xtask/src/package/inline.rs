//! Wasm as a JavaScript string.
//!
//! Each byte is one character, U+0000 to U+00FF, escaped only where the language demands it. A
//! module is always UTF-8, so nothing can be misread, and gzip makes nearly as little of it as of
//! the bytes themselves. base64 hides their repetitions from gzip.
//!
//! Characters from U+0080 on take two bytes as UTF-8, and gzip has one set of codes for the string
//! and the JavaScript around it. So each byte is combined by exclusive or with a key that makes the
//! frequent bytes frequent characters.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::process;
use crate::workspace::Workspace;

/// A module whose default export is the string, and whose other one is the key.
pub(super) fn module(bytes: &[u8], key: u8) -> String {
    let turned: Vec<u8> = bytes.iter().map(|byte| byte ^ key).collect();
    format!("export const key = {key};\nexport default {};\n", literal(&turned))
}

/// The key with which the default entry is smallest by the sum of what `gzip -9` and Brotli make of
/// it: the string shares its codes with the text around it. `module` was made with any key.
pub(super) fn best_key(workspace: &Workspace, entry: &Path, module: &Path) -> Result<u8> {
    let job = json!({ "entry": entry, "wasm": module });
    let script = workspace.npm().join("best-key.mjs");
    let answer = process::output(Command::new("node").arg(script).arg(job.to_string()))?;
    answer.parse().context("best-key.mjs printed something else than a key")
}

/// Has Node evaluate the module and compare it with the wasm, which has to be valid too.
pub(super) fn check(workspace: &Workspace, module: &Path, wasm: &Path) -> Result<()> {
    let script = workspace.npm().join("check-inlined.mjs");
    let answer = process::output(Command::new("node").arg(script).arg(module).arg(wasm))?;
    if answer != "same" {
        bail!("the inlined string is not the wasm: {answer}");
    }
    Ok(())
}

fn literal(bytes: &[u8]) -> String {
    let quote = rarer_quote(bytes);
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    text.push(quote);
    for (index, &byte) in bytes.iter().enumerate() {
        match char::from(byte) {
            // `\0` before a digit would be another, forbidden escape.
            '\0' if bytes.get(index + 1).is_some_and(u8::is_ascii_digit) => text.push_str("\\x00"),
            '\0' => text.push_str("\\0"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\\' => text.push_str("\\\\"),
            other if other == quote => text.extend(['\\', other]),
            other => text.push(other),
        }
    }
    text.push(quote);
    text
}

fn rarer_quote(bytes: &[u8]) -> char {
    let count = |quote| bytes.iter().filter(|&&byte| byte == quote).count();
    if count(b'"') < count(b'\'') { '"' } else { '\'' }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a literal as JavaScript does.
    fn evaluate(literal: &str) -> Vec<u8> {
        let quote = literal.chars().next().unwrap();
        let body = literal.strip_prefix(quote).unwrap().strip_suffix(quote).unwrap();
        let mut characters = body.chars().peekable();
        let mut bytes = Vec::new();
        while let Some(character) = characters.next() {
            assert!(character != quote && !"\n\r".contains(character), "unescaped {character:?}");
            let value = match (character, character == '\\') {
                (_, true) => match characters.next().unwrap() {
                    '0' => {
                        let next = characters.peek();
                        assert!(!next.is_some_and(char::is_ascii_digit), "octal escape");
                        '\0'
                    }
                    'n' => '\n',
                    'r' => '\r',
                    'x' => {
                        let digits = [characters.next().unwrap(), characters.next().unwrap()];
                        assert_eq!(digits, ['0', '0']);
                        '\0'
                    }
                    itself => itself,
                },
                (itself, false) => itself,
            };
            bytes.push(u8::try_from(u32::from(value)).unwrap());
        }
        bytes
    }

    #[test]
    fn every_pair_of_bytes_survives() {
        let bytes: Vec<u8> = (0..=255).flat_map(|a| (0..=255).flat_map(move |b| [a, b])).collect();
        assert_eq!(evaluate(&literal(&bytes)), bytes);
    }

    #[test]
    fn the_rarer_quote_delimits() {
        assert_eq!(literal(b"\"\"'"), "'\"\"\\''");
        assert_eq!(literal(b"''\""), "\"''\\\"\"");
    }

    #[test]
    fn a_zero_is_short_unless_a_digit_follows() {
        assert_eq!(literal(b"\0a\x007"), "'\\0a\\x007'");
    }

    #[test]
    fn high_bytes_are_single_characters() {
        assert_eq!(literal(&[0x80, 0xff]), "'\u{80}\u{ff}'");
    }
}
