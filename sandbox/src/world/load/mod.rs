//! A world from a state file, with every reference checked.

mod identity_store;
mod organization;
mod sets;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use super::operation::Operations;
use super::{IdGenerator, World};
use crate::id::AccountId;
use crate::managed_policies::path_and_name;
use crate::options::Options;
use crate::service_model::identity_store::IDENTITY_STORE_ID;
use crate::service_model::sso_admin::{INSTANCE_ARN, REGION_NAME};
use crate::snapshot::{self, Caller, Contradiction, Snapshot};

type Checked<T> = Result<T, Contradiction>;

impl World {
    /// Returns the world that a state file describes.
    ///
    /// # Errors
    /// The first value that has the wrong shape, refers to nothing, or appears twice.
    pub fn load(file: Snapshot, options: Options) -> Checked<Self> {
        let organization = file
            .organization
            .map(organization::organization)
            .transpose()?;
        let management = organization
            .as_ref()
            .map(|organization| organization.management_account);
        instances(&file.instances, management)?;
        let owner = management.or_else(|| {
            file.instances
                .first()
                .map(|instance| instance.owner_account)
        });
        let mut world = Self {
            caller: file.caller.unwrap_or_else(|| default_caller(owner)),
            organization,
            instances: file.instances,
            identity_store: identity_store::identity_store(file.identity_store)?,
            operations: Operations::default(),
            ids: IdGenerator::new(options.seed),
            listings: Default::default(),
            options,
            sets: BTreeMap::new(),
            policies_of_file: Arc::new(policies(&file.permission_sets)),
            by_principal: HashMap::new(),
            access: Vec::new(),
            others_gone: None,
            fault_counts: BTreeMap::new(),
        };
        world.load_sets(file.permission_sets)?;
        Ok(world)
    }
}

/// Returns the AWS managed policies of permission sets, by path and name.
fn policies(sets: &[snapshot::PermissionSet]) -> BTreeSet<String> {
    let arns = sets.iter().flat_map(|set| {
        let boundary = set.permissions_boundary.as_ref();
        let boundary = boundary.and_then(|boundary| boundary.managed_policy.as_ref());
        set.managed_policies.iter().chain(boundary)
    });
    arns.map(|arn| path_and_name(arn).to_owned()).collect()
}

fn default_caller(account: Option<AccountId>) -> Caller {
    let account = account.unwrap_or(AccountId::EXAMPLE);
    Caller {
        account,
        arn: format!("arn:aws:iam::{account}:user/newcomer"),
    }
}

fn instances(instances: &[snapshot::Instance], management: Option<AccountId>) -> Checked<()> {
    let mut arns = HashSet::new();
    for instance in instances {
        if !INSTANCE_ARN.accepts(&instance.arn) {
            return Err(wrong(
                &instance.arn,
                "an instance ARN looks like `arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9`",
            ));
        }
        if !IDENTITY_STORE_ID.accepts(&instance.identity_store_id) {
            return Err(wrong(
                &instance.identity_store_id,
                "an identity store id looks like `d-9067642ac7`",
            ));
        }
        if !REGION_NAME.accepts(&instance.region) {
            return Err(wrong(
                &instance.region,
                "this is not the name of an AWS region",
            ));
        }
        unique(&mut arns, &instance.arn, "instance")?;
    }
    let mut of_organization = instances
        .iter()
        .filter(|instance| Some(instance.owner_account) == management);
    match of_organization.nth(1) {
        Some(second) => Err(wrong(
            &second.arn,
            "the management account owns a second instance",
        )),
        None => Ok(()),
    }
}

fn unique<T: Hash + Eq + Clone + Display>(
    seen: &mut HashSet<T>,
    value: &T,
    what: &str,
) -> Checked<()> {
    if seen.insert(value.clone()) {
        Ok(())
    } else {
        Err(twice(value, what))
    }
}

fn twice(value: impl Display, what: &str) -> Contradiction {
    Contradiction {
        reason: format!("{what} `{value}` appears twice"),
        value: value.to_string(),
        occurrence: 1,
    }
}

fn wrong(value: impl Display, reason: impl Display) -> Contradiction {
    Contradiction {
        reason: format!("`{value}`: {reason}"),
        value: value.to_string(),
        occurrence: 0,
    }
}

fn wrong_again(value: String, reason: String) -> Contradiction {
    Contradiction {
        occurrence: 1,
        ..wrong(value, reason)
    }
}
