//! Who belongs to the groups of a page.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::data::Data;
use crate::model::{PrincipalId, Snapshot};
use crate::text::visible;

/// Adds to each group the users that belong to it, as far as the identity store tells.
pub(super) fn add(snapshot: &Snapshot, data: &mut Data) {
    let store = &snapshot.identity_store;
    let users: HashMap<&PrincipalId, &str> = store
        .users
        .iter()
        .map(|user| (&user.id, user.user_name.as_str()))
        .collect();
    let groups = store.groups.iter();
    let groups: HashMap<&PrincipalId, &str> = groups
        .filter_map(|group| Some((&group.id, group.display_name.as_deref()?)))
        .collect();
    let mut members: BTreeMap<String, BTreeSet<String>> = groups
        .values()
        .map(|name| (visible(name).into_owned(), BTreeSet::new()))
        .collect();
    for membership in &store.memberships {
        let (Some(group), Some(user)) =
            (groups.get(&membership.group), users.get(&membership.user))
        else {
            continue;
        };
        if let Some(found) = members.get_mut(&*visible(group)) {
            found.insert(visible(user).into_owned());
        }
    }
    let shown = data.principals.iter_mut().filter(|one| one.kind == "group");
    let mut of: Vec<(&mut Option<Vec<u32>>, BTreeSet<String>)> = shown
        .filter_map(|group| {
            let found = members.remove(&group.name)?;
            Some((&mut group.members, found))
        })
        .collect();
    let people: BTreeSet<&String> = of.iter().flat_map(|(_, found)| found).collect();
    let people: Vec<String> = people.into_iter().cloned().collect();
    for (slot, found) in &mut of {
        let number = |name: &String| {
            let at = people.binary_search(name).ok()?;
            u32::try_from(at).ok()
        };
        **slot = Some(found.iter().filter_map(number).collect());
    }
    data.people = people;
}

#[cfg(test)]
mod tests {
    use super::super::data::PrincipalData;
    use super::*;

    #[test]
    fn members_are_numbers_of_people_and_only_groups_of_the_store_have_them() {
        let text = r#"{"version": 1, "organization": null, "identity_store": {
            "groups": [{"id": "a-1", "display_name": "Ops"}, {"id": "a-2", "display_name": "Idle"}, {"id": "a-3", "display_name": "Hidden"}],
            "users": [{"id": "b-1", "user_name": "zoe"}, {"id": "b-2", "user_name": "ann"}, {"id": "b-3", "user_name": "unseen"}],
            "memberships": [
                {"id": "c-1", "group": "a-1", "user": "b-1"}, {"id": "c-2", "group": "a-1", "user": "b-2"},
                {"id": "c-3", "group": "a-3", "user": "b-3"}]}}"#;
        let named = |kind: &str, name: &str| PrincipalData {
            kind: kind.to_owned(),
            name: name.to_owned(),
            gone: false,
            members: None,
        };
        let mut data = Data {
            principals: vec![
                named("group", "Idle"),
                named("group", "New"),
                named("group", "Ops"),
                named("user", "Ops"),
            ],
            ..Data::default()
        };
        add(&Snapshot::parse(text).unwrap(), &mut data);
        assert_eq!(data.people, ["ann", "zoe"]);
        let members: Vec<_> = data.principals.into_iter().map(|one| one.members).collect();
        assert_eq!(members, [Some(vec![]), None, Some(vec![0, 1]), None]);
    }
}
