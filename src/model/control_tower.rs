//! The permission sets that AWS Control Tower creates and assigns by itself.

/// Whether a permission set has one of the names that AWS Control Tower uses. It assigns these sets again each time an
/// account is enrolled, so a catalog that manages one of them and Control Tower undo each other's work.
///
/// The name alone is no proof: a set that a catalog has tagged was made or adopted on purpose.
pub fn is_control_tower_name(name: &str) -> bool {
    const NAMES: [&str; 4] = [
        "AWSAdministratorAccess",
        "AWSOrganizationsFullAccess",
        "AWSPowerUserAccess",
        "AWSReadOnlyAccess",
    ];
    NAMES.contains(&name) || name.starts_with("AWSServiceCatalog")
}

/// Whether a group has one of the names that AWS Control Tower gives to the groups that it creates: where one exists,
/// Control Tower works with this instance, or has.
pub fn is_control_tower_group(name: &str) -> bool {
    const NAMES: [&str; 8] = [
        "AWSAccountFactory",
        "AWSAuditAccountAdmins",
        "AWSControlTowerAdmins",
        "AWSLogArchiveAdmins",
        "AWSLogArchiveViewers",
        "AWSSecurityAuditPowerUsers",
        "AWSSecurityAuditors",
        "AWSServiceCatalogAdmins",
    ];
    NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_whole_except_those_of_service_catalog() {
        for name in [
            "AWSReadOnlyAccess",
            "AWSServiceCatalogAdminFullAccess",
            "AWSServiceCatalogEndUserAccess",
        ] {
            assert!(is_control_tower_name(name), "{name}");
        }
        for name in [
            "ReadOnlyAccess",
            "AWSReadOnlyAccess2",
            "awsreadonlyaccess",
            "AWSSupport",
        ] {
            assert!(!is_control_tower_name(name), "{name}");
        }
        assert!(is_control_tower_group("AWSControlTowerAdmins"));
        assert!(!is_control_tower_group("Admins"));
    }
}
