//! WebAssembly at full speed.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::json;
use url::{ParseError, Url};

/// Has Chromium's driver let go of the debugger. While it holds it, V8 runs WebAssembly as code to be
/// stepped through, at less than half of its speed.
#[derive(Debug)]
pub(super) struct Undebugged;

impl WebDriverCompatibleCommand for Undebugged {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": "Debugger.disable", "params": {} }).to_string()))
    }
}
