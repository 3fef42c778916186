//! Minimal programs: contestants that do one thing which a target cannot do without, plainly, and
//! nothing else.

use super::figures::RAW;
use super::targets::{RUST, SCRIPT, STREAM};

/// The measure, whose limit it shows, and the program.
const PROGRAMS: &[(&str, &str, &str)] = &[
    ("send 32 B text", RUST, KEPT),
    ("send 32 B text", STREAM, KEPT),
    ("send 128 B binary", RUST, KEPT),
    ("send 128 B binary", STREAM, KEPT),
    ("send 1 KB binary", RUST, KEPT),
    ("send 1 KB binary", STREAM, KEPT),
    ("send 4 KB text", RUST, KEPT),
    ("send 4 KB text", STREAM, KEPT),
    ("send 64 KB text", RUST, KEPT),
    ("send 64 KB text", STREAM, KEPT),
    ("receive 32 B text", SCRIPT, TOLD_AGAIN),
    ("receive 32 B text", RUST, RAW),
    ("receive 32 B text", STREAM, TASK),
    ("receive 128 B binary", RUST, RAW),
    ("receive 128 B binary", STREAM, TASK),
    ("receive 4 KB text", RUST, ENCODED),
    ("receive 64 KB text", RUST, ENCODED),
    ("open 1000 connections", RUST, WATCHED),
    ("open 1000 connections", STREAM, WATCHED),
    ("start-up: from import to the first open", RUST, LADEN),
    ("send 32 B text, with a server", RUST, KEPT),
    ("send 32 B text, with a server", STREAM, KEPT),
    ("send 4 KB text, with a server", RUST, KEPT),
    ("send 4 KB text, with a server", STREAM, KEPT),
    ("send 1 KB binary, with a server", RUST, KEPT),
    ("send 1 KB binary, with a server", STREAM, KEPT),
    ("send 64 KB binary, with a server", RUST, HELD),
    ("send 64 KB binary, with a server", STREAM, HELD),
    ("main-thread time to send 32 B text, with a server", SCRIPT, "native, kept"),
    ("main-thread time to send 32 B text, with a server", RUST, KEPT),
    ("main-thread time to send 32 B text, with a server", STREAM, KEPT),
    ("main-thread time to receive 32 B text, with a server", SCRIPT, TOLD_AGAIN),
    ("main-thread time to receive 32 B text, with a server", RUST, RAW),
    ("upload of 64 MB in messages of 16 KB", SCRIPT, "native, held back and copied"),
    ("upload of 64 MB in messages of 16 KB", RUST, HELD),
    ("upload of 64 MB in messages of 16 KB", STREAM, HELD),
    (URGENT, SCRIPT, KEPT_SHORT),
    (URGENT, RUST, KEPT_SHORT),
];

const URGENT: &str = "slow link: an urgent message, half of all";

/// Keeps each message until the buffer shows it gone.
const KEPT: &str = "raw-web-sys-kept (Rust)";
/// Gives the browser no more than 256 KB ahead until it was given 10 MiB.
const HELD: &str = "raw-web-sys-held (Rust)";
/// Parses the URL before, gives an attempt up after its deadline, and hears of a loss.
const WATCHED: &str = "raw-web-sys-watched (Rust)";
/// Holds all of Sockline, and opens without it.
const LADEN: &str = "raw-web-sys-laden (Rust)";
/// Has a task read.
const TASK: &str = "raw-web-sys-task (Rust)";
/// Reads text by way of Base64.
const ENCODED: &str = "raw-web-sys-encoded (Rust)";
/// Makes and dispatches a second event.
const TOLD_AGAIN: &str = "native, told again";
/// Leaves nearly nothing in the browser's buffer.
const KEPT_SHORT: &str = "native, kept short";

/// The minimal program for what a contestant does there.
pub(super) fn program(title: &str, contestant: &str) -> Option<&'static str> {
    let is_it = |row: &&(&str, &str, &str)| (row.0, row.1) == (title, contestant);
    PROGRAMS.iter().find(is_it).map(|row| row.2)
}

/// The same beside a peer: only a program that does what no peer does shows why ours takes more.
pub(super) fn beside_peers(title: &str, contestant: &str) -> Option<&'static str> {
    program(title, contestant).filter(|program| [KEPT, HELD, WATCHED, LADEN].contains(program))
}

/// The measure by which native against itself tells the noise: that one itself, but where native
/// waits for something else than the minimal program does.
pub(super) fn noise(title: &str) -> &str {
    // Native's delay is its backlog's, which is always the same.
    if title == URGENT {
        "slow link: in the operating system's buffers, half of all"
    } else {
        title
    }
}
