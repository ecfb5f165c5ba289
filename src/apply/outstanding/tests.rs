use std::collections::HashSet;
use std::sync::Arc;

use super::*;
use crate::aws::HandleKind;

const SECOND: Duration = Duration::from_secs(1);

fn handle(number: usize) -> Handle {
    Handle {
        again: false,
        kind: HandleKind::Creation,
        id: number.to_string(),
    }
}

fn outstanding(count: usize) -> Outstanding {
    let mut outstanding = Outstanding::default();
    for number in 0..count {
        let job = Job {
            change: number,
            account: None,
            touches: Arc::new([]),
        };
        outstanding.push(job, handle(number), Duration::ZERO);
    }
    outstanding
}

fn ids(numbers: impl IntoIterator<Item = usize>) -> InProgress {
    let ids: HashSet<String> = numbers
        .into_iter()
        .map(|number| number.to_string())
        .collect();
    InProgress {
        ids,
        is_complete: true,
    }
}

fn ended(handles: impl IntoIterator<Item = usize>) -> StatusQueries {
    StatusQueries {
        ended: handles.into_iter().map(handle).collect(),
        still_listed: Vec::new(),
    }
}

#[test]
fn who_leaves_the_list_gives_its_place_away_before_anybody_knows_how_it_ended() {
    let mut outstanding = outstanding(2);
    assert_eq!(
        outstanding.listed(&ids([0, 1]), SECOND, SECOND),
        ListUpdate::default()
    );
    let free = outstanding.listed(&ids([1]), SECOND, SECOND).free;
    assert_eq!(free.iter().map(|job| job.change).collect::<Vec<_>>(), [0]);
    assert_eq!(outstanding.places(), 1);
    assert!(outstanding.ask(SECOND, false).is_empty());
    assert_eq!(outstanding.ask(SECOND * 4, false), ended([0]));
    let (job, holds) = outstanding.ended(&handle(0), SECOND).unwrap();
    assert_eq!((job.change, holds), (0, false));
}

#[test]
fn who_was_never_in_the_list_keeps_its_place_until_it_is_known_to_have_ended() {
    let mut outstanding = outstanding(1);
    assert_eq!(
        outstanding.listed(&ids([]), SECOND, SECOND),
        ListUpdate::default()
    );
    assert_eq!(outstanding.places(), 1);
    assert_eq!(outstanding.ask(SECOND, false), ended([0]));
    assert_eq!(outstanding.places(), 1);
    outstanding.goes_on(&handle(0), SECOND);
    assert_eq!(outstanding.running().count(), 1);
    assert!(outstanding.ended(&handle(0), SECOND).unwrap().1);
    assert!(outstanding.is_empty());
}

#[test]
fn a_list_says_nothing_about_what_was_taken_after_it_was_asked_for() {
    let mut outstanding = outstanding(0);
    outstanding.push(
        Job {
            change: 0,
            account: None,
            touches: Arc::new([]),
        },
        handle(0),
        SECOND * 2,
    );
    outstanding.listed(&ids([]), SECOND, SECOND * 3);
    assert!(outstanding.ask(SECOND * 3, true).is_empty());
}

#[test]
fn many_ends_are_asked_for_together_and_all_at_once_where_asked() {
    let mut outstanding = outstanding(TOGETHER);
    outstanding.listed(&ids(0..TOGETHER), SECOND, SECOND);
    outstanding.listed(&ids([0]), SECOND, SECOND);
    assert!(outstanding.ask(SECOND, false).is_empty());
    outstanding.listed(&ids([]), SECOND, SECOND);
    assert_eq!(outstanding.ask(SECOND, false).ended.len(), TOGETHER);
    let mut few = super::tests::outstanding(1);
    few.listed(&ids([0]), SECOND, SECOND);
    few.listed(&ids([]), SECOND, SECOND);
    assert_eq!(few.ask_at(), Some(SECOND + ASK_AFTER));
    assert_eq!(few.ask(SECOND, true), ended([0]));
}

#[test]
fn what_the_list_calls_running_is_described_after_a_few_looks_and_then_ever_less_often() {
    let mut outstanding = outstanding(1);
    let mut described = Vec::new();
    // A look every second, for ten minutes.
    for second in 1..=600 {
        let now = SECOND * second;
        outstanding.listed(&ids([0]), now, now);
        let queries = outstanding.ask(now, false);
        assert!(queries.ended.is_empty());
        for handle in queries.still_listed {
            described.push(second);
            assert_eq!(outstanding.places(), 1);
            outstanding.goes_on(&handle, now);
        }
    }
    assert_eq!(
        described,
        [3, 6, 12, 24, 48, 96, 156, 216, 276, 336, 396, 456, 516, 576]
    );
}

#[test]
fn a_list_that_keeps_what_has_ended_is_found_out_and_one_that_lags_is_not() {
    let mut outstanding = outstanding(2);
    for second in 1..=3 {
        outstanding.listed(&ids([0, 1]), SECOND * second, SECOND * second);
    }
    assert_eq!(
        outstanding.ask(SECOND * 3, false).still_listed,
        [handle(0), handle(1)]
    );
    assert!(outstanding.ended(&handle(0), SECOND * 3).unwrap().1);
    outstanding.goes_on(&handle(1), SECOND * 3);
    assert!(
        !outstanding
            .listed(&ids([0, 1]), SECOND * 4, SECOND * 4)
            .is_wrong
    );
    let mut lagging = std::mem::take(&mut outstanding.listed_ends);
    outstanding.listed_ends.append(&mut lagging.clone());
    assert!(
        outstanding
            .listed(&ids([0, 1]), SECOND * 6, SECOND * 6)
            .is_wrong
    );
    // Operation that lets go in time is believed.
    outstanding.listed_ends = std::mem::take(&mut lagging);
    outstanding.listed(&ids([1]), SECOND * 5, SECOND * 5);
    assert!(
        !outstanding
            .listed(&ids([0, 1]), SECOND * 9, SECOND * 9)
            .is_wrong
    );
}

#[test]
fn what_is_beyond_the_pages_that_are_read_is_described_and_keeps_its_place() {
    let mut outstanding = outstanding(2);
    let cut = |numbers| InProgress {
        is_complete: false,
        ..ids(numbers)
    };
    assert!(
        outstanding
            .listed(&cut(vec![0, 1]), SECOND, SECOND)
            .free
            .is_empty()
    );
    assert!(
        outstanding
            .listed(&cut(vec![1]), SECOND, SECOND)
            .free
            .is_empty()
    );
    assert_eq!(outstanding.ask(SECOND, false), ended([0]));
    assert_eq!(outstanding.places(), 2);
}

#[test]
fn lateness_and_not_being_found_are_counted_from_their_beginnings() {
    let mut outstanding = outstanding(1);
    assert_eq!(outstanding.late_at(SECOND * 1800), Some(SECOND * 1800));
    assert!(outstanding.late(SECOND * 1799, SECOND * 1800).is_empty());
    assert_eq!(outstanding.late(SECOND * 1800, SECOND * 1800), [handle(0)]);
    assert_eq!(outstanding.missing(&handle(0), SECOND * 5), SECOND * 5);
    assert_eq!(outstanding.missing(&handle(0), SECOND * 70), SECOND * 5);
    // Found once, it is not missing any more.
    outstanding.goes_on(&handle(0), SECOND * 71);
    assert_eq!(outstanding.missing(&handle(0), SECOND * 72), SECOND * 72);
}
