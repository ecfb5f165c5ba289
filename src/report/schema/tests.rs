//! One change of every kind, through the writer that `plan` uses, against the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::plan_schema;
use crate::model::Folding;
use crate::model::{
    Account, AccountAssignment, AccountId, CatalogName, CustomerManagedPolicy, Date, ManagedPolicy,
    PermissionSetName, PermissionsBoundary, PolicyDocument, Principal, PrincipalType,
    SessionDuration,
};
use crate::plan::{
    Attributes, Cause, Change, Header, Plan, PlannedChange, ProvisionReason, ProvisionTarget,
    RevocationReason,
};
use crate::report::{plan_changes, plan_json, refusals_json};
use crate::source::Sources;

/// One of each kind. The match below stops compiling when a kind is added, so that it is added here too.
fn one_of_each() -> Vec<Change> {
    let permission_set = || PermissionSetName::parse("Ops").unwrap();
    let attributes = |description: Option<&str>| Attributes {
        description: description.map(str::to_owned),
        session_duration: SessionDuration::parse("PT2H").unwrap(),
        relay_state: None,
    };
    let tags = || BTreeMap::from([("team".to_owned(), "ops".to_owned())]);
    let managed = || ManagedPolicy::parse("job-function/Billing").unwrap();
    let customer = || CustomerManagedPolicy::parse("Ops", "/teams/").unwrap();
    let policy = || PolicyDocument::parse(r#"{"Version":"2012-10-17","Statement":[]}"#).unwrap();
    let account = || Account {
        name: "dev".into(),
        id: Some(AccountId::parse("012345678901").unwrap()),
    };
    let assignment = || AccountAssignment {
        principal: Principal {
            kind: PrincipalType::User,
            name: "jo".into(),
            id: None,
        },
        permission_set: permission_set(),
        account: account(),
    };
    let revoked = |reason| Change::DeleteAssignment {
        assignment: assignment(),
        reason,
    };
    vec![
        Change::CreateGroup {
            group: "Ops".into(),
        },
        Change::CreatePermissionSet {
            permission_set: permission_set(),
            attributes: attributes(None),
            tags: tags(),
            previously: Some(permission_set()),
        },
        Change::AdoptPermissionSet {
            permission_set: permission_set(),
            from: None,
        },
        Change::AdoptPermissionSet {
            permission_set: permission_set(),
            from: Some(CatalogName::default()),
        },
        Change::UpdatePermissionSet {
            permission_set: permission_set(),
            before: attributes(None),
            after: attributes(Some("ops")),
        },
        Change::TagPermissionSet {
            permission_set: permission_set(),
            before: tags(),
            after: tags(),
        },
        Change::UntagPermissionSet {
            permission_set: permission_set(),
            before: tags(),
        },
        Change::DetachManagedPolicy {
            permission_set: permission_set(),
            policy: managed(),
        },
        Change::DetachCustomerManagedPolicy {
            permission_set: permission_set(),
            policy: customer(),
        },
        Change::AttachManagedPolicy {
            permission_set: permission_set(),
            policy: managed(),
        },
        Change::AttachCustomerManagedPolicy {
            permission_set: permission_set(),
            policy: customer(),
        },
        Change::PutInlinePolicy {
            permission_set: permission_set(),
            before: None,
            after: policy(),
        },
        Change::DeleteInlinePolicy {
            permission_set: permission_set(),
            before: policy(),
        },
        Change::PutPermissionsBoundary {
            permission_set: permission_set(),
            before: Some(PermissionsBoundary::Managed(managed())),
            after: PermissionsBoundary::CustomerManaged(customer()),
        },
        Change::DeletePermissionsBoundary {
            permission_set: permission_set(),
            before: PermissionsBoundary::Managed(managed()),
        },
        Change::ProvisionPermissionSet {
            permission_set: permission_set(),
            accounts: BTreeSet::from([account()]),
            target: ProvisionTarget::ListedAccounts,
            reason: ProvisionReason::Outdated,
        },
        Change::CreateAssignment(assignment()),
        revoked(RevocationReason::NotInCatalog),
        revoked(RevocationReason::PermissionSetDeleted),
        revoked(RevocationReason::PermissionSetRenamed(permission_set())),
        revoked(RevocationReason::PrincipalDeleted),
        revoked(RevocationReason::Expired(
            Date::parse("2026-12-31").unwrap(),
        )),
        Change::DeletePermissionSet {
            permission_set: permission_set(),
        },
    ]
}

/// The place of a kind in the list of all kinds.
fn number(change: &Change) -> usize {
    match change {
        Change::CreateGroup { .. } => 0,
        Change::CreatePermissionSet { .. } => 1,
        Change::AdoptPermissionSet { .. } => 2,
        Change::UpdatePermissionSet { .. } => 3,
        Change::TagPermissionSet { .. } => 4,
        Change::UntagPermissionSet { .. } => 5,
        Change::DetachManagedPolicy { .. } => 6,
        Change::DetachCustomerManagedPolicy { .. } => 7,
        Change::AttachManagedPolicy { .. } => 8,
        Change::AttachCustomerManagedPolicy { .. } => 9,
        Change::PutInlinePolicy { .. } => 10,
        Change::DeleteInlinePolicy { .. } => 11,
        Change::PutPermissionsBoundary { .. } => 12,
        Change::DeletePermissionsBoundary { .. } => 13,
        Change::ProvisionPermissionSet { .. } => 14,
        Change::CreateAssignment(_) => 15,
        Change::DeleteAssignment { .. } => 16,
        Change::DeletePermissionSet { .. } => 17,
    }
}

/// One of each cause, in the order of the codes.
fn causes() -> Vec<Cause> {
    let permission_set = PermissionSetName::parse("Ops").unwrap();
    let account_type: Arc<str> = "prod".into();
    let types = BTreeSet::from([Arc::clone(&account_type)]);
    vec![
        Cause::NewAccount,
        Cause::NewInAccountMap,
        Cause::AccountTypeEntered {
            account_type: Arc::clone(&account_type),
            left: types.clone(),
        },
        Cause::AccountTypeNotYetGiven {
            account_type: Arc::clone(&account_type),
        },
        Cause::RenamedFrom {
            permission_set: permission_set.clone(),
        },
        Cause::AccountTypeLeft {
            left: types.clone(),
            now: types,
            organizational_unit: Some("plat/prod".into()),
            since: false,
        },
        Cause::Excluded {
            account_type: Arc::clone(&account_type),
        },
        Cause::ManagementAccountNotNamed { account_type },
        Cause::AccountNotInOrganization,
        Cause::AccountNotInAccountMap,
        Cause::PrincipalNotInCatalog {
            principal_type: PrincipalType::Group,
            since: true,
        },
        Cause::EntryRemoved,
        Cause::NoEntry,
        Cause::NotInCatalog,
        Cause::PermissionSetDeleted,
        Cause::PermissionSetRenamed { permission_set },
        Cause::PrincipalDeleted,
        Cause::Expired {
            last_day: Date::parse("2026-12-31").unwrap(),
        },
    ]
}

fn json(change: Change) -> serde_json::Value {
    json_of(PlannedChange::new(change, None))
}

fn json_of(planned: PlannedChange) -> serde_json::Value {
    let plan = Plan {
        changes: vec![planned],
        ..Plan::default()
    };
    let header = Header {
        catalog: "catalog/aws-sso.yaml".to_owned(),
        accounts: 1,
        principals: 1,
        permission_sets: 1,
        assignments: 1,
        instance: "arn:aws:sso:::instance/ssoins-1".to_owned(),
        place: "us-east-1".to_owned(),
        management_account: None,
        environment: BTreeMap::new(),
        overridden: vec!["--max-removals 3".to_owned()],
    };
    let folding = Folding::new(&BTreeMap::new());
    let mut json = plan_json(&plan, &header, &folding, &Sources::default());
    json["changes"] = plan_changes(&plan, &Sources::default()).collect();
    json["refusals"] = refusals_json(&[]);
    json
}

#[test]
fn a_change_of_every_kind_has_the_form_that_the_schema_gives() {
    let schema = plan_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut kinds = BTreeSet::new();
    for change in one_of_each() {
        kinds.insert(number(&change));
        let json = json(change);
        let problems: Vec<String> = validator
            .iter_errors(&json)
            .map(|e| e.to_string())
            .collect();
        assert!(problems.is_empty(), "{problems:#?}\n{json:#}");
        let mut other = json.clone();
        other["changes"][0]["more"] = true.into();
        assert!(
            !validator.is_valid(&other),
            "a field too many is not noticed: {other:#}"
        );
    }
    let forms = schema["$defs"]["change"]["oneOf"].as_array().unwrap().len();
    assert_eq!(kinds.len(), forms);
}

#[test]
fn a_cause_of_every_code_has_the_form_that_the_schema_gives() {
    let validator = jsonschema::draft202012::new(&plan_schema()).unwrap();
    let create = |change: &Change| matches!(change, Change::CreateAssignment(_));
    let change = one_of_each().into_iter().find(create).unwrap();
    let mut codes = Vec::new();
    for cause in causes() {
        let planned = PlannedChange {
            cause: Some(Arc::new(cause.clone())),
            ..PlannedChange::new(change.clone(), None)
        };
        let json = json_of(planned);
        assert!(validator.is_valid(&json), "{json:#}");
        let why = &json["changes"][0]["why"];
        assert_eq!(why["message"], cause.text());
        codes.push(why["code"].as_str().unwrap().to_owned());
    }
    assert_eq!(codes, Cause::CODES);
}
