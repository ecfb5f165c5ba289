//! The permission sets of the organization's instance.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeBounds;
use std::sync::Arc;

use super::moment::Moment;
use super::permission_set::{PermissionSet, Template};
use super::refusal::{Answer, Refusal};
use super::{Tags, World};
use crate::id::SetId;

/// How many permission sets an instance may have (AWS, "Quotas and limits").
const SETS: usize = 3_500;
/// How many tags a permission set or an instance may have (AWS service model).
const TAGS: usize = 75;
/// The session duration of a set that names none.
const DEFAULT_DURATION: &str = "PT1H";

/// The optional members of `CreatePermissionSet` and `UpdatePermissionSet`.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub description: Option<String>,
    pub session_duration: Option<String>,
    pub relay_state: Option<String>,
}

impl World {
    /// Removes all permission sets with their assignments.
    pub(super) fn remove_all_sets(&mut self) {
        self.sets.clear();
        self.by_principal.clear();
    }

    /// Returns the ARN of a set.
    pub fn set_arn(&self, id: SetId) -> String {
        let instance = self
            .organization_instance()
            .map_or("", |instance| instance.arn.as_str());
        let name = instance.rsplit('/').next().unwrap_or_default();
        format!(
            "arn:{}:sso:::permissionSet/{name}/ps-{id}",
            self.partition()
        )
    }

    /// Returns the partition of the instance, `aws` where there is none.
    pub fn partition(&self) -> &str {
        let arn = self
            .identity_instance()
            .map(|instance| instance.arn.as_str());
        arn.and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws")
    }

    /// Returns the set with this ARN, if it is to be seen yet.
    pub fn set(&self, now: Moment, arn: &str) -> Answer<&PermissionSet> {
        let missing = || {
            let id = arn.rsplit('/').next().unwrap_or_default();
            Refusal::not_found(format!("Could not find PermissionSet with id {id}"))
        };
        let id: SetId = arn
            .rsplit_once("/ps-")
            .and_then(|(_, id)| id.parse().ok())
            .ok_or_else(missing)?;
        let set = self
            .sets
            .get(&id)
            .filter(|set| set.visible_from <= now)
            .ok_or_else(missing)?;
        // The same id under another instance or partition is another set.
        if self.set_arn(id) == arn {
            Ok(set)
        } else {
            Err(missing())
        }
    }

    /// Returns the set with this id.
    pub fn set_by_id(&self, id: SetId) -> Option<&PermissionSet> {
        self.sets.get(&id).map(Arc::as_ref)
    }

    /// Returns the sets in the order of their ids.
    pub fn sets(
        &self,
        now: Moment,
        range: impl RangeBounds<SetId>,
    ) -> impl Iterator<Item = &PermissionSet> {
        let sets = self.sets.range(range).map(|(_, set)| set.as_ref());
        sets.filter(move |set| set.visible_from <= now)
    }

    pub(super) fn set_mut(&mut self, id: SetId) -> Option<&mut PermissionSet> {
        self.sets.get_mut(&id).map(Arc::make_mut)
    }

    pub(super) fn all_sets(&self) -> &BTreeMap<SetId, Arc<PermissionSet>> {
        &self.sets
    }

    /// Creates a permission set.
    pub fn create_set(
        &mut self,
        now: Moment,
        name: &str,
        details: Details,
        tags: Tags,
    ) -> Answer<&PermissionSet> {
        // Names are compared at once: eventual consistency hides a set, but does not free its name.
        if self.sets.values().any(|set| set.name == name) {
            return Err(Refusal::conflict(format!(
                "PermissionSet with name {name} already exists"
            )));
        }
        if self.sets.len() >= SETS {
            return Err(Refusal::quota(format!(
                "You have exceeded AWS SSO limits. Cannot create PermissionSets more than {SETS}."
            )));
        }
        let mut template = Template {
            description: None,
            session_duration: DEFAULT_DURATION.to_owned(),
            relay_state: None,
            managed_policies: BTreeSet::new(),
            customer_managed_policies: BTreeSet::new(),
            inline_policy: None,
            boundary: None,
        };
        apply(&mut template, details)?;
        let tags = tagged(&Tags::new(), tags)?;
        let id = self.new_set_id(name);
        let set = PermissionSet {
            id,
            name: name.to_owned(),
            tags,
            template,
            created: now,
            visible_from: now.plus(self.options.visibility_delay),
            revision: 1,
            accounts: BTreeMap::new(),
        };
        Ok(self.sets.entry(id).or_insert(Arc::new(set)))
    }

