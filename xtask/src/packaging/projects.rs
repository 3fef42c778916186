//! Throw-away projects: what a user of each environment would have, with the tarball installed.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::tarball;
use crate::background::Background;
use crate::browser::{free_port, until_listening};
use crate::workspace::Workspace;
use crate::{folder, process};

/// The folder of all projects, with the tarball and the tools that they share.
#[derive(Debug)]
pub(super) struct Projects {
    folder: PathBuf,
    sources: PathBuf,
    tarball: PathBuf,
}

impl Projects {
    /// An empty folder with the tarball in it. Its projects find the tools as if they were their
    /// own: npm, Node and bundlers look in the folders above, too.
    pub(super) fn create(workspace: &Workspace, name: &str, tools: &Path) -> Result<Self> {
        let folder = workspace.target(name);
        folder::make_empty(&folder)?;
        symlink(tools.join("node_modules"), folder.join("node_modules"))?;
        let tarball = tarball::pack(workspace, &folder)?;
        Ok(Self { folder, sources: workspace.path("tests/packaging"), tarball })
    }

    /// Where the projects are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The tarball that is installed in all of them.
    pub(super) fn tarball(&self) -> &Path {
        &self.tarball
    }

    /// Makes the project of an environment: its own files and the shared ones, the package
    /// installed, and what its `build` script makes of them.
    pub(super) fn add(&self, environment: &str) -> Result<Project> {
        let folder = self.folder.join(environment);
        fs::create_dir(&folder)?;
        copy_files(&self.sources, &folder)?;
        copy_files(&self.sources.join(environment), &folder)?;
        let project = Project { name: environment.to_owned(), folder };
        process::run(project.npm(&["install", "--no-audit", "--no-fund"]).arg(&self.tarball))?;
        process::run(&mut project.npm(&["run", "build", "--if-present"]))?;
        Ok(project)
    }
}

/// One of them.
#[derive(Debug)]
pub(super) struct Project {
    name: String,
    folder: PathBuf,
}

impl Project {
    /// A file of the project.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// An npm command for the project.
    pub(super) fn npm(&self, arguments: &[&str]) -> Command {
        let mut npm = Command::new("npm");
        npm.args(self.npm_arguments()).args(arguments);
        npm
    }

    /// Has the `start` script serve on a port, which is given, until the server is dropped.
    pub(super) fn serve(&self, name: &str) -> Result<(Background, u16)> {
        let port = free_port()?;
        let mut command = self.npm(&["start", "--", "--port"]);
        let mut server =
            Background::start(name, command.arg(port.to_string()).stdin(Stdio::null()))?;
        until_listening(&mut server, port)?;
        Ok((server, port))
    }

    /// What npm has to be told to work there.
    pub(super) fn npm_arguments(&self) -> [&OsStr; 3] {
        ["--silent".as_ref(), "--prefix".as_ref(), self.folder.as_os_str()]
    }

    /// The path of its page, below the folder of all projects: some tools write one of their own.
    pub(super) fn page(&self) -> String {
        let built = self.folder.join("dist/index.html").is_file();
        format!("{}/{}", self.name, if built { "dist/index.html" } else { "index.html" })
    }
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
