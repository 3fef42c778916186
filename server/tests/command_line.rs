//! The binary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

#[test]
fn it_prints_its_address_and_serves_what_it_is_told() {
    let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("command_line");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("file.txt"), "mounted").unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_sockline-server"))
        .args(["--port", "0", "--mount", &format!("/extra={}", directory.display())])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("sockline-server listens on http://").unwrap();
    let mut stream = TcpStream::connect(address.trim_end_matches('/')).unwrap();
    stream.write_all(b"GET /extra/file.txt HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(answer.ends_with("\r\n\r\nmounted"), "{answer}");
}

#[test]
fn it_prints_what_it_speaks() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_sockline-server"))
        .args(["--port", "0", "--tls"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(line.starts_with("sockline-server listens on https://127.0.0.1:"), "{line}");
}

#[test]
fn a_bad_mount_is_explained() {
    let output = Command::new(env!("CARGO_BIN_EXE_sockline-server"))
        .args(["--mount", "/control=x"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("lies in the control API"), "{text}");
}
