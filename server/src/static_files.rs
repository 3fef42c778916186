//! Files on disk: the demo, the built package, and whatever else is mounted.

use std::io::ErrorKind;
use std::path::Path;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::{Request, Response, StatusCode, Uri};
use tower_http::services::ServeDir;

use crate::Config;
use crate::http::{Body, full};

/// Directories and the prefixes below which they are served, the longest prefix first.
pub(crate) struct StaticFiles(Vec<(String, ServeDir)>);

impl StaticFiles {
    pub(crate) fn new(config: &Config) -> Self {
        let mounts = config.mounts.iter().map(|mount| entry(mount.prefix(), mount.directory()));
        let mut directories: Vec<_> =
            mounts.chain([entry("/dist", &config.dist), entry("", &config.www)]).collect();
        // Stable, so that a mount at /dist stands before the default one.
        directories.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Self(directories)
    }

    /// Answers with a file, or says why there is none.
    pub(crate) async fn answer(&self, mut request: Request<Incoming>) -> Response<Body> {
        let path = request.uri().path();
        let Some((prefix, directory, rest)) = self.find(path) else {
            return plain(StatusCode::NOT_FOUND, "no such file");
        };
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if rest.is_empty() {
            // Relative links on a directory's page need the slash.
            let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "see the directory");
            if let Ok(location) = HeaderValue::try_from(format!("{prefix}/{query}")) {
                response.headers_mut().insert(LOCATION, location);
            }
            return response;
        }
        // ServeDir redirects too, below the directory.
        let Ok(rest) = format!("{rest}{query}").parse::<Uri>() else {
            return plain(StatusCode::BAD_REQUEST, "unusable path");
        };
        *request.uri_mut() = rest;
        match directory.clone().try_call(request).await {
            Ok(response) => {
                let mut response = response.map(|body| body.boxed_unsync());
                name_type(&mut response);
                response
            }
            Err(error) if means_absent(error.kind()) => {
                plain(StatusCode::NOT_FOUND, "no such file")
            }
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the file cannot be read"),
        }
    }

    fn find<'a>(&self, path: &'a str) -> Option<(&str, &ServeDir, &'a str)> {
        self.0.iter().find_map(|(prefix, directory)| {
            let rest = path.strip_prefix(prefix.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then_some((prefix.as_str(), directory, rest))
        })
    }
}

fn entry(prefix: &str, directory: &Path) -> (String, ServeDir) {
    (prefix.to_owned(), ServeDir::new(directory).redirect_path_prefix(prefix))
}

/// A path that goes on below a file does not exist either, nor does one with a name that no file can
/// have.
fn means_absent(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::PermissionDenied
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

/// Corrects the types that were guessed from the files' names.
fn name_type(response: &mut Response<Body>) {
    let better = match response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes) {
        // Without the charset a browser guesses, and the demo's arrows turn into junk.
        Some(b"text/html") => "text/html; charset=utf-8",
        // RFC 9239 calls all other names of it obsolete.
        Some(b"application/javascript") => "text/javascript",
        _ => return,
    };
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(better));
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(full(text));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}
