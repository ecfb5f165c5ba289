//! An organization, catalogs and files of other tools, in which every name means harm.

use std::cell::Cell;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with the files that the lines name.
pub struct Scene {
    folder: TempDir,
    harm: String,
    /// How many folders and files were asked for: each line gets new ones.
    made: Cell<usize>,
}

impl Scene {
    /// Writes the files, with `harm` in every name.
    pub fn new(harm: &str) -> Self {
        let scene = Self {
            folder: TempDir::new().unwrap(),
            harm: harm.to_owned(),
            made: Cell::new(0),
        };
        let state = scene.state();
        scene.write("state.json", &state);
        scene.write("live.json", &state);
        let mut strange = state.clone();
        strange["permission_sets"][1]["name"] = scene.name("Foreign").into();
        scene.write("strange.json", &strange);
        scene.write("catalog.yaml", &scene.catalog(true));
        scene.write("other.yaml", &scene.catalog(false));
        scene.write("broken.yaml", &scene.broken());
        scene.write("terraform.tfstate", &scene.terraform_state(&state));
        scene.write("template.yaml", &scene.template(&state));
        std::fs::create_dir(scene.out()).unwrap();
        scene
    }

    /// Where the commands write.
    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// A line with its files, on the sandbox unless it is on a snapshot.
    pub fn command_line(&self, path: &str, line: &str) -> Vec<String> {
        let mut words: Vec<String> = path.split(' ').map(str::to_owned).collect();
        // The harm comes in after the words are told from each other.
        words.extend(line.split_whitespace().map(|word| self.word(word)));
        let takes_sandbox = !line.contains("--snapshot") && path != "sandbox serve";
        if takes_sandbox {
            words.push(format!("--sandbox={}", self.file("live.json")));
        }
        if !line.contains("--today") {
            words.extend(["--today".to_owned(), "2026-01-01".to_owned()]);
        }
        words
    }

    fn word(&self, word: &str) -> String {
        let made = self.made.get();
        match word {
            "STATE" => self.file("state.json"),
            "STRANGE" => self.file("strange.json"),
            "CATALOG" => self.file("catalog.yaml"),
            "OTHER" => self.file("other.yaml"),
            "BROKEN" => self.file("broken.yaml"),
            "TFSTATE" => self.file("terraform.tfstate"),
            "TEMPLATE" => self.file("template.yaml"),
            "DEVOPS" => self.group(),
            "CLEO" => self.user(),
            "PLAN" => self.file("out/plan.json"),
            "JOURNAL" => self.file("out/journal.jsonl"),
            "OUT" | "FILE" => {
                self.made.set(made + 1);
                self.file(&format!("out/{made}"))
            }
            // NUL ends an argument, and a slash would be another folder.
            word if word.contains("HARM") => {
                let harm = self.harm.replace(['\0', '/'], "");
                word.replace("HARM", &format!("rolecall-name{harm}"))
            }
            word => word.to_owned(),
        }
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, value: &Value) {
        // Some of these characters may stand in JSON, but not in YAML.
        let text = format!("{value:#}");
        std::fs::write(self.file(name), &*rolecall::text::json(&text)).unwrap();
    }

    /// A name that means harm, and can be told from others.
    fn name(&self, name: &str) -> String {
        format!("{name} rolecall-name{}", self.harm)
    }

    /// The name of a group that a catalog may name: the identity store refuses control and
    /// format characters, but not line breaks.
    fn group(&self) -> String {
        match self.harm.contains(['\u{1b}', '\u{200b}']) {
            true => "rolecall-name".to_owned(),
            false => self.name("DevOps"),
        }
    }

    /// The same of a user, where white space is refused too.
    fn user(&self) -> String {
        match self.harm.contains(['\u{1b}', '\u{2028}', '\r', '\u{a0}']) {
            true => "rolecall-name@example.com".to_owned(),
            false => self.name("cleo@example.com").replace(' ', "-"),
        }
    }

