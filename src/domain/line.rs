//! The LINE bot of a project: what is sent to it becomes documents, and what was read goes back into the chat.

use crate::domain::{
    id::{LineChannelId, OrgId, ProjectId, TemplateId},
    time::Timestamp,
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// The bot of a project; its secret and its token are shown to nobody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineChannel {
    pub id: LineChannelId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    /// As LINE named it when the token was tested last; null until then.
    pub bot: Option<LineBot>,
    /// What documents are read with; null: the project’s default.
    pub template_id: Option<TemplateId>,
    /// Does the result go back into the chat?
    pub reply: bool,
    /// Are documents taken?
    pub active: bool,
    /// What keeps it from working, in a sentence; null while all is well.
    pub error: Option<String>,
    pub error_at: Option<Timestamp>,
    /// When somebody sent something last.
    pub last_message_at: Option<Timestamp>,
    /// For the field “Webhook URL” in LINE’s console.
    pub webhook_url: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Who speaks in the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineBot {
    pub user_id: String,
    /// What people search for, such as `@216abcde`.
    pub basic_id: String,
    pub display_name: String,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "projectId": "proj_01kp6x2m9s7t4v8w0y3z5a6b7c",
    "channelSecret": "0123456789abcdef0123456789abcdef",
    "accessToken": "the-long-lived-channel-access-token",
    "reply": true
}))]
pub struct NewLineChannel {
    /// A project token may leave it out.
    #[serde(default)]
    pub project_id: Option<ProjectId>,
    /// From the tab “Basic settings” of LINE’s console.
    #[schema(pattern = "^[!-~]{16,512}$")]
    pub channel_secret: String,
    /// The long-lived one, from the tab “Messaging API”.
    #[schema(pattern = "^[!-~]{16,512}$")]
    pub access_token: String,
    /// The project’s default if absent.
    #[serde(default)]
    pub template_id: Option<TemplateId>,
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub reply: bool,
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub active: bool,
}

/// What to change; what is absent stays.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schema(example = json!({ "reply": false }))]
pub struct LineChannelChange {
    #[schema(pattern = "^[!-~]{16,512}$")]
    pub channel_secret: Option<String>,
    #[schema(pattern = "^[!-~]{16,512}$")]
    pub access_token: Option<String>,
    /// Null: the project’s default.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<TemplateId>)]
    pub template_id: Option<TemplateChoice>,
    pub reply: Option<bool>,
    pub active: Option<bool>,
}

/// What documents are read with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum TemplateChoice {
    /// The project's default, whichever it is then.
    Default,
    Named(TemplateId),
}

impl TemplateChoice {
    #[must_use]
    pub fn named(self) -> Option<TemplateId> {
        match self {
            Self::Default => None,
            Self::Named(id) => Some(id),
        }
    }
}

impl From<Option<TemplateId>> for TemplateChoice {
    fn from(named: Option<TemplateId>) -> Self {
        named.map_or(Self::Default, Self::Named)
    }
}

/// What LINE said when it was asked about the bot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineTest {
    /// Is the token good, and does LINE post here?
    pub ok: bool,
    /// Whose token it is.
    pub bot: Option<LineBot>,
    /// For a person: what was found, and what to do.
    pub message: String,
}

const fn yes() -> bool {
    true
}

/// Null is something that was said.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TemplateChoice>, D::Error> {
    let named: Option<TemplateId> = Option::deserialize(deserializer)?;
    Ok(Some(named.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_takes_the_template_away_and_absence_leaves_it() {
        let read = |value| serde_json::from_value::<LineChannelChange>(value).unwrap().template_id;
        assert_eq!(read(json!({})), None);
        assert_eq!(read(json!({ "templateId": null })), Some(TemplateChoice::Default));
        let named = TemplateChoice::Named(TemplateId("tmpl_1".into()));
        assert_eq!(read(json!({ "templateId": "tmpl_1" })), Some(named));
    }
}
