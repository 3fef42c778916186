//! Ports, and waiting for what listens on them.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::background::Background;

const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(50);

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// Waits until the program accepts connections on the port.
pub(crate) fn until_listening(program: &mut Background, port: u16) -> Result<()> {
    until(program, || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())
}

/// Waits until the WebDriver on the port says that it takes sessions.
pub(super) fn until_ready(driver: &mut Background, port: u16) -> Result<()> {
    until(driver, || status(port).is_ok_and(|status| says_ready(&status)))
}

fn until(program: &mut Background, mut condition: impl FnMut() -> bool) -> Result<()> {
    let start = Instant::now();
    while !condition() {
        program.check()?;
        if start.elapsed() > PATIENCE {
            bail!("not ready after {} s", PATIENCE.as_secs());
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn status(port: u16) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET /status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    // A driver may keep the connection open regardless, so the answer is read as it comes.
    let mut answer = Vec::new();
    let mut chunk = [0; 1024];
    while !says_ready(&String::from_utf8_lossy(&answer)) {
        match stream.read(&mut chunk)? {
            0 => break,
            length => answer.extend_from_slice(&chunk[..length]),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn says_ready(answer: &str) -> bool {
    answer.split_whitespace().collect::<String>().contains("\"ready\":true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_is_read_with_and_without_spaces() {
        assert!(says_ready(r#"{"value":{"ready":true}}"#));
        assert!(says_ready(r#"{"value": {"message": "", "ready": true}}"#));
        assert!(!says_ready(r#"{"value":{"ready":false}}"#));
    }
}
