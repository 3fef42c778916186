//! What an import that is not used leaves in a bundle.

use std::fs;

use anyhow::{Context, Result, bail};

use super::projects::Projects;

const BUNDLERS: [&str; 4] = ["rollup", "esbuild", "webpack", "vite"];

/// Room for a line break or an empty statement, and not for a function.
const NOTHING: u64 = 16;

/// Less than the WebAssembly alone.
const SOMETHING: u64 = 8_000;

/// Bundles an import without names, one whose names are not used, and one that is used.
pub(super) fn check(projects: &Projects) -> Result<()> {
    let project = projects.add("unused")?;
    for bundler in BUNDLERS {
        let size = |entry: &str| {
            let file = project.file(&format!("dist/{bundler}/{entry}.js"));
            let metadata = fs::metadata(&file).with_context(|| format!("no {}", file.display()))?;
            Ok::<_, anyhow::Error>(metadata.len())
        };
        for entry in ["bare", "unused"] {
            let bytes = size(entry)?;
            if bytes > NOTHING {
                bail!("{bundler} makes {bytes} bytes of {entry}.js");
            }
        }
        let bytes = size("used")?;
        if bytes < SOMETHING {
            bail!("{bundler} makes only {bytes} bytes of used.js, so that the others say nothing");
        }
    }
    Ok(())
}
