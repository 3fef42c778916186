//! Which compiler makes WebAssembly, and how cargo is called for it.
//!
//! That is the compiler that runs xtask, where rustup can fetch the target for it. Where it cannot,
//! Debian's own compiler does the work: it has no std for the target, so `setup` builds that once.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// The target triple of the published wasm.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LINKER: &str = "wasm-ld-19";

/// A compiler for WebAssembly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that xtask itself was built with.
    Own,
    /// The one of Debian's packages `rustc-web` and `cargo-web`.
    Debian,
}

impl Toolchain {
    /// The first compiler that has a std for the target.
    pub(crate) fn find() -> Option<Self> {
        [Self::Own, Self::Debian].into_iter().find(|toolchain| {
            toolchain.sysroot().is_ok_and(|sysroot| has_std(&std_directory(&sysroot)))
        })
    }

    /// A cargo command for this compiler.
    pub(crate) fn cargo(&self, workspace: &Workspace) -> Command {
        match self {
            Self::Own => process::cargo(),
            Self::Debian => {
                let mut cargo = Command::new(DEBIAN_CARGO);
                cargo
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
                    // The std that `setup` builds for it has no bitcode.
                    .env("CARGO_PROFILE_RELEASE_LTO", "off")
                    // Two compilers in one directory would rebuild each other's work.
                    .env("CARGO_TARGET_DIR", workspace.target("debian"))
                    // Inherited from the cargo that called us; they name the other compiler.
                    .env_remove("CARGO")
                    .env_remove("RUSTDOC")
                    .env_remove("RUSTUP_TOOLCHAIN");
                cargo
            }
        }
    }

    /// Whether clippy exists for this compiler.
    pub(crate) fn has_clippy(&self) -> bool {
        *self == Self::Own
    }

    /// Where [`Self::cargo`] puts its results, unless it is told otherwise.
    pub(crate) fn target_directory(&self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::Own => workspace.target(""),
            Self::Debian => workspace.target("debian"),
        }
    }

    /// Whether std's source is at hand, to build it with other flags.
    pub(crate) fn has_std_source(&self) -> bool {
        self.sysroot().is_ok_and(|sysroot| {
            sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
        })
    }

    /// What the compiler says of itself.
    pub(crate) fn version(&self) -> Result<String> {
        process::output(self.rustc().arg("--version"))
    }

    /// Where this compiler looks for the libraries of the target.
    pub(crate) fn std_directory(&self) -> Result<PathBuf> {
        Ok(std_directory(&self.sysroot()?))
    }

    fn sysroot(&self) -> Result<PathBuf> {
        Ok(process::output(self.rustc().args(["--print", "sysroot"]))?.into())
    }

    fn rustc(&self) -> Command {
        match self {
            Self::Own => Command::new("rustc"),
            Self::Debian => Command::new(DEBIAN_RUSTC),
        }
    }
}

fn std_directory(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn has_std(directory: &Path) -> bool {
    let Ok(entries) = directory.read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}
