//! The tarball, installed in empty folders: as it is in a page, and through Vite.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::browser::{Engine, Session};
use crate::companion::Companion;
use crate::workspace::Workspace;
use crate::{process, report};

const PATIENCE: Duration = Duration::from_secs(60);

/// Packs, installs, and opens both pages in Chromium.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target("tarball");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let tarball = pack(workspace, &folder)?;
    let plain = install(workspace, &folder, "plain", &tarball)?;
    let vite = install(workspace, &folder, "vite", &tarball)?;
    let bin = workspace.npm().join("node_modules/.bin/vite");
    process::run(
        Command::new(bin)
            .args(["build", "--base", "/vite/", "--logLevel", "warn"])
            .current_dir(&vite),
    )?;
    let mounts = [("/plain", plain), ("/vite", vite.join("dist"))];
    let companion = Companion::with_mounts(workspace, &mounts)?;
    Session::with(workspace, Engine::Chromium, async |session| {
        for (prefix, _) in &mounts {
            session.open(&companion.url(&format!("{prefix}/index.html"))).await?;
            session
                .until("typeof window.__verdict === 'string'", PATIENCE)
                .await
                .with_context(|| format!("{prefix}: no verdict"))?;
            let verdict = session.evaluate("window.__verdict").await?;
            if verdict != "hello again" {
                bail!("{prefix}: {verdict}");
            }
            report::line(&format!("{prefix}: works"));
        }
        Ok(())
    })
}

fn pack(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    process::run(
        Command::new("npm")
            .args(["pack", "--silent", "--pack-destination"])
            .arg(folder)
            .current_dir(workspace.path("pkg")),
    )?;
    fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .context("npm pack left no tarball")
}

/// An empty folder with the package in it, and then the page.
fn install(workspace: &Workspace, folder: &Path, name: &str, tarball: &Path) -> Result<PathBuf> {
    let folder = folder.join(name);
    fs::create_dir(&folder)?;
    fs::write(folder.join("package.json"), r#"{ "private": true, "type": "module" }"#)?;
    process::run(
        Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund"])
            .arg(tarball)
            .current_dir(&folder),
    )?;
    let pages = workspace.path("tests").join("packaging");
    fs::copy(pages.join("echo.js"), folder.join("echo.js"))?;
    for entry in fs::read_dir(pages.join(name))? {
        let path = entry?.path();
        if let Some(file) = path.file_name() {
            fs::copy(&path, folder.join(file))?;
        }
    }
    Ok(folder)
}