    /// The same in front of the name, where a spreadsheet looks.
    fn formula(&self, name: &str) -> String {
        format!("=cmd(){}", self.name(name))
    }

    /// The fresh organization with other names, orphans and a permission set that a catalog governs.
    fn state(&self) -> Value {
        let mut state: Value = serde_json::from_str(&rolecall::sandbox::fresh()).unwrap();
        self.rename(&mut state, "");
        let groups = &state["identity_store"]["groups"];
        let (group, ghost) = (
            groups[0]["id"].clone(),
            "00000000-0000-4000-8000-00000000dead",
        );
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": format!("arn:aws:s3:::{}", self.name("bucket"))},
        ]});
        // What a catalog governs is understood, or nothing is planned.
        let policies = |name: &str| match name {
            "Look" => json!([]),
            _ => json!([{"name": self.name("policy"), "path": "/"}]),
        };
        let set = |number: u8, name: &str, owner: Option<String>| {
            let owner = owner.map_or_else(|| json!({}), |owner| json!({"rolecall:catalog": owner}));
            json!({
                "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{number:016x}"),
                "name": name,
                "description": self.name("description"),
                "relay_state": self.name("https://example.com/"),
                "session_duration": "PT2H",
                "tags": owner,
                "inline_policy": policy.to_string(),
                "customer_managed_policies": policies(name),
                "accounts": {"333333333301": {"provisioned": "current", "groups": [group, ghost], "users": []}},
            })
        };
        state["permission_sets"] = json!([
            set(1, "Look", Some("default".to_owned())),
            set(2, "Foreign", None),
            set(3, "Theirs", Some(self.name("catalog"))),
        ]);
        let accounts = state["organization"]["accounts"].as_array_mut().unwrap();
        accounts[3]["state"] = "SUSPENDED".into();
        accounts[4]["tags"] = json!({self.name("tag"): self.name("value")});
        state
    }

    fn rename(&self, value: &mut Value, key: &str) {
        match value {
            Value::Object(members) => members
                .iter_mut()
                .for_each(|(key, value)| self.rename(value, key)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item, key)),
            Value::String(text)
                if ["name", "display_name", "user_name", "email"].contains(&key) =>
            {
                *text = match text.as_str() {
                    "Managers" | "plat-prod" => self.formula(text),
                    "DevOps" => self.group(),
                    "cleo@example.com" => self.user(),
                    _ => self.name(text),
                };
            }
            _ => {}
        }
    }

    /// A catalog that AWS would take, as far as it takes such names at all.
    fn catalog(&self, first: bool) -> Value {
        let (group, user) = (self.group(), self.user());
        // A description and a policy are Latin-1 without control characters.
        let text = match self.harm.contains(|c: char| c == '\u{1b}' || c > '\u{ff}') {
            true => "rolecall-name".to_owned(),
            false => self.name("text"),
        };
        let kind = self.name("type");
        // By their ids: to a catalog, some of these names are globs and paths.
        let unit = "ou-ab12-22222222";
        let (dev, staging) = ("333333333301", "333333333303");
        let account = if first { dev } else { staging };
        json!({
            "groups": [group],
            "account_types": {&kind: [{"organizational_units": [unit], "except": {"accounts": [staging]}}, dev]},
            "permission_sets": {"Look": {
                "description": text,
                "policy_attachments": [if first { "ReadOnlyAccess" } else { "job-function/Billing" }],
                "inline_policy": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "s3:*", "Resource": format!("arn:aws:s3:::{text}")},
                ]},
            }},
            "account_type_assignments": {kind: {"groups": {&group: {"permission_sets": ["Look", "AdministratorAccess"]}}}},
            "account_assignments": {
                account: {"users": {user: {"permission_sets": ["Look"]}}, "groups": {group: {"permission_sets": ["ReadOnlyAccess"]}}},
                "111111111111": {},
            },
        })
    }

    /// A catalog in which everything is wrong.
    fn broken(&self) -> Value {
        let name = |name: &str| self.name(name);
        json!({
            "name": name("catalog"),
            name("key"): 1,
            "import": [name("import")],
            "session_duration": name("duration"),
            "required_groups": [name("group"), {"name": name("other"), "external_id": name("id"), name("key"): 1}],
            "protected": {"groups": [name("group")], name("key"): []},
            "guardrails": [{name("rule"): 1}, {"deny": {"permission_sets": [name("set")], "accounts": [name("account")]}}],
            "account_map": {"full_account_map": {name("account"): name("id"), name("second"): "111111111111"}},
            "account_types": {name("type"): [{"organizational_units": [name("unit")], name("key"): 1}, name("*")]},
            "permission_sets": {
                name("set"): {"description": name("description"), "tags": {name("key"): name("value")}},
                "Look": {
                    "description": format!("{{{{ {} }}}}", name("template")),
                    "relay_state": name("relay"),
                    "session_duration": name("duration"),
                    "previously": name("before"),
                    "policy_attachments": [name("policy")],
                    "customer_managed_policy_attachments": [{"name": name("policy"), "path": name("path")}],
                    "permissions_boundary": {"policy": name("boundary")},
                    "inline_policy_file": name("file"),
                    "inline_policy": {name("Version"): name("x"), "Statement": {"Effect": name("Allow"), "Sid": name("sid")}},
                    "tags": {name("key"): name("value")},
                    name("key"): 1,
                },
            },
            "account_type_assignments": {name("nothing"): {"groups": {name("group"): {"permission_sets": [name("none")], "expires": name("date")}}}},
            "account_assignments": {name("nowhere"): {"users": {name("user"): {"permission_sets": [name("none")]}}, name("key"): 1}},
        })
    }

    fn terraform_state(&self, state: &Value) -> Value {
        let arn = self.name("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-");
        let group = &state["identity_store"]["groups"][0]["id"];
        let resource = |mode: &str, kind: &str, attributes: Value| {
            // Terraform lets nobody choose the name of a resource but who writes the configuration.
            let name = if mode == "data" {
                self.name("x")
            } else {
                "this".to_owned()
            };
            json!({"mode": mode, "type": kind, "name": name, "instances": [{"index_key": self.name("key"), "attributes": attributes}]})
        };
        json!({"version": 4, "resources": [
            resource("managed", "aws_ssoadmin_permission_set", json!({
                "arn": arn, "name": "Made", "description": self.name("description"), "relay_state": self.name("relay"),
                "tags": {self.name("key"): self.name("value")}})),
            resource("managed", "aws_ssoadmin_account_assignment", json!({
                "permission_set_arn": arn, "principal_id": group, "principal_type": "GROUP", "target_id": "333333333301"})),
            resource("data", "aws_identitystore_group", json!({"group_id": group, "display_name": self.name("group")})),
            resource("data", "aws_organizations_account", json!({"id": "333333333301", "name": self.formula("account")})),
        ]})
    }

    fn template(&self, state: &Value) -> Value {
        let group = &state["identity_store"]["groups"][0]["id"];
        let instance = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";
        json!({"Resources": {
            self.name("Set"): {"Type": "AWS::SSO::PermissionSet", "Properties": {
                "InstanceArn": instance, "Name": "Made", "Description": self.name("description"),
                "RelayStateType": self.name("relay"), "Tags": [{"Key": self.name("key"), "Value": self.name("value")}]}},
            "In": {"Type": "AWS::SSO::Assignment", "Properties": {
                "InstanceArn": instance, "PermissionSetArn": {"Fn::GetAtt": [self.name("Set"), "PermissionSetArn"]},
                "PrincipalType": "GROUP", "PrincipalId": group, "TargetType": "AWS_ACCOUNT", "TargetId": "333333333301"}},
        }})
    }
}
