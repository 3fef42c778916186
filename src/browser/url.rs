//! The browser's URL parser.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(url: &str, base: Option<&str>) -> Result<Url, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &Url) -> String;

    #[wasm_bindgen(method, getter)]
    fn protocol(this: &Url) -> String;

    type Document;

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Option<Document>;

    #[wasm_bindgen(method, getter, js_name = baseURI)]
    fn base_uri(this: &Document) -> String;

    type Location;

    #[wasm_bindgen(thread_local_v2, js_name = location)]
    static LOCATION: Option<Location>;

    #[wasm_bindgen(method, getter, js_name = href)]
    fn location_href(this: &Location) -> String;
}

/// A parsed URL.
#[derive(Clone, Debug)]
pub struct ParsedUrl {
    /// The whole, serialized.
    pub href: String,
    /// The scheme with its colon.
    pub protocol: String,
    /// Whether it has a fragment, even an empty one.
    pub has_fragment: bool,
}

/// Parses a URL, against the page's if it is relative. `None` if it is invalid.
pub fn parse_url(url: &str) -> Option<ParsedUrl> {
    let base = DOCUMENT
        .with(|document| document.as_ref().map(Document::base_uri))
        .or_else(|| LOCATION.with(|location| location.as_ref().map(Location::location_href)));
    let parsed = Url::new(url, base.as_deref()).ok()?;
    let href = parsed.href();
    Some(ParsedUrl { protocol: parsed.protocol(), has_fragment: href.contains('#'), href })
}
