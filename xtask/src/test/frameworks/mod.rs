//! The frameworks: their crates in every way in which they are compiled, their tests in every
//! engine, and their example apps end to end in Chromium.
//!
//! One program drives the apps of all frameworks, because they have the same DOM. What a page is
//! told in its address:
//!
//! - `url`: the server's address. By default the room `lobby` of the page's own server:
//!   `/room/lobby`, relative to the page.
//!
//! What a test finds, by `data-testid`, in **both apps**:
//!
//! - `state`: its text is the state in lower case: `idle`, `waiting`, `resolving`, `connecting`,
//!   `open`, `closing` or `closed`;
//! - `unmount`: a button that takes the component with the socket, and so all of the following,
//!   out of the page, or puts it back. It stays.
//!
//! In the **chat**, whose messages are JSON, `{"name":"Ada","text":"hello"}`:
//!
//! - `name`, `text`: inputs; `send`: a button, which empties `text`;
//! - `message`: one element for each message that has arrived, this page's own among them, the
//!   oldest first. A descendant of the class `text` holds its text and nothing else;
//! - `count`: the number of messages that have arrived, in decimal digits;
//! - `burst`: a button that sends 1,000 messages at once, of the texts `burst 1` to `burst 1000`.
//!
//! On the **board** of live cursors, whose messages are JSON, `{"id":"…","x":0.25,"y":0.5}`, where
//! 1 is the board's width or height:
//!
//! - `board`: the element whose `pointermove` sends the pointer's position. It is also sent every
//!   two seconds, once there is one;
//! - `cursor`: one element for each other page that was heard of within the last five seconds,
//!   with its id in `data-id` and its place in `style.left` and `style.top`, in per cent;
//! - `count`: the number of these, in decimal digits.

mod chat;
mod cursors;
mod page;

use anyhow::{Context, Result, bail};

use super::rust_browsers;
use crate::apps::{self, FRAMEWORKS, Framework};
use crate::browser::{Engine, Session, free_port};
use crate::companion::Companion;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;
use crate::{process, report};

/// Checks everything about every framework.
pub(super) fn run(workspace: &Workspace, toolchain: &Toolchain, engines: &[Engine]) -> Result<()> {
    let mut failed = Vec::new();
    for framework in FRAMEWORKS {
        if let Err(error) = check(workspace, toolchain, engines, framework) {
            report::line(&format!("{}: {error:#}", framework.name));
            failed.push(framework.name);
        }
    }
    if !failed.is_empty() {
        bail!("in {}", failed.join(", "));
    }
    Ok(())
}

fn check(
    workspace: &Workspace,
    toolchain: &Toolchain,
    engines: &[Engine],
    framework: &Framework,
) -> Result<()> {
    report::line(&format!("\n{}:", framework.name));
    read(workspace, toolchain, framework)?;
    apps::build(workspace, toolchain, framework)?;
    let tests = ["--package", framework.package];
    rust_browsers::run(workspace, toolchain, engines, &[&tests, framework.browser].concat())?;
    drive(workspace, framework)
}

/// rustfmt, clippy and rustdoc, the documentation's examples, and what runs on a server.
fn read(workspace: &Workspace, toolchain: &Toolchain, framework: &Framework) -> Result<()> {
    let cargo = |command: &str| {
        let mut cargo = process::cargo();
        cargo.current_dir(workspace.root()).args([command, "--package", framework.package]);
        cargo
    };
    process::run(cargo("fmt").arg("--check"))?;
    for way in framework.ways {
        let target: &[&str] = if way.wasm { &["--target", TARGET] } else { &[] };
        if !way.wasm || toolchain.has_clippy() {
            process::run(
                cargo("clippy").args(target).args(way.arguments).args(["--", "-D", "warnings"]),
            )?;
        }
    }
    if toolchain.has_clippy() {
        // Tests and apps too.
        process::run(
            cargo("clippy")
                .args(["--all-targets", "--target", TARGET])
                .args(framework.browser)
                .args(["--", "-D", "warnings"]),
        )?;
    }
    process::run(
        cargo("doc").arg("--no-deps").args(framework.browser).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    process::run(cargo("test").arg("--doc").args(framework.browser))?;
    process::run(cargo("test").args(["--lib", "--tests"]).args(framework.server))
}

/// The apps, with two pages each.
fn drive(workspace: &Workspace, framework: &Framework) -> Result<()> {
    let port = free_port()?;
    let scene = Scene { workspace, framework, port };
    Session::pair(workspace, Engine::Chromium, async |one, other| {
        let (one, other) = (page::Page::new(one), page::Page::new(other));
        let result = match chat::walk_through(&scene, &one, &other).await {
            Ok(()) => cursors::walk_through(&scene, &one, &other).await.context("the cursors"),
            Err(error) => Err(error.context("the chat")),
        };
        if result.is_err() {
            for (page, name) in [(&one, "one"), (&other, "other")] {
                scene.photograph(page, &format!("failed-{name}")).await;
            }
        }
        result
    })?;
    report::line(&format!("{}: the apps work", framework.name));
    Ok(())
}

/// What the apps are driven in.
#[derive(Debug)]
struct Scene<'a> {
    workspace: &'a Workspace,
    framework: &'a Framework,
    /// The same for every server, so that one that starts anew is found.
    port: u16,
}

impl Scene<'_> {
    /// Starts the server. Dropping it kills it, which resets every connection.
    fn serve(&self) -> Result<Companion> {
        Companion::for_apps(self.workspace, self.port)
    }

    /// Keeps a picture of a page.
    async fn photograph(&self, page: &page::Page, name: &str) {
        let file = format!("{}-{name}.png", self.framework.name);
        page.photograph(&apps::directory(self.workspace).join(file)).await;
    }

    /// The address of an app whose socket is in a scope of its own.
    fn address(&self, app: &str) -> String {
        let path = apps::path(self.framework, app);
        let socket = format!("ws%3A%2F%2F127.0.0.1%3A{}%2Froom%2F{app}%3Fscope%3D{app}", self.port);
        format!("http://127.0.0.1:{}{path}?url={socket}", self.port)
    }
}
