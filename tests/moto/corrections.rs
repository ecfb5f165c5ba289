use crate::support::moto::Moto;

#[test]
fn every_correction_of_moto_holds_when_boto3_looks() {
    if let Some(moto) = Moto::start() {
        // The script starts a server of its own, with nothing in it yet.
        moto.script("check_corrections.py", &[]);
    }
}

#[test]
fn the_server_lists_its_corrections_and_ends_when_its_stdin_closes() {
    let Some(moto) = Moto::start() else { return };
    let listing = moto.script("moto_corrected.py", &["--list-corrections"]);
    assert!(
        listing.contains("\ntags_are_listed: ListTagsForResource lists the tags"),
        "{listing}"
    );
    // A script's stdin is closed from the beginning, so this returns.
    let url = moto.script("moto_corrected.py", &["--port", "0"]);
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
}
