//! Where a page of an organization stands: around one of its projects, or by itself for who sees none.

use crate::domain::id::{OrgId, ProjectId};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Place {
    Project(ProjectId),
    Organization(OrgId),
}

impl From<String> for Place {
    fn from(id: String) -> Self {
        if id.starts_with(OrgId::PREFIX) { Self::Organization(id.into()) } else { Self::Project(id.into()) }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project(id) => id.fmt(f),
            Self::Organization(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_it_is_of() {
        for id in ["proj_1", "org_1", "", "nonsense"] {
            let place = Place::from(id.to_owned());
            assert_eq!(matches!(place, Place::Organization(_)), id == "org_1");
            assert_eq!(place.to_string(), id);
        }
    }
}
