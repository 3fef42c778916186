//! The browser's URL parser.

use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(url: &str, base: Option<&str>) -> Result<Url, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &Url) -> JsString;

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

/// A URL as the browser serializes it, made absolute by the page's. `None` if it is invalid.
pub fn parse_url(url: &str) -> Option<JsString> {
    let absolute = if names_its_host(url) { Url::new(url, None).ok() } else { None };
    let parsed = match absolute {
        Some(parsed) => parsed,
        None => Url::new(url, base().as_deref()).ok()?,
    };
    Some(parsed.href())
}

/// Whether nothing of the page's URL can be part of it, if it is valid: then the page is not asked.
fn names_its_host(url: &str) -> bool {
    // `http:chat` is relative on a page of `http:`.
    url.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"))
}

fn base() -> Option<String> {
    DOCUMENT
        .with(|document| document.as_ref().map(Document::base_uri))
        .or_else(|| LOCATION.with(|location| location.as_ref().map(Location::location_href)))
}
