//! A browser's visit to the page, from its start to the figures.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::figures::Answer;
use super::listener::{Listener, Word};
use crate::browser::{Engine, Undriven};
use crate::workspace::Workspace;

/// How long the page may say nothing. What it does between two words of progress lasts half a minute
/// at most.
const PATIENCE: Duration = Duration::from_secs(180);
/// How often to see whether the browser still runs.
const LOOK: Duration = Duration::from_secs(1);

/// Has a browser of its own visit the page, with a profile that nobody has used.
pub(super) fn visit(workspace: &Workspace, engine: Engine, page: &str) -> Result<Answer> {
    let listener = Listener::start()?;
    let address = format!("{page}&report={}", listener.address());
    let mut browser = Undriven::start(workspace, engine, &address)?;
    let mut progress = "nothing".to_owned();
    let log = workspace.target("browser").join(format!("{engine}.log"));
    listen(&listener, &mut browser, &mut progress)
        .with_context(|| format!("the page came as far as: {progress}; see {}", log.display()))
}

fn listen(listener: &Listener, browser: &mut Undriven, progress: &mut String) -> Result<Answer> {
    let mut heard = Instant::now();
    while heard.elapsed() < PATIENCE {
        browser.check()?;
        let Some(word) = listener.next(LOOK)? else { continue };
        heard = Instant::now();
        match word {
            Word::Progress(text) => *progress = text,
            Word::Question(question) => question.answer(&browser.usage())?,
            Word::Failure(error) => bail!("the page failed: {error}"),
            Word::Figures(figures) => {
                return serde_json::from_value(figures)
                    .context("the page left something else than figures");
            }
        }
    }
    bail!("it said nothing for {} s", PATIENCE.as_secs())
}
