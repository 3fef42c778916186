//! `/control/restart` looks to clients like a process that died and comes back.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use common::{Client, assert_reset, connect, control, server, stats_until, try_connect, within};
use serde_json::json;
use sockline_server::Running;
use tokio_tungstenite::tungstenite::Error;

/// Tries until a connection comes about.
async fn persist(server: &Running, path: &str) -> Client {
    within(async {
        loop {
            if let Ok((client, _)) = try_connect(server, path, &[]).await {
                return client;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_reset_and_new_ones_cut_off_until_the_time_is_over() {
    let server = server().await;
    let mut client = connect(&server, "/echo?scope=s").await;
    let start = Instant::now();
    assert_eq!(control(&server, "restart?scope=s&ms=1500").await, json!({ "connections": 1 }));
    assert_reset(&mut client).await;
    match try_connect(&server, "/echo?scope=s", &[]).await {
        Err(Error::Io(error)) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        other => panic!("expected a reset, got {other:?}"),
    }
    let _client = persist(&server, "/echo?scope=s").await;
    assert!(start.elapsed() >= Duration::from_millis(1500));
    let stats = stats_until(&server, "s", |_| true).await;
    assert_eq!((&stats["open"], &stats["accepted"]), (&json!(1), &json!(2)));
    assert!(stats["refused"].as_u64() >= Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_scopes_do_not_notice() {
    let server = server().await;
    let _open = connect(&server, "/echo?scope=b").await;
    control(&server, "restart?scope=a&ms=60000").await;
    assert!(try_connect(&server, "/echo?scope=a", &[]).await.is_err());
    connect(&server, "/echo?scope=b").await;
    assert_eq!(control(&server, "stats?scope=b").await["accepted"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scope_every_connection_goes() {
    let server = server().await;
    let mut named = connect(&server, "/echo?scope=a").await;
    let mut unnamed = connect(&server, "/echo").await;
    assert_eq!(control(&server, "restart?ms=60000").await, json!({ "connections": 2 }));
    assert_reset(&mut named).await;
    assert_reset(&mut unnamed).await;
    assert!(try_connect(&server, "/echo?scope=new", &[]).await.is_err());
    control(&server, "restart").await;
    connect(&server, "/echo?scope=new").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_empty_scope_can_be_named() {
    let server = server().await;
    let _named = connect(&server, "/echo?scope=a").await;
    let mut unnamed = connect(&server, "/echo").await;
    assert_eq!(control(&server, "restart?scope=").await, json!({ "connections": 1 }));
    assert_reset(&mut unnamed).await;
    assert_eq!(control(&server, "stats?scope=a").await["open"], 1);
}
