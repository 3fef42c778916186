//! The server as a value: starting, stopping, and the address.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};

use common::{Stream, assert_reset, connect, server};
use socket2::SockRef;
use sockline_server::{Config, serve};
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread")]
async fn port_0_takes_a_free_port_on_the_loopback_address() {
    let server = server().await;
    assert_eq!(server.address().ip(), Ipv4Addr::LOCALHOST);
    assert_ne!(server.address().port(), 0);
    assert_eq!(server.url("/x?y"), format!("http://{}/x?y", server.address()));
    assert_eq!(server.websocket_url("/x?y"), format!("ws://{}/x?y", server.address()));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_before_the_buffers_of_a_network_is_little() {
    let mut waiting = Vec::new();
    for network_buffers in [false, true] {
        let server = serve(Config { network_buffers, ..Config::default() }).await.unwrap();
        let client = connect(&server, "/sink?rate=1000").await;
        let Stream::Left(tcp) = client.into_inner() else { panic!("it is below TLS") };
        let segment = SockRef::from(&tcp).tcp_mss().unwrap();
        assert_eq!(segment <= 1_460, network_buffers, "{segment} bytes");
        let tcp = tcp.into_std().unwrap();
        let bytes = [0; 65_536];
        let mut taken = 0_usize;
        while let Ok(count) = (&tcp).write(&bytes) {
            taken += count;
        }
        waiting.push(taken);
    }
    assert!(waiting[1] < waiting[0] / 2, "{waiting:?} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_an_error() {
    let server = server().await;
    let config = Config { port: server.address().port(), ..Config::default() };
    assert!(serve(config).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_resets_connections_and_frees_the_port() {
    let server = server().await;
    let address: SocketAddr = server.address();
    let mut client = connect(&server, "/echo").await;
    server.stop().await;
    assert_reset(&mut client).await;
    TcpListener::bind(address).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_the_handle_stops_the_server() {
    let server = server().await;
    let mut client = connect(&server, "/echo").await;
    drop(server);
    assert_reset(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_connections_are_gone_when_it_has_stopped() {
    for _ in 0..20 {
        let server = server().await;
        let mut clients = Vec::new();
        for _ in 0..50 {
            clients.push(connect(&server, "/echo").await);
        }
        server.stop().await;
        for client in clients {
            let Stream::Left(tcp) = client.into_inner() else { panic!("it is below TLS") };
            // The system's own answer: tokio's may come later.
            let error = tcp.into_std().unwrap().read(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        }
    }
}
