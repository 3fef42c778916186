//! Ports, and waiting for what listens on them.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::listener;
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
    until(program, port, || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())
}

/// Waits until the WebDriver on the port says that it takes sessions.
pub(super) fn until_ready(driver: &mut Background, port: u16) -> Result<()> {
    until(driver, port, || status(port).is_ok_and(|status| says_ready(&status)))
}

/// Another program may have taken the port meanwhile: what it says is not asked for.
fn until(program: &mut Background, port: u16, mut condition: impl FnMut() -> bool) -> Result<()> {
    let start = Instant::now();
    loop {
        let is_other = listener::is_other(port, &program.processes());
        program.check().with_context(|| match is_other {
            true => format!("port {port} is another program's"),
            false => format!("nothing listens on port {port}"),
        })?;
        if !is_other && condition() {
            return Ok(());
        }
        if start.elapsed() > PATIENCE {
            bail!("not ready after {} s on port {port}", PATIENCE.as_secs());
        }
        thread::sleep(PAUSE);
    }
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
    use std::process::Command;

    use super::*;

    #[test]
    fn what_another_program_says_is_not_taken_for_the_own_ones() {
        let stranger = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = stranger.local_addr().unwrap().port();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1; exit 1"]);
        let mut program = Background::start("ours", &mut command).unwrap();
        let error = format!("{:#}", until_listening(&mut program, port).unwrap_err());
        assert!(error.contains("ours ended early"), "{error}");
        assert!(error.contains(&format!("port {port} is another program's")), "{error}");
    }

    #[test]
    fn readiness_is_read_with_and_without_spaces() {
        assert!(says_ready(r#"{"value":{"ready":true}}"#));
        assert!(says_ready(r#"{"value": {"message": "", "ready": true}}"#));
        assert!(!says_ready(r#"{"value":{"ready":false}}"#));
    }
}
