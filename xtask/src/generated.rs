//! Pages of prose by hand, with generated sections between marks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Replaces the text between the marks of a section.
pub(crate) fn update(page: &Path, section: &str, text: &str) -> Result<()> {
    let old = fs::read_to_string(page).with_context(|| page.display().to_string())?;
    let new = replaced(&old, section, text)
        .with_context(|| format!("{} lacks the marks of {section}", page.display()))?;
    fs::write(page, new).with_context(|| page.display().to_string())
}

fn replaced(page: &str, section: &str, text: &str) -> Option<String> {
    let begin = format!("<!-- {section}: generated -->\n");
    let end = format!("<!-- {section}: end -->");
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{text}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_section_is_replaced_and_twice_is_once() {
        let page = "a\n<!-- x: generated -->\nold\n<!-- x: end -->\nb\n";
        let new = replaced(page, "x", "new\n").unwrap();
        assert_eq!(new, "a\n<!-- x: generated -->\n\nnew\n\n<!-- x: end -->\nb\n");
        assert_eq!(replaced(&new, "x", "new\n").unwrap(), new);
    }

    #[test]
    fn a_page_without_the_marks_is_left_alone() {
        assert_eq!(replaced("a\nb\n", "x", "new"), None);
    }
}
