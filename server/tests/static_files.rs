//! Static files.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{directory, fetch, request};
use sockline_server::{Config, Mount, Running, serve};

/// A server whose directories lie in a place of the test's own.
async fn server(name: &str, cross_origin_isolated: bool) -> Running {
    let root = directory(name);
    for folder in ["www/sub", "dist", "bench/old"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    fs::write(root.join("www/index.html"), "<p>demo</p>").unwrap();
    fs::write(root.join("www/sub/index.html"), "<p>sub</p>").unwrap();
    fs::write(root.join("www/a b.txt"), "spaced").unwrap();
    fs::write(root.join("dist/sockline.js"), "export {}").unwrap();
    fs::write(root.join("dist/sockline.mjs"), "export {}").unwrap();
    fs::write(root.join("dist/sockline.wasm"), b"\0asm\x01\0\0\0").unwrap();
    fs::write(root.join("bench/peer.js"), "peer").unwrap();
    fs::write(root.join("bench/old/index.html"), "old").unwrap();
    fs::write(root.join("secret.txt"), "secret").unwrap();
    let config = Config {
        www: root.join("www"),
        dist: root.join("dist"),
        mounts: vec![Mount::new("/bench/", root.join("bench")).unwrap()],
        cross_origin_isolated,
        ..Config::default()
    };
    serve(config).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_have_the_types_that_browsers_insist_on() {
    let server = server("types", false).await;
    for (path, kind, body) in [
        ("/", "text/html; charset=utf-8", "<p>demo</p>"),
        ("/index.html?query", "text/html; charset=utf-8", "<p>demo</p>"),
        ("/sub/", "text/html; charset=utf-8", "<p>sub</p>"),
        ("/a%20b.txt", "text/plain", "spaced"),
        ("/dist/sockline.js", "text/javascript", "export {}"),
        ("/dist/sockline.mjs", "text/javascript", "export {}"),
        ("/dist/sockline.wasm", "application/wasm", "\0asm\x01\0\0\0"),
        ("/bench/peer.js", "text/javascript", "peer"),
    ] {
        let answer = fetch(&server, path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), None, "{path}");
        assert_eq!(answer.text(), body, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_directories_is_served() {
    let server = server("outside", false).await;
    for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/dist/../../secret.txt", "/benches/x"] {
        let answer = fetch(&server, path).await;
        assert!(answer.status == 404 || answer.status == 400, "{path}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_no_file_can_have_are_not_found() {
    let server = server("names", false).await;
    let long = format!("/{}", "x".repeat(5_000));
    let deep = "/x".repeat(5_000);
    for path in [&long, &deep, "/a%00b", "/a%ffb", "/index.html/x"] {
        let answer = fetch(&server, path).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_redirected_to_its_slash() {
    let server = server("slash", false).await;
    for path in ["/sub", "/dist", "/bench", "/bench/old"] {
        let answer = fetch(&server, path).await;
        assert_eq!(answer.status, 307, "{path}");
        assert_eq!(answer.header("location"), Some(format!("{path}/").as_str()), "{path}");
        let answer = fetch(&server, &format!("{path}?a=1&b")).await;
        let wanted = format!("{path}/?a=1&b");
        assert_eq!(answer.header("location"), Some(wanted.as_str()), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_reading_is_allowed() {
    let server = server("reading", false).await;
    assert_eq!(request(&server, "HEAD", "/").await.status, 200);
    assert_eq!(request(&server, "PUT", "/index.html").await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn isolation_headers_are_sent_on_request() {
    let server = server("isolation", true).await;
    for path in ["/", "/dist/sockline.js", "/control/stats", "/missing"] {
        let answer = fetch(&server, path).await;
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "cross-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
    }
}

#[test]
fn mounts_are_checked() {
    for text in
        ["", "/x", "x=dir", "/=dir", "/x=", "/control=dir", "/control/x=dir", "/a//b=c", "/ä=c"]
    {
        assert!(text.parse::<Mount>().is_err(), "{text}");
    }
    let mount: Mount = "/a/b/=some/dir=x".parse().unwrap();
    assert_eq!((mount.prefix(), mount.directory().to_str()), ("/a/b", Some("some/dir=x")));
}
