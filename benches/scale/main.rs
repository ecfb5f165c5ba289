//! What rolecall itself costs, without AWS: `cargo bench --bench scale`.
//!
//! Each case runs in a process of its own, because the peak of memory is a process's. `benches/README.md` has the
//! method and the last figures.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and one that cannot go on fails where it stands"
)]

mod catalog;
mod growth;
mod memory;
mod pipeline;
mod process;

use std::process::Command;

use catalog::Shape;

/// The sizes of the pure pipeline: the same 200 groups and 25 permission sets in 2, 20 and 200 accounts.
const SIZES: [Shape; 3] = [
    Shape::by_type(200, 25, 2),
    Shape::by_type(200, 25, 20),
    Shape::by_type(200, 25, 200),
];

/// Catalogs in which every assignment is written out.
const WRITTEN_OUT: [Shape; 2] = [
    Shape::written_out(20, 10, 50),
    Shape::written_out(20, 10, 500),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--case") {
        let index: usize = arguments[at + 1].parse().unwrap();
        let shape = *WRITTEN_OUT.iter().chain(&SIZES).nth(index).unwrap();
        println!("{}", pipeline::run(shape));
        return;
    }
    println!(
        "{:<32}{:>10}{:>12}{:>10}{:>10}{:>9}",
        "assignments", "YAML", "to desired", "to plan", "to list", "peak"
    );
    let mut figures = Vec::new();
    for (index, shape) in WRITTEN_OUT.iter().chain(&SIZES).enumerate() {
        let figure = in_a_process(index);
        println!(
            "{:<32}{:>7} KB{:>9} ms{:>7} ms{:>7} ms{:>6} MB",
            shape.to_string(),
            figure.bytes / 1000,
            figure.desired.as_millis(),
            figure.planned.as_millis(),
            figure.listed.as_millis(),
            figure.peak_megabytes,
        );
        if SIZES.contains(shape) {
            figures.push((shape.assignments() as f64, figure));
        }
    }
    let times = figures
        .iter()
        .map(|(size, figure)| (*size, figure.planned.as_secs_f64()));
    println!(
        "\ngrowth: time to a plan ~ n^{:.2}, from 10^5 to 10^6 n^{:.2} (1 is linear)",
        growth::exponent(times.clone()),
        growth::exponent(times.skip(1)),
    );
    let memory = figures
        .iter()
        .map(|(size, figure)| (*size, figure.peak_megabytes as f64));
    println!(
        "        peak memory ~ n^{:.2}, from 10^5 to 10^6 n^{:.2}",
        growth::exponent(memory.clone()),
        growth::exponent(memory.skip(1)),
    );
    println!();
    process::snapshot(Shape::by_type(200, 25, 200));
    process::starter();
    process::size();
}

fn in_a_process(index: usize) -> pipeline::Figure {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["--case", &index.to_string()])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().parse().unwrap()
}
