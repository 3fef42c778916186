//! Programs that judge a tarball. Both must have nothing to say.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// publint: what `package.json` promises is there, in the right order and format.
pub(super) fn publint(bin: &Path, tarball: &Path) -> Result<()> {
    let report = process::output(Command::new(bin.join("publint")).arg("--strict").arg(tarball))?;
    // Suggestions do not make it fail.
    if !report.ends_with("All good!") {
        bail!("{report}");
    }
    Ok(())
}

/// attw: every entry's types are found, and are those of its module. The package is an ES module
/// only, which Node's `require` loads since version 20.19.
pub(super) fn attw(bin: &Path, tarball: &Path) -> Result<()> {
    let attw = || Command::new(bin.join("attw"));
    process::output(attw().args(["--profile", "esm-only"]).arg(tarball))?;
    // TypeScript before version 7 may know no `exports`, and finds all but the wasm's bytes even so. The
    // format ends the list of what is excluded.
    process::output(
        attw()
            .args(["--ignore-rules", "cjs-resolves-to-esm"])
            .args(["--exclude-entrypoints", "sockline.wasm"])
            .args(["--format", "table"])
            .arg(tarball),
    )?;
    Ok(())
}
