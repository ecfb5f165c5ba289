//! The rules, through the engine, with a clock that the test holds.

mod anything;
mod assignments;
mod delegation;
mod faults;
mod instances;
mod limits;
mod organization;
mod patterns;
mod principals;
mod provisioning;
mod sets;
mod state_file;

use std::time::Duration;

use serde_json::{Value, json};

use super::engine::{Engine, Incoming, Outcome};
use super::fresh;
use super::snapshot::Snapshot;
use super::world::{Moment, World};

pub const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";
pub const MANAGEMENT: &str = "111111111111";
pub const AUDIT: &str = "222222222202";
pub const SANDBOX: &str = "333333333302";

/// A sandbox without wire and clock.
pub struct Harness {
    pub engine: Engine,
    pub now: Moment,
}

impl Harness {
    /// The fresh organization with these options.
    pub fn new(options: &str) -> Self {
        Self::with(options, |_| {})
    }

    /// The fresh organization with these options and an edited state file.
    pub fn with(options: &str, edit: impl FnOnce(&mut Value)) -> Self {
        let mut file: Value = serde_json::from_str(&fresh()).unwrap();
        edit(&mut file);
        let snapshot = Snapshot::parse(&file.to_string()).unwrap();
        let world = World::load(snapshot, options.parse().unwrap()).unwrap();
        let now = Moment::INITIAL.plus(Duration::from_secs(3600));
        Self {
            engine: Engine::new(world, now),
            now,
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, milliseconds: u64) {
        self.now = self.now.plus(Duration::from_millis(milliseconds));
    }

    /// Sends a request over the wire; `target` is `sso.`, `ids.` or `orgs.` and the operation. The error is the
    /// exception's name and message.
    pub fn request(&mut self, target: &str, body: Value) -> Result<Value, String> {
        self.request_in("us-east-1", target, body)
    }

    /// Sends a request signed for another region.
    pub fn request_in(
        &mut self,
        region: &str,
        target: &str,
        mut body: Value,
    ) -> Result<Value, String> {
        let (service, operation) = target.split_once('.').unwrap();
        let (prefix, member, value) = match service {
            "sso" => ("SWBExternalService", "InstanceArn", INSTANCE),
            "ids" => ("AWSIdentityStore", "IdentityStoreId", "d-9067642ac7"),
            _ => ("AWSOrganizationsV20161128", "", ""),
        };
        if !member.is_empty() && body.get(member).is_none() {
            body[member] = json!(value);
        }
        let target = format!("{prefix}.{operation}");
        let text = body.to_string();
        let incoming = Incoming {
            target: Some(&target),
            region: Some(region.to_owned()),
            body: text.as_bytes(),
        };
        let reply = match self.engine.answer(self.now, &incoming) {
            Outcome::Reply(reply) => reply,
            Outcome::Dropped => return Err("ConnectionDropped".to_owned()),
            Outcome::NoAnswer => return Err("NoAnswer".to_owned()),
        };
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        match reply.status {
            200 => Ok(body),
            _ => Err(format!(
                "{}: {}",
                body["__type"].as_str().unwrap(),
                body["Message"].as_str().unwrap()
            )),
        }
    }

    /// Creates a permission set and gives its ARN.
    pub fn set(&mut self, name: &str) -> String {
        let created = self
            .request("sso.CreatePermissionSet", json!({"Name": name}))
            .unwrap();
        created["PermissionSet"]["PermissionSetArn"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The id of a group of the fresh organization.
    pub fn group(&mut self, name: &str) -> String {
        let attribute =
            json!({"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": name}});
        let found = self
            .request("ids.GetGroupId", json!({"AlternateIdentifier": attribute}))
            .unwrap();
        found["GroupId"].as_str().unwrap().to_owned()
    }

    /// `CreateAccountAssignment` or `DeleteAccountAssignment` for a group; gives the request id.
    pub fn start(
        &mut self,
        operation: &str,
        set: &str,
        account: &str,
        group: &str,
    ) -> Result<String, String> {
        let body = json!({
            "TargetId": account, "TargetType": "AWS_ACCOUNT", "PermissionSetArn": set,
            "PrincipalType": "GROUP", "PrincipalId": group,
        });
        let status = self.started(operation, body)?;
        assert_eq!(status["Status"], "IN_PROGRESS");
        Ok(status["RequestId"].as_str().unwrap().to_owned())
    }

    fn started(&mut self, operation: &str, body: Value) -> Result<Value, String> {
        let started = self.request(&format!("sso.{operation}AccountAssignment"), body)?;
        Ok(started
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .clone())
    }

    /// The status with which AWS takes the creation of an assignment.
    pub fn first_status(&mut self, set: &str, account: &str, group: &str) -> String {
        let body = json!({
            "TargetId": account, "TargetType": "AWS_ACCOUNT", "PermissionSetArn": set,
            "PrincipalType": "GROUP", "PrincipalId": group,
        });
        let status = self.started("Create", body).unwrap();
        status["Status"].as_str().unwrap().to_owned()
    }

    /// The names of the permission sets, past all faults.
    pub fn sets(&mut self) -> Vec<String> {
        let sets = self.engine.world.sets(self.now, ..);
        sets.map(|set| set.name.to_string()).collect()
    }

    /// The status of an assignment operation, with its reason if it failed.
    pub fn status(&mut self, operation: &str, request: &str) -> String {
        let member = format!("AccountAssignment{operation}RequestId");
        let answer = self
            .request(
                &format!("sso.DescribeAccountAssignment{operation}Status"),
                json!({member: request}),
            )
            .unwrap();
        outcome(answer.as_object().unwrap().values().next().unwrap())
    }

    /// Assigns a group and waits for the outcome.
    pub fn assign(&mut self, set: &str, account: &str, group: &str) -> String {
        let request = self.start("Create", set, account, group).unwrap();
        self.wait(10_000);
        self.status("Creation", &request)
    }

    /// Unassigns a group and waits for the outcome.
    pub fn unassign(&mut self, set: &str, account: &str, group: &str) -> String {
        let request = self.start("Delete", set, account, group).unwrap();
        self.wait(10_000);
        self.status("Deletion", &request)
    }

    /// The accounts where a set is provisioned; with `outdated`, only those that are not at the latest version.
    pub fn accounts(&mut self, set: &str, outdated: bool) -> Value {
        let mut body = json!({"PermissionSetArn": set});
        if outdated {
            body["ProvisioningStatus"] = json!("LATEST_PERMISSION_SET_NOT_PROVISIONED");
        }
        self.request("sso.ListAccountsForProvisionedPermissionSet", body)
            .unwrap()["AccountIds"]
            .clone()
    }

    /// The ids of the principals assigned in an account.
    pub fn assigned(&mut self, set: &str, account: &str) -> Vec<String> {
        let body = json!({"PermissionSetArn": set, "AccountId": account});
        let rows =
            self.request("sso.ListAccountAssignments", body).unwrap()["AccountAssignments"].clone();
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["PrincipalId"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// `SUCCEEDED`, `IN_PROGRESS`, or the reason of a failure.
pub fn outcome(status: &Value) -> String {
    match status["Status"].as_str().unwrap() {
        "FAILED" => status["FailureReason"].as_str().unwrap().to_owned(),
        other => other.to_owned(),
    }
}
