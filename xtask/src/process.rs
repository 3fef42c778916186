//! Programs that run to their end.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use crate::report;
use crate::signals::{self, Place};

/// The cargo that called us, so that a `+toolchain` given by the caller holds for all of the work.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program whose output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    report::line(&format!("$ {}", display(command)));
    let status = status(command)?;
    succeeded(command, status)
}

/// Runs a program whose output goes to the terminal, and gives how it ended.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    attend(command, |mut child| Ok(child.wait()?))
}

/// Runs a program and returns what it printed, without the final line break.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let output = attend(command, |child| Ok(child.wait_with_output()?))?;
    if !output.status.success() {
        bail!("{} failed ({})", display(command), output.status);
    }
    let text = String::from_utf8(output.stdout).context("output is not UTF-8")?;
    Ok(text.trim_end().to_owned())
}

/// Runs a program whose output goes to the terminal and, line by line, to a function too.
pub(crate) fn run_watched(command: &mut Command, mut watch: impl FnMut(&str)) -> Result<()> {
    report::line(&format!("$ {}", display(command)));
    let status = attend(command.stdout(Stdio::piped()), |mut child| {
        let output = child.stdout.take().context("no output to watch")?;
        for line in BufReader::new(output).lines() {
            let line = line?;
            report::line(&line);
            watch(&line);
        }
        Ok(child.wait()?)
    })?;
    succeeded(command, status)
}

/// Starts a program and waits for its end, which a signal that ends us brings too.
fn attend<T>(command: &mut Command, wait: impl FnOnce(Child) -> Result<T>) -> Result<T> {
    let child = signals::spawn(command, Place::InFront)
        .with_context(|| format!("cannot start {}", program(command)))?;
    let id = child.id();
    let result = wait(child);
    signals::forget(id);
    result
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} failed ({status})", program(command));
    }
    Ok(())
}

/// Looks a program up, as a shell does, and then where `cargo install` puts programs, which a
/// machine may not have on its PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).chain(cargo_bin()).map(|dir| dir.join(name)).find(|file| file.is_file())
}

fn cargo_bin() -> Option<PathBuf> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => Path::new(&env::var_os("HOME")?).join(".cargo"),
    };
    Some(home.join("bin"))
}

/// The command as one would type it.
pub(crate) fn display(command: &Command) -> String {
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={}", name.to_string_lossy(), quoted(value?))));
    let words = std::iter::once(command.get_program()).chain(command.get_args()).map(quoted);
    variables.chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.contains([' ', '"', '*', '{', '$']) { format!("'{word}'") } else { word.into_owned() }
}

fn program(command: &Command) -> String {
    Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("cargo");
        command.arg("build").arg("two words").env("RUSTC", "/usr/bin/rustc").env_remove("CARGO");
        assert_eq!(display(&command), "RUSTC=/usr/bin/rustc cargo build 'two words'");
    }

    #[test]
    fn a_program_is_found_on_the_path() {
        assert!(find_program("sh").is_some());
        assert!(find_program("no-such-program-anywhere").is_none());
    }
}
