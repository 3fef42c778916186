//! nginx with the configuration of `deploy/nginx`, before a companion server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustix::process::geteuid;

use crate::background::Background;
use crate::browser::{free_port, until_listening};
use crate::folder;
use crate::process::{self, find_program};
use crate::workspace::Workspace;

/// What users copy.
const CONFIGURATION: &str = "deploy/nginx/sockline.conf";

/// What the system has around it. Old processes end, with their connections, two seconds after a
/// reload.
const MAIN: &str = "\
daemon off;
worker_processes 2;
worker_shutdown_timeout 2s;
pid nginx.pid;
events {}
http {
    client_body_temp_path temporary/body;
    proxy_temp_path temporary/proxy;
    fastcgi_temp_path temporary/fastcgi;
    uwsgi_temp_path temporary/uwsgi;
    scgi_temp_path temporary/scgi;
    include sockline.conf;
}
";

/// A running nginx. It ends with this.
#[derive(Debug)]
pub(crate) struct Nginx {
    process: Background,
    directory: PathBuf,
    port: u16,
}

/// The program, which Debian keeps where only root's PATH may lead.
pub(crate) fn program() -> Option<PathBuf> {
    find_program("nginx")
        .or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|it| it.is_file()))
}

impl Nginx {
    /// Before the server on that port.
    pub(crate) fn before(workspace: &Workspace, application: u16) -> Result<Self> {
        let directory = workspace.target("nginx");
        let port = free_port()?;
        folder::make_empty(&directory)?;
        fs::create_dir(directory.join("temporary"))?;
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        fs::write(directory.join("certificate.pem"), cert.pem())?;
        fs::write(directory.join("key.pem"), signing_key.serialize_pem())?;
        let published = fs::read_to_string(workspace.path(CONFIGURATION))?;
        fs::write(directory.join("sockline.conf"), adapted(&published, port, application)?)?;
        // Its workers would otherwise be nobody's, and a checkout of root's closed to them.
        let user = if geteuid().is_root() { "user root;\n" } else { "" };
        fs::write(directory.join("nginx.conf"), format!("{user}{MAIN}"))?;
        Self::start(directory, port)
    }

    fn start(directory: PathBuf, port: u16) -> Result<Self> {
        let mut process = Background::start("nginx", &mut command(&directory)?)?;
        until_listening(&mut process, port).with_context(|| says_more(&directory))?;
        Ok(Self { process, directory, port })
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// Ends it at once, with all connections, and starts it anew.
    pub(crate) fn restarted(self) -> Result<Self> {
        let Self { process, directory, port } = self;
        drop(process);
        Self::start(directory, port)
    }

    /// New processes take over; the old ones end by and by, and cut what is still open.
    pub(crate) fn reload(&self) -> Result<()> {
        process::run(command(&self.directory)?.args(["-s", "reload"]))
            .with_context(|| says_more(&self.directory))
    }

    /// The log of what was asked for.
    pub(crate) fn access_log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.directory.join("access.log"))?)
    }
}

fn says_more(directory: &Path) -> String {
    format!("nginx; its logs in {} say more", directory.display())
}

fn command(directory: &Path) -> Result<Command> {
    let program = program().context("nginx is not installed")?;
    let log = fs::File::options().create(true).append(true).open(directory.join("output.log"))?;
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    command.arg("-p").arg(directory).args(["-c", "nginx.conf", "-e", "error.log"]);
    Ok(command)
}

/// What users have to put in, and two more locations: one that has no patience, and one that lacks
/// the headers.
fn adapted(published: &str, port: u16, application: u16) -> Result<String> {
    let certificates = "/etc/letsencrypt/live/example.com/";
    let mut text = published.to_owned();
    for (theirs, ours) in [
        ("listen 443 ssl http2;", format!("listen 127.0.0.1:{port} ssl http2;")),
        ("server_name example.com;", "server_name 127.0.0.1;".to_owned()),
        ("server 127.0.0.1:8080;", format!("server 127.0.0.1:{application};")),
        (&format!("{certificates}fullchain.pem"), "certificate.pem".to_owned()),
        (&format!("{certificates}privkey.pem"), "key.pem".to_owned()),
        ("/var/log/nginx/websocket.log", "access.log".to_owned()),
    ] {
        text = replaced(&text, theirs, &ours)?;
    }
    let start = text.find("    location / {\n").context("the configuration has no location")?;
    let end = start + text[start..].find("\n    }\n").context("the location has no end")? + 7;
    let location = text[start..end].to_owned();
    let hasty =
        replaced(&below(&location, "hasty")?, "proxy_read_timeout 60s;", "proxy_read_timeout 3s;")?;
    let bare = without(&without(&below(&location, "bare")?, "Upgrade ")?, "Connection ")?;
    text.insert_str(end, &format!("{hasty}{bare}"));
    Ok(text)
}

/// The location for paths below a name, which the application does not see.
fn below(location: &str, name: &str) -> Result<String> {
    let location = replaced(location, "location / {", &format!("location /{name}/ {{"))?;
    replaced(&location, "proxy_pass http://application;", "proxy_pass http://application/;")
}

/// Without the line that sets a header.
fn without(location: &str, header: &str) -> Result<String> {
    let is_it = |line: &&str| line.trim_start().starts_with(&format!("proxy_set_header {header}"));
    if location.lines().filter(is_it).count() != 1 {
        bail!("{CONFIGURATION} does not set {header}once");
    }
    Ok(location.lines().filter(|line| !is_it(line)).map(|line| format!("{line}\n")).collect())
}

fn replaced(text: &str, theirs: &str, ours: &str) -> Result<String> {
    match text.matches(theirs).count() {
        1 => Ok(text.replace(theirs, ours)),
        count => bail!("{CONFIGURATION} has {count} of {theirs}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_configuration_can_be_adapted() {
        let published = include_str!("../../deploy/nginx/sockline.conf");
        let text = adapted(published, 1234, 5678).unwrap();
        let of = |name: &str| {
            let start = text.find(&format!("location {name} {{")).unwrap();
            let end = text[start..].find("\n    }\n").unwrap();
            &text[start..start + end]
        };
        let has_headers = |location: &str| location.matches(" $websocket_").count() == 2;
        assert!(has_headers(of("/")) && has_headers(of("/hasty/")) && !has_headers(of("/bare/")));
        assert!(of("/hasty/").contains("proxy_read_timeout 3s;"));
        assert!(text.contains("127.0.0.1:1234 ssl") && text.contains("127.0.0.1:5678;"));
        assert!(!text.contains("example.com") && !text.contains("/var/log"));
    }

    #[test]
    fn a_configuration_that_lacks_a_line_is_an_error() {
        let published = include_str!("../../deploy/nginx/sockline.conf");
        let error = |left_out: &str| adapted(&published.replace(left_out, ""), 1, 2).unwrap_err();
        assert!(error("proxy_set_header Upgrade ").to_string().contains("Upgrade"));
        assert!(error("server_name example.com;").to_string().contains("server_name"));
    }
}
