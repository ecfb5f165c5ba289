//! The most memory that a process had, where the system tells.

/// In megabytes; 0 where it is not known. `process` is a number or `self`.
pub fn peak_megabytes(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .and_then(|number| number.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

/// Lets the peak of this process begin anew from what it has now, where the system can.
pub fn forget_peak() {
    // Where it cannot, the peak is told too high.
    _ = std::fs::write("/proc/self/clear_refs", "5");
}
