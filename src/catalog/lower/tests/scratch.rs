use super::*;
#[test]
fn scratch() {
    let Ok(list) = std::env::var("TRY") else {
        return;
    };
    for file in list.split(' ') {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let env = |_: &str| None;
        let input = crate::catalog::Input {
            file: file.into(),
            stacks: None,
            component: None,
            env: &env,
        };
        let start = std::time::Instant::now();
        let loaded = crate::catalog::load(&input, &mut sources, &mut diagnostics);
        let read = start.elapsed();
        let start = std::time::Instant::now();
        let catalog = loaded.and_then(|l| {
            crate::catalog::lower(&l, &Partition::aws(), &mut sources, &mut diagnostics)
        });
        let low = start.elapsed();
        let lowered = Lowered {
            catalog,
            diagnostics,
            sources,
        };
        let d = lowered.drawn();
        let rules = lowered
            .catalog
            .as_ref()
            .map(|c| (c.rules.len(), c.permission_sets.len()));
        std::fs::write(
            "/tmp/try.out",
            format!(
                "{}== {file}: rules {rules:?} read {read:?} lower {low:?}\n{}\n{}",
                std::fs::read_to_string("/tmp/try.out").unwrap_or_default(),
                &d[..d.len().min(6000)],
                if std::env::var("RULES").is_ok() {
                    lowered.rules()
                } else {
                    String::new()
                }
            ),
        )
        .unwrap();
    }
}
