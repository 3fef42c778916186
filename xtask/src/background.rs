//! Programs that run beside us, and end when we do: on drop, and on a signal.

use std::process::{Child, Command};

use anyhow::{Context, Result};

use crate::process_tree;
use crate::signals::{self, Place};

/// A program that is killed, with everything it started, when this is dropped.
#[derive(Debug)]
pub(crate) struct Background {
    child: Child,
    name: String,
}

impl Background {
    /// Starts it.
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        own_group(command);
        let child = signals::spawn(command, Place::Beside)
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// An error, if it has ended already.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => anyhow::bail!("{} ended early ({status})", self.name),
        }
    }

    /// The processes that it has started, and those that these have.
    pub(crate) fn descendants(&self) -> Vec<u32> {
        process_tree::descendants(self.child.id())
    }

    /// The process itself and its descendants.
    pub(crate) fn processes(&self) -> Vec<u32> {
        [vec![self.child.id()], self.descendants()].concat()
    }

    /// The process, for its pipes.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        signals::kill(self.child.id());
        // Nothing is left to do about an error here.
        let _ = self.child.wait();
    }
}

/// A group of its own, because a driver's browser would otherwise survive it.
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_kills_the_descendants() {
        use std::io::{BufRead, BufReader, Read};
        use std::process::Stdio;
        use std::time::{Duration, Instant};
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 & echo started; wait"]).stdout(Stdio::piped());
        let mut background = Background::start("sh", &mut shell).unwrap();
        let mut output = BufReader::new(background.child().stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        let start = Instant::now();
        drop(background);
        // The sleeper holds the pipe too, so that its end is the end of both.
        output.read_to_end(&mut Vec::new()).unwrap();
        assert!(start.elapsed() < Duration::from_secs(30), "it outlived the drop");
    }
}
