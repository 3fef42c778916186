//! The program itself, with a cargo that does what the test says.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// `xtask simulate`, which calls cargo once. The folder holds that cargo.
fn simulate(cargo: &str) -> (Command, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cargo");
    fs::write(&file, format!("#!/bin/sh\n{cargo}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .args(["simulate", "--seeds", "1"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env("CARGO", file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    (command, folder)
}

#[test]
fn a_simulation_in_which_nothing_ran_fails() {
    for (cargo, passes) in [
        ("echo 'test result: ok. 1 passed; 0 failed; 9 filtered out'", true),
        ("echo 'test result: ok. 0 passed; 0 failed; 9 filtered out'", false),
        ("", false),
        ("echo 'test result: FAILED. 1 passed; 1 failed'; exit 101", false),
    ] {
        let (mut command, _folder) = simulate(cargo);
        assert_eq!(command.output().unwrap().status.success(), passes, "{cargo}");
    }
    let (mut command, _folder) = simulate("echo 'test result: ok. 1 passed'");
    assert!(!command.args(["--seeds", "0"]).output().unwrap().status.success());
}

/// Whether `nohup` has started these tests, so that the program ignores a closed terminal too.
fn ignores_hangup() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.is_some_and(|signals| u64::from_str_radix(signals.trim(), 16).unwrap() & 1 == 1)
}

#[test]
fn a_signal_ends_what_is_waited_for_too() {
    let mut signals = vec![Signal::TERM, Signal::INT];
    if !ignores_hangup() {
        signals.push(Signal::HUP);
    }
    for signal in signals {
        // Its child is ended too: it holds the pipe as well.
        let (mut command, _folder) = simulate("sleep 60 & echo started; wait");
        let mut xtask = command.spawn().unwrap();
        let mut output = BufReader::new(xtask.stdout.take().unwrap());
        let mut line = String::new();
        while line != "started\n" {
            line.clear();
            assert!(output.read_line(&mut line).unwrap() > 0, "it ended early");
        }
        kill_process(Pid::from_child(&xtask), signal).unwrap();
        let start = std::time::Instant::now();
        output.read_to_end(&mut Vec::new()).unwrap();
        assert!(start.elapsed().as_secs() < 30, "the program outlived {signal:?}");
        assert!(!xtask.wait().unwrap().success());
    }
}
