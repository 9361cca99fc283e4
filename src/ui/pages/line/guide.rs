//! What is to be done in LINE's console, step by step.

use leptos::prelude::*;

/// `address` is the webhook URL, once there is one.
#[component]
pub fn Guide(address: Option<String>) -> impl IntoView {
    let connected = address.is_some();
    view! {
        <ol class="steps">
            <li>
                "Have a LINE Official Account, and switch on the Messaging API for it: "
                <a href="https://manager.line.biz/" rel="external noreferrer">"Official Account Manager"</a>
                ", Settings, Messaging API."
            </li>
            <li>
                "Open its channel in the "
                <a href="https://developers.line.biz/console/" rel="external noreferrer">"LINE Developers Console"</a>
                ". Copy the channel secret from the tab “Basic settings”."
            </li>
            <li>"In the tab “Messaging API”, issue a long-lived channel access token. Enter both here."</li>
            <li>
                {if connected {
                    "In the same tab, enter the webhook URL from above and press “Verify”."
                } else {
                    "In the same tab, enter the webhook URL that is shown here then, and press “Verify”."
                }}
            </li>
            <li>"Switch on “Use webhook”, and “Webhook redelivery”, so that nothing is lost while this server restarts."</li>
            <li>"Switch off the auto-reply messages of the account: the bot answers now."</li>
            <li>"Add the account as a friend and send it a photo of an invoice."</li>
        </ol>
    }
}
