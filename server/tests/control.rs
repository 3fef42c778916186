//! The control API.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{
    Answer, assert_reset, closed, connect, control, fetch, next_text, refusal, request, server,
    stats_until, tcp,
};
use futures_util::SinkExt;
use serde_json::json;
use tokio::io::AsyncWriteExt;

#[tokio::test(flavor = "multi_thread")]
async fn drop_resets_the_connections_of_its_scope_only() {
    let server = server().await;
    let mut one = connect(&server, "/echo?scope=a").await;
    let mut two = connect(&server, "/sink?scope=a").await;
    let mut other = connect(&server, "/echo?scope=b").await;
    assert_eq!(control(&server, "drop?scope=a").await, json!({ "connections": 2 }));
    assert_eq!(control(&server, "stats?scope=a").await["open"], 0);
    assert_reset(&mut one).await;
    assert_reset(&mut two).await;
    other.send("still here".into()).await.unwrap();
    assert_eq!(next_text(&mut other).await, "still here");
    connect(&server, "/echo?scope=a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_reaches_a_connection_whose_client_does_not_read() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=1000000&bytes=65536&scope=s").await;
    next_text(&mut client).await;
    assert_eq!(control(&server, "drop?scope=s").await, json!({ "connections": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn close_sends_a_close_frame_to_every_connection_of_the_scope() {
    let server = server().await;
    let mut one = connect(&server, "/echo?scope=a").await;
    let mut two = connect(&server, "/sink?scope=a&rate=1000").await;
    let mut slow = connect(&server, "/echo?scope=a&delay=60000").await;
    slow.send("x".into()).await.unwrap();
    stats_until(&server, "a", |stats| stats["messages"] == 1).await;
    let answer = control(&server, "close?scope=a&code=1012&reason=later").await;
    assert_eq!(answer, json!({ "connections": 3 }));
    for client in [&mut one, &mut two, &mut slow] {
        let frame = closed(client).await.unwrap();
        assert_eq!((u16::from(frame.code), frame.reason.as_str()), (1012, "later"));
    }
    let mut third = connect(&server, "/echo?scope=a").await;
    control(&server, "close?scope=a").await;
    assert_eq!(closed(&mut third).await, None);
    assert_eq!(control(&server, "stats?scope=a").await["open"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn send_reaches_every_connection_of_the_scope() {
    let server = server().await;
    let mut one = connect(&server, "/echo?scope=a").await;
    let mut two = connect(&server, "/record?scope=a").await;
    let mut other = connect(&server, "/echo?scope=b").await;
    let answer = control(&server, "send?scope=a&text=gr%C3%BC%C3%9Fe+all").await;
    assert_eq!(answer, json!({ "connections": 2 }));
    assert_eq!(next_text(&mut one).await, "grüße all");
    assert_eq!(next_text(&mut two).await, "grüße all");
    assert_eq!(control(&server, "send?text=all").await, json!({ "connections": 3 }));
    assert_eq!(next_text(&mut other).await, "all");
}

#[tokio::test(flavor = "multi_thread")]
async fn refuse_answers_handshakes_with_a_status_for_a_while() {
    let server = server().await;
    let mut open = connect(&server, "/echo?scope=a").await;
    control(&server, "refuse?scope=a&ms=60000&status=502").await;
    assert_eq!(refusal(&server, "/echo?scope=a").await, 502);
    connect(&server, "/echo?scope=b").await;
    open.send("still here".into()).await.unwrap();
    assert_eq!(next_text(&mut open).await, "still here");
    assert_eq!(control(&server, "stats?scope=a").await["refused"], 1);
    control(&server, "refuse?scope=a&ms=0").await;
    connect(&server, "/echo?scope=a").await;

    control(&server, "refuse?ms=60000").await;
    assert_eq!(refusal(&server, "/echo?scope=never-seen").await, 503);
    control(&server, "forget").await;
    connect(&server, "/echo?scope=never-seen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scope_a_refusal_takes_the_place_of_those_of_scopes() {
    let server = server().await;
    for everywhere in ["refuse?ms=0", "restart"] {
        control(&server, "refuse?scope=a&ms=60000").await;
        assert_eq!(refusal(&server, "/echo?scope=a").await, 503);
        control(&server, everywhere).await;
        connect(&server, "/echo?scope=a").await;
    }
    control(&server, "refuse?scope=a&ms=60000&status=502").await;
    control(&server, "refuse?ms=60000").await;
    assert_eq!(refusal(&server, "/echo?scope=a").await, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_are_right_when_the_client_sees_the_change() {
    let server = server().await;
    for round in 1..=20 {
        let mut client = connect(&server, "/echo?scope=s").await;
        client.send("12345".into()).await.unwrap();
        assert_eq!(next_text(&mut client).await, "12345");
        let stats = control(&server, "stats?scope=s").await;
        let wanted = json!({
            "open": 1, "accepted": round, "refused": 0, "messages": round, "bytes": 5 * round,
        });
        assert_eq!(stats, wanted);
        client.close(None).await.unwrap();
        closed(&mut client).await;
        assert_eq!(control(&server, "stats?scope=s").await["open"], 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_without_a_scope_are_the_sums() {
    let server = server().await;
    let _one = connect(&server, "/echo?scope=a").await;
    let _two = connect(&server, "/echo").await;
    let stats = control(&server, "stats").await;
    assert_eq!((&stats["open"], &stats["accepted"]), (&json!(2), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn forget_clears_counters_log_and_tokens_but_no_connection() {
    let server = server().await;
    let mut client = connect(&server, "/record?scope=s").await;
    client.send("gone".into()).await.unwrap();
    stats_until(&server, "s", |stats| stats["messages"] == 1).await;
    let token = control(&server, "token?scope=s").await["token"].as_str().unwrap().to_owned();
    control(&server, "forget?scope=s").await;
    let stats = json!({ "open": 1, "accepted": 0, "refused": 0, "messages": 0, "bytes": 0 });
    assert_eq!(control(&server, "stats?scope=s").await, stats);
    assert_eq!(control(&server, "record?scope=s").await, json!([]));
    assert_eq!(refusal(&server, &format!("/token?token={token}")).await, 401);
    client.send("new".into()).await.unwrap();
    stats_until(&server, "s", |stats| stats["messages"] == 1).await;
    assert_eq!(control(&server, "record?scope=s").await, json!(["new"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn any_origin_may_use_get_post_and_preflight() {
    let server = server().await;
    for (method, target, status) in [
        ("GET", "/control/stats", 200),
        ("POST", "/control/stats", 200),
        ("OPTIONS", "/control/stats", 204),
        ("DELETE", "/control/stats", 405),
        ("GET", "/control/nothing", 404),
        ("GET", "/control/refuse?ms=soon", 400),
        ("GET", "/control/refuse", 400),
        ("GET", "/control/restart?ms=-1", 400),
        ("GET", "/control/close?code=1006", 400),
        ("GET", "/control/send", 400),
        ("GET", "/no-such-file", 404),
    ] {
        let answer = request(&server, method, target).await;
        assert_eq!(answer.status, status, "{method} {target}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{method} {target}");
    }
    let preflight = request(&server, "OPTIONS", "/control/restart").await;
    assert_eq!(preflight.header("access-control-allow-methods"), Some("GET, POST"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("*"));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_json_that_is_not_cached() {
    let server = server().await;
    for target in ["/control/stats", "/control/nothing", "/control/refuse?ms=soon"] {
        let answer = fetch(&server, target).await;
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.json().is_object());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_read_and_ignored() {
    let server = server().await;
    let body = "x".repeat(60_000);
    for _ in 0..20 {
        let mut stream = tcp(&server).await;
        let head = "POST /control/stats HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        assert_eq!(Answer::read(stream).await.status, 200);
    }
}
