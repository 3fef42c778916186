//! A page that we drive.

use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value};

use super::{Crash, Driver, capabilities};
use crate::report;
use crate::workspace::Workspace;

const PAUSE: Duration = Duration::from_millis(100);
const COMMAND: Duration = Duration::from_secs(60);

/// One window of a browser.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    client: Client,
}

impl Session {
    /// Starts driver and browser, has the work done, and ends both, whatever came of it.
    pub(crate) fn with<T, F: Future<Output = Result<T>>>(
        workspace: &Workspace,
        engine: super::Engine,
        work: impl FnOnce(Self) -> F,
    ) -> Result<T> {
        Self::with_capabilities(workspace, engine, capabilities(engine), work)
    }

    /// The same with a browser of one's own choice.
    pub(crate) fn with_capabilities<T, F: Future<Output = Result<T>>>(
        workspace: &Workspace,
        engine: super::Engine,
        capabilities: Map<String, Value>,
        work: impl FnOnce(Self) -> F,
    ) -> Result<T> {
        let driver = Driver::start(workspace, engine)?;
        in_runtime(async {
            let session = Self::start(&driver, engine, capabilities).await?;
            let result = work(session.clone()).await;
            session.end().await;
            result
        })
    }

    /// The same with two browsers, of an engine whose driver can start them.
    pub(crate) fn pair<T, F: Future<Output = Result<T>>>(
        workspace: &Workspace,
        engine: super::Engine,
        work: impl FnOnce(Self, Self) -> F,
    ) -> Result<T> {
        let driver = Driver::start(workspace, engine)?;
        in_runtime(async {
            let one = Self::start(&driver, engine, capabilities(engine)).await?;
            let other = Self::start(&driver, engine, capabilities(engine)).await?;
            let result = work(one.clone(), other.clone()).await;
            one.end().await;
            other.end().await;
            result
        })
    }

    async fn start(
        driver: &Driver,
        engine: super::Engine,
        capabilities: Map<String, Value>,
    ) -> Result<Self> {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let builder = builder.capabilities(capabilities);
        let client = limited(builder.connect(&driver.url()))
            .await
            .with_context(|| format!("no session with {engine}"))?;
        Ok(Self { client })
    }

    /// The browser ends with its driver in any case.
    async fn end(self) {
        let _ = limited(self.client.close()).await;
    }

    /// Loads a page.
    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        limited(self.client.goto(url)).await.with_context(|| format!("cannot load {url}"))
    }

    /// The value of a JavaScript expression.
    pub(crate) async fn evaluate(&self, expression: &str) -> Result<Value> {
        limited(self.client.execute(&format!("return ({expression});"), Vec::new()))
            .await
            .with_context(|| format!("cannot evaluate {expression}"))
    }

    /// Waits until a JavaScript expression is true.
    pub(crate) async fn until(&self, expression: &str, patience: Duration) -> Result<()> {
        let start = Instant::now();
        while self.evaluate(expression).await? != Value::Bool(true) {
            if start.elapsed() > patience {
                bail!("after {} s this was still not so: {expression}", patience.as_secs());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Clicks an element.
    pub(crate) async fn click(&self, selector: &str) -> Result<()> {
        let element = self.find(selector).await?;
        limited(element.click()).await.with_context(|| format!("cannot click {selector}"))
    }

    /// Replaces the text of an input.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.find(selector).await?;
        limited(element.clear()).await.with_context(|| format!("cannot clear {selector}"))?;
        limited(element.send_keys(text))
            .await
            .with_context(|| format!("cannot type into {selector}"))
    }

    /// Saves what the page looks like, if the browser can say. It is only ever an illustration.
    pub(crate) async fn screenshot(&self, file: &Path) {
        let picture = limited(self.client.screenshot()).await;
        match picture.and_then(|picture| Ok(std::fs::write(file, picture)?)) {
            Ok(()) => report::notice(&format!("the page looked like {}", file.display())),
            Err(error) => report::notice(&format!("no screenshot: {error:#}")),
        }
    }

    /// Shows the page from its top, in a window of this size.
    pub(crate) async fn show_from_top(&self, width: u32, height: u32) -> Result<()> {
        limited(self.client.set_window_size(width, height)).await?;
        self.evaluate("window.scrollTo(0, 0)").await?;
        Ok(())
    }

    async fn find(&self, selector: &str) -> Result<Element> {
        limited(self.client.find(Locator::Css(selector)))
            .await
            .with_context(|| format!("no {selector}"))
    }
}

fn in_runtime<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// No command may take longer: WebKit's driver leaves some without an answer, and fantoccini waits
/// for ever.
async fn limited<T, E>(command: impl Future<Output = Result<T, E>>) -> Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match tokio::time::timeout(COMMAND, command).await {
        Ok(result) => result.map_err(|error| Crash::recognised(error.into())),
        Err(_) => bail!("no answer within {} s", COMMAND.as_secs()),
    }
}
