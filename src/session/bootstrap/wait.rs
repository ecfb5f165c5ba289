//! Waiting for an identity provider: asking for the groups until those that are missing have arrived.

use std::time::{Duration, Instant};

use crate::aws::{AwsError, Reader};
use crate::bootstrap::missing_groups;
use crate::error::Error;
use crate::model::snapshot::{Group, groups_by_name};
use crate::output::Output;
use crate::text::visible;

use crate::session::interrupt::asked_to_end;

/// The first pauses are short, because a provision on demand takes seconds; a cycle takes minutes.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Asks until every group of `required` is there, the time is over, or the user ends it. The answer is the last
/// list of groups; an error ends the waiting, since whoever waits is not there to see it pass.
pub async fn for_groups(
    required: &[(String, Option<String>)],
    mut groups: Vec<Group>,
    reader: &Reader,
    longest: Duration,
    output: &mut Output,
) -> Result<Result<Vec<Group>, AwsError>, Error> {
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut missing = names(required, &groups);
    if missing.is_empty() {
        return Ok(Ok(groups));
    }
    let progress = output.progress();
    if progress.is_none() {
        let longest = humantime::format_duration(longest);
        writeln!(
            output.stderr(),
            "Waiting for {}, {longest} at most",
            shown(&missing)
        )?;
    }
    while !missing.is_empty() {
        let left = longest.saturating_sub(began.elapsed());
        if left.is_zero() {
            break;
        }
        if let Some(progress) = &progress {
            let left = humantime::format_duration(Duration::from_secs(left.as_secs()));
            progress.show(format!("waiting for {}, {left} left", shown(&missing)));
        }
        tokio::select! {
            () = tokio::time::sleep(pause.min(left)) => {}
            _ = asked_to_end() => break,
        }
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        groups = match reader.groups().await {
            Ok(groups) => groups,
            Err(error) => return Ok(Err(error)),
        };
        let still = names(required, &groups);
        for name in missing.iter().filter(|name| !still.contains(name)) {
            let line = format!("{} is there", visible(name));
            match &progress {
                Some(progress) => progress.above(&line),
                None => writeln!(output.stderr(), "{line}")?,
            }
        }
        missing = still;
    }
    if let Some(progress) = &progress {
        progress.clear();
    }
    Ok(Ok(groups))
}

fn names(required: &[(String, Option<String>)], groups: &[Group]) -> Vec<String> {
    let missing = missing_groups(required, &groups_by_name(groups));
    missing.into_iter().map(|one| one.name).collect()
}

fn shown(names: &[String]) -> String {
    visible(&names.join(", ")).into_owned()
}
