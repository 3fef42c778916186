//! std for wasm32-unknown-unknown from Debian's source, for machines that rustup cannot serve.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::apt;
use crate::process;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Installs Debian's compiler and gives it a std for the target.
pub(super) fn install(workspace: &Workspace) -> Result<()> {
    if !apt::is_usable() {
        bail!("this needs root on Debian: apt-get install {}", PACKAGES.join(" "));
    }
    apt::install(PACKAGES)?;
    let scratch = workspace.target("wasm-std");
    write_empty_crate(&scratch)?;
    let toolchain = Toolchain::Debian;
    process::run(
        toolchain
            .cargo(workspace)
            .current_dir(&scratch)
            .env("CARGO_TARGET_DIR", scratch.join("target"))
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["build", "--release", "--target", TARGET])
            .arg("-Zbuild-std=std,panic_abort,test"),
    )?;
    let built = scratch.join("target").join(TARGET).join("release/deps");
    copy_libraries(&built, &toolchain.std_directory()?)
}

fn write_empty_crate(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory.join("src"))?;
    // A workspace of its own, because it lies below ours.
    let manifest =
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(directory.join("Cargo.toml"), manifest)?;
    fs::write(directory.join("src/lib.rs"), "")?;
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in from.read_dir().with_context(|| format!("cannot read {}", from.display()))? {
        let file = entry?.path();
        let Some(name) = file.file_name() else {
            continue;
        };
        // Ours is of no use to anybody, and would be the only one that is not std.
        let is_ours = name.to_string_lossy().starts_with("libempty-");
        if file.extension().is_some_and(|extension| extension == "rlib") && !is_ours {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}
