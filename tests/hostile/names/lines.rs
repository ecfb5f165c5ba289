//! Command lines for every command, in every format. Words in capitals stand for files and names of the scene.

/// A command with its lines. `CATALOG` asks for what lives under harmful names, `OTHER` for something else, `BROKEN` for what
/// cannot be.
pub const LINES: &[(&str, &[&str])] = &[
    (
        "init",
        &[
            "OUT --snapshot STATE",
            "OUT --tfstate-bucket HARM --tfstate-role HARM",
        ],
    ),
    (
        "validate",
        &[
            "--format text --catalog CATALOG",
            "--format text --catalog BROKEN",
            "--format json --catalog BROKEN",
            "--format github --catalog BROKEN",
            "--format sarif --catalog BROKEN",
            "--catalog HARM",
            "--catalog CATALOG --stacks HARM --component HARM",
            "--catalog CATALOG --today HARM",
        ],
    ),
    (
        "access",
        &[
            "--format text --snapshot STATE --catalog CATALOG",
            "--format json --snapshot STATE --catalog CATALOG",
            "--format csv --snapshot STATE --catalog CATALOG",
            "--format markdown --snapshot STATE --catalog CATALOG",
            "--people --snapshot STATE --catalog CATALOG",
            "--people --format csv --snapshot STATE --catalog CATALOG",
            "--differs --format markdown --snapshot STATE --catalog OTHER",
            "--format html --snapshot STATE --catalog CATALOG --findings",
            "--format html --catalog OTHER",
            "--group HARM --account HARM --catalog CATALOG --snapshot HARM",
            "--format text --catalog BROKEN",
        ],
    ),
    (
        "roles",
        &[
            "--format text --snapshot STATE --catalog CATALOG",
            "--format json --snapshot STATE --catalog CATALOG",
            "--group HARM --catalog CATALOG --snapshot STATE",
        ],
    ),
    (
        "log",
        &[
            "--format text group HARM --catalog CATALOG",
            "--format json --catalog CATALOG",
        ],
    ),
    (
        "explain",
        &[
            "--format text --account plat-devHARM --group HARM --catalog CATALOG --snapshot STATE",
            "--format text --account 333333333301 --group DEVOPS --why-not Look --catalog CATALOG --snapshot STATE",
            "--format json --account 333333333301 --group DEVOPS --why-not Nothing --catalog CATALOG --snapshot STATE",
            "--format text --account 333333333303 --user CLEO --catalog CATALOG --snapshot STATE",
        ],
    ),
    (
        "review",
        &[
            "--format text --catalog CATALOG --snapshot STATE --within 8w",
            "--format json --catalog CATALOG --snapshot STATE",
            "--format csv --catalog CATALOG --snapshot STATE",
            "--format markdown --catalog CATALOG --snapshot STATE",
            "--codeowners --catalog CATALOG",
            "--codeowners --check HARM --catalog CATALOG",
            "--within 8w --catalog BROKEN",
        ],
    ),
    (
        "plan",
        &[
            "--format text --catalog CATALOG --out PLAN --max-removals 100% --allow-total-loss",
            "--format html --catalog OTHER --max-removals 100% --allow-total-loss",
            "--format text --catalog OTHER",
            "--format json --catalog OTHER",
            "--format markdown --catalog OTHER",
            "--format github --catalog OTHER",
            "--format text --catalog CATALOG --scan full --stats",
            "--format json --catalog CATALOG",
            "--format markdown --catalog CATALOG",
            "--format github --catalog CATALOG",
            "--format text --catalog BROKEN",
            "--only group=HARM --catalog CATALOG",
            "--only HARM --catalog CATALOG",
            "--max-removals HARM --catalog CATALOG",
            "--max-expired HARM --catalog CATALOG",
            "--catalog CATALOG --snapshot TEMPLATE",
            "--catalog CATALOG --snapshot STRANGE",
        ],
    ),
    (
        "show",
        &[
            "PLAN --format text",
            "PLAN --format html",
            "PLAN --format json",
            "PLAN --format markdown",
            "PLAN --format github",
            "STATE",
            "HARM",
        ],
    ),
    (
        "diff",
        &[
            "--format text --base OTHER --catalog CATALOG",
            "--format html --base OTHER --catalog CATALOG",
            "--format json --base OTHER --catalog CATALOG",
            "--format markdown --base OTHER --catalog CATALOG",
            "--format github --base OTHER --catalog CATALOG",
            "--format markdown --base CATALOG --catalog OTHER --snapshot STATE",
            "--base HARM --catalog CATALOG",
            "--base CATALOG --catalog BROKEN",
        ],
    ),
    (
        "render terraform",
        &[
            "--out OUT --catalog CATALOG --snapshot STATE",
            "--out OUT --catalog CATALOG --snapshot STATE --principals ids --layout resources",
            "--out OUT --catalog CATALOG --snapshot STATE --split account-type --import-blocks",
            "--out OUT --catalog CATALOG --snapshot STATE --moved-from cloudposse",
            "--out OUT --catalog OTHER --snapshot STATE --check",
            "--out OUT --catalog CATALOG --snapshot STATE --templates HARM",
        ],
    ),
    (
        "render cloudformation",
        &[
            "--out OUT --catalog CATALOG --snapshot STATE",
            "--out OUT --catalog CATALOG --snapshot STATE --resources-to-import",
            "--out OUT --catalog OTHER --snapshot STATE --check",
        ],
    ),
    ("templates export", &["OUT"]),
    (
        "bootstrap",
        &[
            "--format text --catalog CATALOG --yes",
            "--format json --catalog CATALOG --yes",
            "--format text --catalog BROKEN --yes --idp okta",
        ],
    ),
    (
        "apply",
        &[
            "--catalog OTHER --auto-approve --max-removals 0",
            "--catalog CATALOG --plan STATE",
            "--catalog CATALOG --plan HARM",
            "--catalog CATALOG",
            "--catalog CATALOG --auto-approve --sandbox-options fail-operation=1,fail-message=HARM",
            "--catalog CATALOG --auto-approve --journal JOURNAL",
            "--catalog OTHER --plan PLAN",
            "--catalog OTHER --auto-approve --max-removals 100% --allow-total-loss --journal JOURNAL",
        ],
    ),
    (
        "doctor",
        &[
            "--format text --catalog CATALOG",
            "--format json --catalog CATALOG --snapshot STATE",
            "--format markdown --catalog CATALOG --snapshot STATE",
            "--format text --catalog BROKEN --snapshot STATE",
        ],
    ),
    (
        "groups",
        &[
            "--format text",
            "--format json",
            "--format csv",
            "--match HARM",
        ],
    ),
    (
        "import",
        &[
            "",
            "--out FILE --snapshot STATE",
            "--snapshot STATE --account-types CATALOG",
            "--snapshot STRANGE",
            "--from-terraform-state TFSTATE",
            "--from-terraform-state TFSTATE --snapshot STATE",
            "--from-terraform-state HARM",
            "--from-cloudformation TEMPLATE --snapshot STATE",
            "--from-cloudformation TEMPLATE --snapshot STATE --parameter HARM",
            "--name HARM",
            "--permission-set HARM* --snapshot STATE",
        ],
    ),
    (
        "snapshot",
        &["", "--instance-arn HARM", "--sandbox-options HARM"],
    ),
    (
        "sandbox serve",
        &[
            "--state TEMPLATE",
            "--state HARM --options HARM",
            "--state STATE --listen 192.0.2.1:1",
        ],
    ),
    ("schema", &["catalog", "plan", "diff", "access"]),
    ("completions", &["bash", "zsh", "fish"]),
    ("man", &["--out OUT"]),
];
