//! A catalog of 100,000 assignments, every one written out.

use std::fmt::Write as _;

use super::read;

const SETS: [&str; 10] = [
    "AdministratorAccess",
    "BillingAdministratorAccess",
    "BillingReadOnlyAccess",
    "DNSRecordAdministratorAccess",
    "PartnerCentralAccountMgmt",
    "PartnerCentralFullAccess",
    "PartnerCentralSandboxAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "RootAccess",
];

#[test]
fn a_hundred_thousand_assignments_are_all_there() {
    let text = |accounts: usize| {
        let mut text = "account_map:\n  full_account_map:\n".to_owned();
        for account in 0..accounts {
            writeln!(text, "    acct-{account}: '{account:0>12}'").unwrap();
        }
        text.push_str("account_assignments:\n");
        for account in 0..accounts {
            writeln!(text, "  acct-{account}:\n    groups:").unwrap();
            for group in 0..20 {
                writeln!(
                    text,
                    "      group-{group}: {{permission_sets: [{}]}}",
                    SETS.join(", ")
                )
                .unwrap();
            }
        }
        text
    };
    let read = read(&[("aws-sso.yaml", &text(500))]);
    assert_eq!(read.drawn(), "");
    let catalog = read.catalog.unwrap();
    assert_eq!(catalog.rules.len(), 100_000);
    assert_eq!(catalog.permission_sets.len(), 10);
}
