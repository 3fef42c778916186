//! Runs the companion server of `sockline` from the command line until it is interrupted.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sockline_server::{Config, Mount, serve};

/// WebSocket server for sockline's demo, tests and benchmarks.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 8765)]
    port: u16,
    /// Directory served at /.
    #[arg(long, value_name = "DIR", default_value = "www")]
    www: PathBuf,
    /// Directory served at /dist/.
    #[arg(long, value_name = "DIR", default_value = "pkg/dist")]
    dist: PathBuf,
    /// A further directory, served below /prefix; may be repeated.
    #[arg(long = "mount", value_name = "/prefix=DIR")]
    mounts: Vec<Mount>,
    /// Token that /token always accepts.
    #[arg(long, default_value = "demo-token")]
    token: String,
    /// Send the headers that make pages cross-origin isolated.
    #[arg(long)]
    cross_origin_isolated: bool,
    /// Speak https: and wss: only, with a self-signed certificate for localhost and 127.0.0.1.
    #[arg(long)]
    tls: bool,
    /// Have what clients send wait before buffers as they are in front of a network.
    #[arg(long)]
    network_buffers: bool,
}

impl From<Arguments> for Config {
    fn from(arguments: Arguments) -> Self {
        Self {
            port: arguments.port,
            www: arguments.www,
            dist: arguments.dist,
            mounts: arguments.mounts,
            token: arguments.token,
            cross_origin_isolated: arguments.cross_origin_isolated,
            tls: arguments.tls,
            network_buffers: arguments.network_buffers,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With no stderr to write to there is nobody left to tell.
            let _ = writeln!(io::stderr(), "sockline-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let server = serve(arguments.into()).await?;
    // Scripts that start the server with port 0 read the address from this line.
    writeln!(io::stdout(), "sockline-server listens on {}", server.url("/"))?;
    tokio::signal::ctrl_c().await?;
    server.stop().await;
    Ok(())
}
