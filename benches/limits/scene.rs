//! Organizations of a given size, and what a catalog and a Terraform configuration say to fill them.

use std::fmt::{self, Write as _};

use rolecall::sandbox::{Sandbox, Start, fresh};
use serde_json::{Map, Value, json};

const INSTANCE: &str = "ssoins-7223a4b5c6d7e8f9";

/// So many permission sets, accounts and groups; every group is to have every set in every account.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    sets: usize,
    accounts: usize,
    groups: usize,
}

impl Scene {
    pub const fn new(sets: usize, accounts: usize, groups: usize) -> Self {
        Self {
            sets,
            accounts,
            groups,
        }
    }

    pub const fn assignments(self) -> usize {
        self.sets * self.accounts * self.groups
    }

    /// The requests of an unchanged plan by Terraform's AWS provider 5.100, for sets with one managed and one inline
    /// policy: one for the instance, two for each group, four for each set and one for each assignment.
    pub const fn terraform_requests(self) -> usize {
        1 + 2 * self.groups + 4 * self.sets + self.assignments()
    }

    fn account_ids(self) -> Vec<String> {
        let ids = (0..self.accounts).map(|number| 500_000_000_000_usize + number);
        ids.map(|id| id.to_string()).collect()
    }

    /// A sandbox with the organization; with `held`, everything is as the catalog asks, else there are no sets.
    pub fn sandbox(self, held: bool, options: &str) -> Sandbox {
        let mut state: Value = serde_json::from_str(&fresh()).unwrap();
        let groups: Vec<String> = (0..self.groups)
            .map(|number| format!("00000000-0000-4000-8000-{number:012}"))
            .collect();
        let named = groups
            .iter()
            .enumerate()
            .map(|(number, id)| json!({"id": id, "display_name": format!("Group {number}")}));
        state["identity_store"] = json!({"groups": named.collect::<Vec<_>>()});
        let ids = self.account_ids();
        let accounts = ids.iter().map(
            |id| json!({"id": id, "name": format!("account-{id}"), "email": format!("{id}@example.com")}),
        );
        let known = state["organization"]["accounts"].as_array_mut().unwrap();
        known.extend(accounts);
        let provisioned: Map<String, Value> = ids
            .iter()
            .map(|id| (id.clone(), json!({"groups": groups})))
            .collect();
        let sets = (1..=if held { self.sets } else { 0 }).map(|number| {
            json!({
                "arn": format!("arn:aws:sso:::permissionSet/{INSTANCE}/ps-{number:016x}"),
                "name": format!("Set{number}"),
                "tags": {"rolecall:catalog": "default"},
                "managed_policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                "accounts": provisioned,
            })
        });
        state["permission_sets"] = sets.collect();
        Sandbox::start(Start {
            options: options.parse().unwrap(),
            snapshot: Some(state.to_string()),
            ..Start::default()
        })
        .unwrap()
    }

    /// The catalog that asks for everything.
    pub fn catalog(self) -> String {
        let mut text = String::from("permission_sets:\n");
        for set in 1..=self.sets {
            writeln!(text, "  Set{set}: {{policy_attachments: [ReadOnlyAccess]}}").unwrap();
        }
        text.push_str("account_types: {all: [\"account-*\"]}\naccount_type_assignments:\n  all:\n    groups:\n");
        let sets: Vec<String> = (1..=self.sets).map(|set| format!("Set{set}")).collect();
        for group in 0..self.groups {
            let sets = sets.join(", ");
            writeln!(text, "      Group {group}: {{permission_sets: [{sets}]}}").unwrap();
        }
        text
    }

    /// The same for Terraform, as the modules for it do it: one resource for each assignment.
    pub fn terraform(self) -> String {
        let numbers = |from: usize, count: usize| -> Vec<String> {
            (from..from + count)
                .map(|number| number.to_string())
                .collect()
        };
        TERRAFORM
            .replace("SETS", &json!(numbers(1, self.sets)).to_string())
            .replace("GROUPS", &json!(numbers(0, self.groups)).to_string())
            .replace("ACCOUNTS", &json!(self.account_ids()).to_string())
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = rolecall::text::thousands(self.assignments());
        write!(
            f,
            "{number} assignments ({} sets, {} accounts, {} groups)",
            self.sets, self.accounts, self.groups
        )
    }
}

const TERRAFORM: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_ssoadmin_instances" "this" {}

locals {
  instance = one(data.aws_ssoadmin_instances.this.arns)
  store    = one(data.aws_ssoadmin_instances.this.identity_store_ids)
  sets     = toset(SETS)
  groups   = toset(GROUPS)
  accounts = toset(ACCOUNTS)
  assignments = {
    for one in setproduct(local.sets, local.groups, local.accounts) : join("/", one) => one
  }
}

data "aws_identitystore_group" "this" {
  for_each          = local.groups
  identity_store_id = local.store
  alternate_identifier {
    unique_attribute {
      attribute_path  = "displayName"
      attribute_value = "Group ${each.key}"
    }
  }
}

resource "aws_ssoadmin_permission_set" "this" {
  for_each     = local.sets
  name         = "Set${each.key}"
  instance_arn = local.instance
}

resource "aws_ssoadmin_managed_policy_attachment" "this" {
  for_each           = local.sets
  instance_arn       = local.instance
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  permission_set_arn = aws_ssoadmin_permission_set.this[each.key].arn
}

resource "aws_ssoadmin_account_assignment" "this" {
  for_each           = local.assignments
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.this[each.value[0]].arn
  principal_type     = "GROUP"
  principal_id       = data.aws_identitystore_group.this[each.value[1]].group_id
  target_type        = "AWS_ACCOUNT"
  target_id          = each.value[2]
}
"#;