    fn new_set_id(&mut self, name: &str) -> SetId {
        loop {
            let digits = format!("{:016x}", self.ids.next("permission set", name) as u64);
            if let Ok(id) = digits.parse()
                && !self.sets.contains_key(&id)
            {
                return id;
            }
        }
    }

    /// Replaces the optional members of a set: a relay state that is not given is removed, a description that is not
    /// given stays, and the duration goes back to one hour.
    // Relay state: terraform-provider-aws#17411; description: #41897. What an omitted duration does is not documented.
    pub fn update_set(&mut self, id: SetId, mut details: Details) -> Answer<()> {
        let Some(set) = self.set_mut(id) else {
            return Ok(());
        };
        let mut template = set.template.clone();
        if details.description.is_none() {
            details.description.clone_from(&template.description);
        }
        apply(&mut template, details)?;
        set.edit(|current| *current = template);
        Ok(())
    }

    /// Deletes a set that is provisioned nowhere.
    pub fn delete_set(&mut self, id: SetId) -> Answer<()> {
        let provisioned = self
            .sets
            .get(&id)
            .is_some_and(|set| !set.accounts.is_empty());
        if provisioned || self.operations.concerning(id).next().is_some() {
            return Err(Refusal::conflict(
                "Could not delete because PermissionSet has ApplicationProfile associated with it",
            ));
        }
        self.sets.remove(&id);
        Ok(())
    }

    /// Replaces a set's tags by what `change` makes of them. Tags are not part of the role: nothing is outdated by them.
    pub fn retag_set(
        &mut self,
        id: SetId,
        change: impl FnOnce(&Tags) -> Answer<Tags>,
    ) -> Answer<()> {
        if let Some(set) = self.set_mut(id) {
            set.tags = change(&set.tags)?;
        }
        Ok(())
    }
}

/// `current` with `new` over it, if there is room for all and no key is reserved.
pub fn tagged(current: &Tags, new: Tags) -> Answer<Tags> {
    if let Some(key) = new
        .keys()
        .find(|key| key.to_ascii_lowercase().starts_with("aws:"))
    {
        return Err(Refusal::validation(format!(
            "Tag key {key} is reserved: keys must not begin with aws:."
        )));
    }
    let mut all = current.clone();
    all.extend(new);
    if all.len() > TAGS {
        return Err(Refusal::quota(format!(
            "A resource can have at most {TAGS} tags."
        )));
    }
    Ok(all)
}

fn apply(template: &mut Template, details: Details) -> Answer<()> {
    let duration = details
        .session_duration
        .unwrap_or_else(|| DEFAULT_DURATION.to_owned());
    match seconds(&duration) {
        Some(3_600..=43_200) => {}
        _ => {
            return Err(Refusal::validation(format!(
                "Value '{duration}' at 'sessionDuration' failed to satisfy constraint: SessionDuration must be between PT1H and PT12H"
            )));
        }
    }
    template.description = details.description;
    template.session_duration = duration;
    template.relay_state = details.relay_state;
    Ok(())
}

/// Returns the length of an ISO 8601 duration in whole seconds, fractions cut; `None` where it names years or months,
/// which have no fixed length, or is no duration.
fn seconds(text: &str) -> Option<u64> {
    let (mut total, mut digits, mut in_time) = (0_u64, String::new(), false);
    for character in text.strip_prefix('P')?.chars() {
        match character {
            'T' if digits.is_empty() => in_time = true,
            '0'..='9' | '.' => digits.push(character),
            _ => {
                let number: f64 = std::mem::take(&mut digits).parse().ok()?;
                let unit = match (in_time, character) {
                    (false, 'W') => 604_800.0,
                    (false, 'D') => 86_400.0,
                    (true, 'H') => 3_600.0,
                    (true, 'M') => 60.0,
                    (true, 'S') => 1.0,
                    _ => return None,
                };
                total = total.saturating_add((number * unit) as u64);
            }
        }
    }
    digits.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_read_in_weeks_days_hours_minutes_and_seconds() {
        assert_eq!(seconds("PT1H"), Some(3_600));
        assert_eq!(seconds("PT90M"), Some(5_400));
        assert_eq!(seconds("P1DT1H1M1.5S"), Some(90_061));
        assert_eq!(seconds("P1W"), Some(604_800));
        for wrong in ["", "1H", "P1Y", "P1M", "PT1", "PTH", "P1H", "PT1.2.3S"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
