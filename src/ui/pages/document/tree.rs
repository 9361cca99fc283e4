//! The result as the fields pane shows it: leaves with their evidence, groups, lists and line items.

use super::label::shown;
use crate::domain::evidence::{FieldEvidence, FieldStatus, Fields};
use indexmap::IndexSet;
use serde_json::Value;

/// Under this a person should look.
pub const DOUBTFUL: f32 = 0.8;

/// One value with what backs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    pub path: String,
    pub name: String,
    pub value: String,
    pub trust: Trust,
    pub confidence: f32,
    /// As printed, when that differs from the value.
    pub printed: Option<String>,
    pub on_page: bool,
}

/// How far a value can be trusted, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    Good,
    Doubtful,
    /// An engine gave it, but it is nowhere on the page.
    Ungrounded,
    Missing,
    Corrected,
}

impl Leaf {
    /// Nothing was found at `path`.
    #[must_use]
    pub fn missing(path: String) -> Self {
        Self {
            path,
            name: String::new(),
            value: String::new(),
            trust: Trust::Missing,
            confidence: 0.0,
            printed: None,
            on_page: false,
        }
    }
}

/// A part of the result, in the template's order.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Leaf(Leaf),
    Group { name: String, children: Vec<Node> },
    Values { path: String, name: String, leaves: Vec<Leaf> },
    Lines { path: String, name: String, columns: Vec<String>, rows: Vec<Vec<Option<Leaf>>> },
}

impl Trust {
    #[must_use]
    pub fn of(evidence: &FieldEvidence) -> Self {
        match evidence.status {
            FieldStatus::Missing => Self::Missing,
            FieldStatus::Corrected => Self::Corrected,
            FieldStatus::Ungrounded => Self::Ungrounded,
            FieldStatus::Grounded if evidence.confidence < DOUBTFUL => Self::Doubtful,
            FieldStatus::Grounded => Self::Good,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Doubtful => "doubtful",
            Self::Ungrounded => "ungrounded",
            Self::Missing => "missing",
            Self::Corrected => "corrected",
        }
    }

    /// A person should look at it.
    #[must_use]
    pub fn asks_for_a_look(self) -> bool {
        matches!(self, Self::Doubtful | Self::Ungrounded)
    }
}

/// The nodes of `result`.
#[must_use]
pub fn tree(result: &Value, fields: &Fields) -> Vec<Node> {
    children(result, "", fields)
}

/// Every leaf, in reading order.
#[must_use]
pub fn leaves(nodes: &[Node]) -> Vec<&Leaf> {
    nodes
        .iter()
        .flat_map(|node| match node {
            Node::Leaf(leaf) => vec![leaf],
            Node::Group { children, .. } => leaves(children),
            Node::Values { leaves, .. } => leaves.iter().collect(),
            Node::Lines { rows, .. } => rows.iter().flatten().flatten().collect(),
        })
        .collect()
}

fn children(value: &Value, path: &str, fields: &Fields) -> Vec<Node> {
    let Some(map) = value.as_object() else { return Vec::new() };
    map.iter().map(|(name, value)| node(name, value, &join(path, name), fields)).collect()
}

fn node(name: &str, value: &Value, path: &str, fields: &Fields) -> Node {
    let name = name.to_owned();
    match value {
        Value::Object(_) => Node::Group { name, children: children(value, path, fields) },
        Value::Array(items) if items.iter().any(Value::is_object) => lines(name, items, path, fields),
        Value::Array(items) => {
            let item = |(at, item)| leaf(String::new(), item, format!("{path}[{at}]"), fields);
            Node::Values { path: path.to_owned(), name, leaves: items.iter().enumerate().map(item).collect() }
        }
        leaf_value => Node::Leaf(leaf(name, leaf_value, path.to_owned(), fields)),
    }
}

fn lines(name: String, items: &[Value], path: &str, fields: &Fields) -> Node {
    let flat: Vec<Vec<Leaf>> = items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let row = format!("{path}[{at}]");
            let nodes = children(item, &row, fields);
            leaves(&nodes).into_iter().map(|leaf| Leaf { name: below(&leaf.path, &row), ..leaf.clone() }).collect()
        })
        .collect();
    let columns: IndexSet<&str> = flat.iter().flatten().map(|leaf| leaf.name.as_str()).collect();
    let rows = flat
        .iter()
        .map(|row| columns.iter().map(|column| row.iter().find(|leaf| leaf.name == *column).cloned()).collect())
        .collect();
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Node::Lines { path: path.to_owned(), name, columns, rows }
}

fn leaf(name: String, value: &Value, path: String, fields: &Fields) -> Leaf {
    let value = shown(value);
    let Some(evidence) = fields.get(&path) else {
        let trust = if value.is_empty() { Trust::Missing } else { Trust::Ungrounded };
        return Leaf { name, value, trust, ..Leaf::missing(path) };
    };
    Leaf {
        name,
        trust: if value.is_empty() { Trust::Missing } else { Trust::of(evidence) },
        confidence: evidence.confidence,
        printed: evidence.text.clone().filter(|text| !value.is_empty() && text.trim() != value),
        on_page: evidence.bbox.is_some() && evidence.page.is_some(),
        path,
        value,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn below(path: &str, row: &str) -> String {
    path.strip_prefix(row).unwrap_or(path).trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn evidence(text: &str, confidence: f32, status: FieldStatus) -> FieldEvidence {
        FieldEvidence { confidence, text: Some(text.into()), status, ..FieldEvidence::missing() }
    }

    #[test]
    fn a_result_becomes_rows_groups_and_line_items() {
        let result = json!({ "total": 1234.5, "due": null, "seller": { "name": "Acme" }, "tags": ["a"],
            "lines": [{ "item": "Bolt", "tax": { "rate": 7 } }, { "item": "Nut", "qty": 2 }] });
        let mut fields = Fields::new();
        fields.insert("total".into(), evidence("1,234.50", 0.99, FieldStatus::Grounded));
        fields.insert("seller.name".into(), evidence("Acme", 0.5, FieldStatus::Grounded));
        fields.insert("lines[1].qty".into(), evidence("2", 0.9, FieldStatus::Ungrounded));
        let nodes = tree(&result, &fields);

        let trusts: Vec<(&str, Trust)> =
            leaves(&nodes).into_iter().map(|leaf| (leaf.path.as_str(), leaf.trust)).take(3).collect();
        assert_eq!(trusts, [("total", Trust::Good), ("due", Trust::Missing), ("seller.name", Trust::Doubtful)]);
        assert_eq!(leaves(&nodes)[0].printed.as_deref(), Some("1,234.50"));
        assert_eq!(leaves(&nodes)[2].printed, None);
        let Node::Lines { columns, rows, .. } = &nodes[4] else { panic!("line items are a table") };
        assert_eq!(columns, &["item", "tax.rate", "qty"]);
        assert!(rows[0][2].is_none());
        assert_eq!(rows[1][2].as_ref().unwrap().path, "lines[1].qty");
    }
}
