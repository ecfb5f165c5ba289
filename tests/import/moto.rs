//! Import against moto, an AWS that somebody else wrote.

use crate::support::moto::{GROUPS, Moto};
use crate::support::rolecall::Project;

#[test]
fn what_boto3_made_in_moto_is_imported_and_a_plan_adopts_it_and_does_nothing_else() {
    let Some(moto) = Moto::with_organization(GROUPS, "") else {
        return;
    };
    let project = Project::with_starter();
    moto.rolecall(&project, &["apply", "--auto-approve"])
        .ended(0);
    // Under another name nobody's sets are left: the import must say whose they are.
    let other = moto
        .rolecall(&project, &["import", "--name", "other"])
        .ended(0);
    assert!(
        other
            .stderr
            .contains("RootAccess, left alone: the catalog `default` governs it"),
        "{}",
        other.all()
    );
    let run = moto
        .rolecall(&project, &["import", "--out", "live.yaml"])
        .ended(0);
    assert!(
        run.stderr.contains("8 permission sets, 60 assignments"),
        "{}",
        run.all()
    );
    let plan = moto
        .rolecall(
            &project,
            &[
                "plan",
                "--catalog",
                "live.yaml",
                "--scan",
                "full",
                "--format",
                "json",
            ],
        )
        .ended(0);
    assert_eq!(plan.json()["changes"], serde_json::json!([]));
}
