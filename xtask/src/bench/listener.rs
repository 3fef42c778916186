//! What the page tells us, since nobody drives its browser: it posts to a port of ours.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use tiny_http::{Header, Request, Response, Server};

/// Something that the page has said.
#[derive(Debug)]
pub(super) enum Word {
    /// It is about to do this.
    Progress(String),
    /// It is done, and these are the figures.
    Figures(Value),
    /// It failed.
    Failure(String),
    /// It wants to know what its process has taken so far.
    Question(Question),
}

/// Waits for an answer.
#[derive(Debug)]
pub(super) struct Question(Request);

impl Question {
    /// Gives it, in JSON.
    pub(super) fn answer(self, answer: &impl serde::Serialize) -> Result<()> {
        respond(self.0, 200, &serde_json::to_string(answer)?)
    }
}

/// A port that the page can reach.
pub(super) struct Listener {
    server: Server,
    port: u16,
}

impl Listener {
    /// Takes a free port.
    pub(super) fn start() -> Result<Self> {
        let server = Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?;
        let port = server.server_addr().to_ip().context("no port to listen on")?.port();
        Ok(Self { server, port })
    }

    /// Where the page has to post to.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the page says next, if it does within this time.
    pub(super) fn next(&self, patience: Duration) -> Result<Option<Word>> {
        let Some(mut request) = self.server.recv_timeout(patience)? else {
            return Ok(None);
        };
        let mut body = String::new();
        request.as_reader().read_to_string(&mut body)?;
        let word = match request.url() {
            "/progress" => Word::Progress(body),
            "/figures" => Word::Figures(serde_json::from_str(&body)?),
            "/failure" => Word::Failure(body),
            "/usage" => return Ok(Some(Word::Question(Question(request)))),
            other => {
                let error = format!("the page wants to say {other}, which means nothing");
                respond(request, 404, &error)?;
                bail!(error);
            }
        };
        respond(request, 200, "")?;
        Ok(Some(word))
    }
}

/// To a page of another origin, which is what another port makes it.
fn respond(request: Request, status: u16, text: &str) -> Result<()> {
    let anyone = Header::from_bytes("Access-Control-Allow-Origin", "*")
        .map_err(|()| anyhow!("a header that is none"))?;
    let response = Response::from_string(text).with_status_code(status).with_header(anyone);
    request.respond(response).context("the page did not wait for an answer")
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn post(listener: &Listener, path: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", listener.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        stream
    }

    fn heard(listener: &Listener) -> Result<Option<Word>> {
        listener.next(Duration::from_secs(30))
    }

    #[test]
    fn a_page_is_heard_by_what_it_posts() {
        let listener = Listener::start().unwrap();
        let _first = post(&listener, "/failure", "it broke");
        let word = heard(&listener).unwrap().unwrap();
        assert!(matches!(&word, Word::Failure(text) if text == "it broke"), "{word:?}");
        let _second = post(&listener, "/elsewhere", "");
        assert!(heard(&listener).unwrap_err().to_string().contains("/elsewhere"));
    }

    #[test]
    fn a_question_is_answered_for_any_origin() {
        let listener = Listener::start().unwrap();
        let mut stream = post(&listener, "/usage", "");
        let Some(Word::Question(question)) = heard(&listener).unwrap() else {
            panic!("no question");
        };
        question.answer(&[1, 2]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("Access-Control-Allow-Origin: *"), "{answer}");
        assert!(answer.ends_with("[1,2]"), "{answer}");
    }
}
