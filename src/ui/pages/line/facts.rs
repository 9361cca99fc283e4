//! Whether a bot works, and what it does.

use crate::{
    domain::{id::TemplateId, line::LineChannel},
    ui::components::{Badge, Card, CodeBlock, Glyph, Note, Tone, When},
};
use leptos::prelude::*;

#[component]
pub fn Facts(channel: LineChannel, templates: Vec<(TemplateId, String)>) -> impl IntoView {
    let template = match &channel.template_id {
        None => "The project’s default".to_owned(),
        Some(id) => {
            let name = templates.into_iter().find(|(one, _)| one == id).map(|(_, name)| name);
            name.unwrap_or_else(|| "It is not there any more".to_owned())
        }
    };
    let (tone, glyph, text) = match (&channel.error, channel.active) {
        (_, false) => (Tone::Plain, Glyph::Waiting, "Switched off"),
        (Some(_), true) => (Tone::Failed, Glyph::Failed, "Needs attention"),
        (None, true) => (Tone::Good, Glyph::Check, "Active"),
    };
    let bot = channel.bot.map(|bot| {
        view! {
            <dt>"Bot"</dt>
            <dd>{bot.display_name} " " <code>{bot.basic_id}</code></dd>
        }
    });
    let last = match channel.last_message_at {
        Some(at) => view! { <When at/> }.into_any(),
        None => view! { <span class="faint">"Nothing was sent yet"</span> }.into_any(),
    };
    let reachable = channel.webhook_url.starts_with("https://");
    view! {
        {channel.error.map(|error| view! { <Note tone=Tone::Failed>{error}</Note> })}
        <Card>
            <dl class="facts wide">
                <dt>"Status"</dt>
                <dd>
                    <Badge tone glyph text/>
                </dd>
                {bot}
                <dt>"Template"</dt>
                <dd>{template}</dd>
                <dt>"Answers"</dt>
                <dd>{if channel.reply { "The result goes back into the chat" } else { "None, but for what cannot be taken" }}</dd>
                <dt>"Last sent"</dt>
                <dd>{last}</dd>
            </dl>
            <p class="soft">"Webhook URL, for LINE’s console:"</p>
            <CodeBlock code=channel.webhook_url/>
            {(!reachable)
                .then(|| {
                    view! {
                        <Note tone=Tone::Doubtful>
                            "LINE posts to https alone. Whoever runs this server sets its address from outside with "
                            <code>"OCRIVA_PUBLIC_URL"</code> "."
                        </Note>
                    }
                })}
        </Card>
    }
}
