//! The binary as a user runs it: from its start to its end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::catalog::Shape;
use super::memory::peak_megabytes;

const BINARY: &str = env!("CARGO_BIN_EXE_rolecall");

/// `plan --snapshot` with everything as the catalog asks.
pub fn snapshot(shape: Shape) {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("aws-sso.yaml"), shape.yaml()).unwrap();
    let snapshot = shape.snapshot();
    std::fs::write(folder.path().join("snapshot.json"), &snapshot).unwrap();
    let mut command = rolecall(&["plan", "-c", "aws-sso.yaml", "--snapshot", "snapshot.json"]);
    command.current_dir(folder.path()).stdout(Stdio::piped());
    let began = Instant::now();
    let child = command.spawn().unwrap();
    let id = child.id().to_string();
    // The system forgets the peak with the process, so somebody looks while it runs.
    let watch = std::thread::spawn(move || {
        let mut peak = 0;
        while let megabytes @ 1.. = peak_megabytes(&id) {
            peak = peak.max(megabytes);
            std::thread::sleep(Duration::from_millis(10));
        }
        peak
    });
    let output = child.wait_with_output().unwrap();
    let took = began.elapsed();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("No changes."), "{text}");
    println!(
        "plan --snapshot, {shape}: {} ms, {} MB, of a file of {} MB",
        took.as_millis(),
        watch.join().unwrap(),
        snapshot.len() / 1_000_000,
    );
}

/// `validate` of the starter, each time in a new process; the files are in the system's cache.
pub fn starter() {
    let folder = tempfile::TempDir::new().unwrap();
    let init = rolecall(&["init"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(init.success());
    let mut times: Vec<Duration> = (0..41)
        .map(|_| {
            let mut command = rolecall(&["validate"]);
            command.current_dir(folder.path()).stderr(Stdio::null());
            let began = Instant::now();
            assert!(command.status().unwrap().success());
            began.elapsed()
        })
        .collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "validate of the starter: {:.1} ms at best, {:.1} ms in the middle of {} runs",
        milliseconds(times[0]),
        milliseconds(times[times.len() / 2]),
        times.len(),
    );
}

/// The size of the binary.
pub fn size() {
    let bytes = std::fs::metadata(BINARY).unwrap().len();
    println!("binary: {:.1} MB", bytes as f64 / 1e6);
}

fn rolecall(arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}
