//! A browser that crashes under a test. It has decided nothing: WebKitGTK's process for a page falls
//! now and then in its own interpreter of WebAssembly (2.50.6 read a null pointer at the start of a
//! function). What was done in it is done once more in a new one. A crash
//! that comes again counts, and so does everything that a living browser says.

use std::error::Error;
use std::fmt;

use anyhow::Result;
use fantoccini::error::CmdError;

use super::Engine;
use crate::report;

/// The browser's window or session is no longer there, and nobody has closed it.
#[derive(Debug)]
pub(crate) struct Crash;

impl Crash {
    /// How a program ends whose browser has crashed, when another waits for it.
    pub(crate) const EXIT_CODE: u8 = 86;

    /// Names an error what it is, if it tells of a crash.
    pub(crate) fn recognised(error: anyhow::Error) -> anyhow::Error {
        if is_told_by(&error) { error.context(Self) } else { error }
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the browser crashed")
    }
}

impl Error for Crash {}

/// Does the work, and once more if the browser crashes in it.
pub(crate) fn once_more<T>(engine: Engine, work: impl Fn() -> Result<T>) -> Result<T> {
    match work() {
        Err(error) if error.is::<Crash>() => {
            report::notice(&format!("{engine} crashed ({error:#}); once more, in a new one"));
            work()
        }
        result => result,
    }
}

fn is_told_by(error: &anyhow::Error) -> bool {
    if let Some(error) = error.downcast_ref::<CmdError>() {
        return error.is_invalid_session_id() || error.is_no_such_window();
    }
    // wasm-bindgen's runner keeps no more of the answer. To a script without arguments, 404 says one
    // of these two.
    let chain: Vec<_> = error.chain().map(ToString::to_string).collect();
    chain.iter().any(|cause| cause.ends_with("/execute/sync request failed"))
        && chain.iter().any(|cause| cause == "http status: 404")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use anyhow::{anyhow, bail};
    use fantoccini::error::{ErrorStatus, WebDriver};

    use super::*;

    fn told_to_the_runner(status: u16) -> anyhow::Error {
        anyhow!("http status: {status}")
            .context("webdriver POST /session/1-2-3/execute/sync request failed")
    }

    fn told_by_the_driver(status: ErrorStatus) -> anyhow::Error {
        CmdError::Standard(WebDriver::new(status, "told by the driver")).into()
    }

    #[test]
    fn a_crash_is_known_by_its_session_or_window() {
        for error in [
            told_to_the_runner(404),
            told_by_the_driver(ErrorStatus::InvalidSessionId),
            told_by_the_driver(ErrorStatus::NoSuchWindow),
        ] {
            assert!(Crash::recognised(error).context("while testing").is::<Crash>());
        }
        for error in [
            told_to_the_runner(500),
            told_by_the_driver(ErrorStatus::JavascriptError),
            told_by_the_driver(ErrorStatus::NoSuchElement),
            anyhow!("http status: 404"),
            anyhow!("some tests failed"),
        ] {
            assert!(!Crash::recognised(error).is::<Crash>());
        }
    }

    #[test]
    fn a_crash_is_forgiven_once() {
        let runs = Cell::new(0);
        let crash_until = |run: u32| {
            runs.set(0);
            once_more(Engine::Webkit, || {
                runs.set(runs.get() + 1);
                if runs.get() <= run {
                    return Err(Crash::recognised(told_to_the_runner(404)));
                }
                Ok(runs.get())
            })
        };
        assert_eq!(crash_until(0).unwrap(), 1);
        assert_eq!(crash_until(1).unwrap(), 2);
        assert!(crash_until(2).unwrap_err().is::<Crash>());
        assert_eq!(runs.get(), 2);
    }

    #[test]
    fn what_fails_is_not_done_again() {
        let runs = Cell::new(0);
        let result: Result<()> = once_more(Engine::Webkit, || {
            runs.set(runs.get() + 1);
            bail!("some tests failed")
        });
        assert!(result.is_err());
        assert_eq!(runs.get(), 1);
    }
}
