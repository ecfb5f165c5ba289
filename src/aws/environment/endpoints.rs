//! The addresses of the services, where they are not AWS's own.

use std::collections::BTreeMap;

use super::super::error::{AwsError, ErrorKind};
use super::Profile;
use super::files::Files;
use super::setting::Setting;
use super::variables::{ENDPOINT_URL, Variables};

/// The services that are called, for credentials or for their own sake: the end of the variable's name, and the key
/// in a `[services]` section.
const SERVICES: &[(&str, &str)] = &[
    ("STS", "sts"),
    ("SSO", "sso"),
    ("SSO_OIDC", "sso_oidc"),
    ("SSO_ADMIN", "sso_admin"),
    ("IDENTITYSTORE", "identitystore"),
    ("ORGANIZATIONS", "organizations"),
    ("RESOURCE_GROUPS_TAGGING_API", "resource_groups_tagging_api"),
    ("ACCOUNTACCESS", "accountaccess"),
];

/// The addresses as variables of each service, in the order that AWS documents: the service's own variable, the
/// variable for all, the service's own key, the key for all.
///
/// # Errors
/// [`ErrorKind::Configuration`] for an address that is none.
pub(super) fn endpoints(
    variables: &Variables,
    profile: &Profile<'_>,
    files: &Files,
) -> Result<BTreeMap<String, String>, AwsError> {
    let for_all = variables
        .get(ENDPOINT_URL)
        .map(|value| Setting::variable(ENDPOINT_URL, value));
    let section = profile.key("services");
    let services = match &section {
        None => None,
        Some(named) => Some(files.services.get(&named.value).ok_or_else(|| {
            AwsError::new(
                ErrorKind::Configuration,
                format!(
                    "{} names a section that does not exist: [services {}]",
                    named.source, named.value
                ),
            )
            .with_help("add the section to the configuration file, or leave the key out")
        })?),
    };
    let mut found = BTreeMap::new();
    for (variable, key) in SERVICES {
        let name = format!("{ENDPOINT_URL}_{variable}");
        let own = variables
            .get(&name)
            .map(|value| Setting::variable(&name, value));
        let of_section = || {
            let section = section.as_ref()?;
            let value = services?.get(*key)?.nested.get("endpoint_url")?;
            let named = format!("[services {}]", section.value);
            Setting::key(&named, &format!("{key}.endpoint_url"), value)
        };
        let setting = own
            .or_else(|| for_all.clone())
            .or_else(of_section)
            .or_else(|| profile.key("endpoint_url"));
        if let Some(setting) = setting {
            found.insert(name, setting.url()?);
        }
    }
    Ok(found)
}

/// Refuses addresses of one's own together with a choice among AWS's addresses: the SDK cannot have both.
pub(super) fn exclude(
    endpoints: &BTreeMap<String, String>,
    fips: bool,
    dual_stack: bool,
    variables: &Variables,
    profile: &Profile<'_>,
) -> Result<(), AwsError> {
    let Some((name, url)) = endpoints.first_key_value() else {
        return Ok(());
    };
    for (set, variable, key) in [
        (fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        (
            dual_stack,
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
        ),
    ] {
        let setting = profile.setting(variables, variable, key);
        if let (true, Some(setting)) = (set, setting) {
            let set_by = match variables.get(name).is_some() {
                true => name,
                false => ENDPOINT_URL,
            };
            return Err(AwsError::new(
                ErrorKind::Configuration,
                format!(
                    "{} is true, but the address of a service is set, too ({set_by} or `endpoint_url`): `{url}`",
                    setting.source
                ),
            )
            .with_help(format!(
                "leave one of them out, or set AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true; {variable}=false goes before \
                 the configuration file"
            )));
        }
    }
    Ok(())
}
