//! Organizational units: made, renamed, deleted.

use super::organization::{DEPTH, Organization, Tags, Unit, constraint, merged};
use super::refusal::{Answer, Refusal};

impl Organization {
    /// Adds an organizational unit.
    pub fn create_unit(&mut self, id: String, parent: &str, name: &str, tags: Tags) -> Answer<()> {
        self.parent(parent)?;
        self.no_sibling(parent, name)?;
        if self.chain(parent).len() >= DEPTH {
            return Err(constraint(
                "OU_DEPTH_LIMIT_EXCEEDED",
                "You have exceeded the maximum depth of organizational units.",
            ));
        }
        let unit = Unit {
            id: id.clone(),
            name: name.to_owned(),
            parent: parent.to_owned(),
            tags: merged(&Tags::new(), tags)?,
        };
        self.units.insert(id, unit);
        Ok(())
    }

    /// Renames an organizational unit.
    pub fn rename_unit(&mut self, id: &str, name: &str) -> Answer<()> {
        let unit = self.unit(id)?;
        if unit.name == name {
            return Ok(());
        }
        self.no_sibling(&unit.parent, name)?;
        if let Some(unit) = self.units.get_mut(id) {
            unit.name = name.to_owned();
        }
        Ok(())
    }

    /// Deletes an organizational unit, which must be empty.
    pub fn delete_unit(&mut self, id: &str) -> Answer<()> {
        self.unit(id)?;
        let used = self.units.values().any(|unit| unit.parent == id)
            || self.accounts.values().any(|account| account.parent == id);
        if used {
            return Err(Refusal::new(
                "OrganizationalUnitNotEmptyException",
                "The organizational unit you specified is not empty.",
            ));
        }
        self.units.remove(id);
        Ok(())
    }

    fn no_sibling(&self, parent: &str, name: &str) -> Answer<()> {
        if self
            .units
            .values()
            .any(|unit| unit.parent == parent && unit.name == name)
        {
            return Err(Refusal::new(
                "DuplicateOrganizationalUnitException",
                "An organizational unit with the same name already exists in the same parent.",
            ));
        }
        Ok(())
    }
}
