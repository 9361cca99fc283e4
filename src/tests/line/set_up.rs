//! A bot is set up, looked at, tried and taken away; its keys are seen by nobody, and its door opens to LINE alone.

use super::{Chat, SECRET, TOKEN, file};
use crate::support::{Backend, line_event, line_signature, on_both, sample};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::json;
use std::time::Duration;

on_both! {
    a_bot_is_made_changed_tried_and_taken_away,
    its_keys_are_seen_by_nobody,
    the_door_opens_to_the_signature_alone,
    what_line_brings_is_counted_for_its_bot,
    the_screen_sets_it_up_without_script,
}

async fn a_bot_is_made_changed_tried_and_taken_away(backend: Backend) {
    let chat = Chat::start(backend).await;
    let (client, path) = (&chat.ann.client, format!("/line/{}", chat.bot));
    let seen = chat.seen().await;
    assert_eq!(seen["webhookUrl"].as_str().unwrap().split("/line/").nth(1), Some(&*format!("webhook/{}", chat.bot)));
    assert_eq!((&seen["reply"], &seen["active"], &seen["templateId"]), (&json!(true), &json!(true), &json!(null)));
    let new = json!({ "projectId": chat.ann.project, "channelSecret": SECRET, "accessToken": TOKEN });
    assert_eq!(client.post("/line", new.clone()).await.expect(409)["code"], "line_channel_exists");

    let address = seen["webhookUrl"].as_str().unwrap();
    for (entered, ok, says) in [
        (None, false, "no webhook URL"),
        (Some(("https://elsewhere.example/hook", true)), false, "https://elsewhere.example/hook"),
        (Some((address, false)), false, "switched off"),
        (Some((address, true)), true, "The token is that of “Slips” (@216ocriva)."),
    ] {
        if let Some((address, active)) = entered {
            chat.line.posts_to(address, active);
        }
        let tested = client.post(&format!("{path}/test"), json!({})).await.expect(200);
        assert_eq!((&tested["ok"], &tested["bot"]["basicId"]), (&json!(ok), &json!("@216ocriva")));
        assert!(tested["message"].as_str().unwrap().contains(says), "{tested}");
        assert_eq!(chat.seen().await["error"], if ok { json!(null) } else { tested["message"].clone() });
    }
    assert_eq!(chat.seen().await["bot"]["displayName"], "Slips");
    chat.line.issue("another token");
    let tested = client.post(&format!("{path}/test"), json!({})).await.expect(200);
    assert_eq!(tested["ok"], false);
    assert!(tested["message"].as_str().unwrap().contains("does not accept the channel access token"));
    assert_eq!(chat.seen().await["error"], tested["message"]);

    let wrong = json!({ "channelSecret": "short", "accessToken": "with a space in it", "templateId": "tmpl_nobodys" });
    let problem = client.patch(&path, wrong).await.expect(400);
    let fields: Vec<_> = problem["message"].as_array().unwrap().iter().map(|m| m["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["channelSecret", "accessToken", "templateId"]);
    let change = json!({ "templateId": chat.ann.template, "reply": false, "accessToken": "another-token-of-line" });
    let changed = client.patch(&path, change).await.expect(200);
    assert_eq!((&changed["templateId"], &changed["error"]), (&json!(chat.ann.template), &json!(null)));
    assert_eq!(client.patch(&path, json!({ "templateId": null })).await.expect(200)["templateId"], json!(null));

    // Another project, another bot; who asks without a project sees both, a token its own.
    let second = json!({ "organizationId": chat.ann.organization, "name": "Second" });
    let second = client.post("/projects", second).await.expect(201);
    let mut elsewhere = new;
    elsewhere["projectId"] = second["id"].clone();
    client.post("/line", elsewhere).await.expect(201);
    assert_eq!(client.get("/line").await.expect(200).as_array().unwrap().len(), 2);
    let token = chat.ann.token(&["webhooks:read"]).await;
    let own = token.get("/line").await.expect(200);
    assert_eq!((own.as_array().unwrap().len(), &own[0]["id"]), (1, &json!(chat.bot)));
    let bob = chat.app.register("bob").await;
    assert_eq!(bob.client.get("/line").await.expect(200), json!([]));
    client.delete(&path).await.expect(204);
    client.get(&path).await.expect(404);

    let trail = format!("/audit?organizationId={}&entity=line", chat.ann.organization);
    let trail = client.get(&trail).await.expect(200);
    let actions: Vec<_> = trail["data"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["line.deleted", "line.created", "line.updated", "line.updated", "line.created"]);
}

async fn its_keys_are_seen_by_nobody(backend: Backend) {
    let chat = Chat::start(backend).await;
    let client = &chat.ann.client;
    let change = json!({ "channelSecret": SECRET.replace('0', "f"), "accessToken": format!("{TOKEN}-2") });
    let changed = client.patch(&format!("/line/{}", chat.bot), change).await.expect(200);
    let trail = client.get(&format!("/audit?organizationId={}", chat.ann.organization)).await.expect(200);
    let page = client.page(&format!("/app/{}/line", chat.ann.project)).await.text();
    for text in [changed.to_string(), chat.seen().await.to_string(), trail.to_string(), page] {
        assert!(!text.contains(SECRET) && !text.contains("123456789abcdef") && !text.contains(TOKEN), "{text}");
    }
    assert!(trail.to_string().contains("accessToken"), "that they were replaced is told: {trail}");
    let database = Database::connect(chat.app.runtime.config.database_url()).await.unwrap();
    let sql = "SELECT sealed_secret, sealed_token FROM line_channels";
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), sql)).await.unwrap();
    for column in ["sealed_secret", "sealed_token"] {
        let sealed: String = row.as_ref().unwrap().try_get("", column).unwrap();
        assert!(sealed.len() > 40 && !sealed.contains(TOKEN) && !sealed.contains("123456789abcdef"), "{sealed}");
    }
}

async fn the_door_opens_to_the_signature_alone(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    chat.line.holds("520", sample("invoice.pdf"));
    let visitor = chat.app.visitor();
    let path = format!("/line/webhook/{}", chat.bot);
    let nobodys = "/line/webhook/line_01kp6x2m9s7t4v8w0y3z5a6b7c".to_owned();
    let body = json!({ "destination": "U0", "events": [line_event(file("520", "a.pdf"))] });
    let (right, wrong) = (line_signature(SECRET, &body.to_string()), line_signature(TOKEN, &body.to_string()));
    let mut refusals = Vec::new();
    for (path, signature) in [(&path, wrong.as_str()), (&path, ""), (&path, "not base64!"), (&nobodys, &right)] {
        let answer = visitor.post_with_header(path, body.clone(), "x-line-signature", signature).await;
        let mut said = answer.expect(401);
        said["requestId"].take();
        refusals.push(said);
    }
    let missing = visitor.post(&path, body.clone()).await.expect(401);
    assert_eq!(missing["code"], "wrong_signature");
    assert!(refusals.iter().all(|said| *said == refusals[0]), "nothing tells one from the other: {refusals:?}");
    // A signature is for one body.
    let other = json!({ "destination": "U0", "events": [] });
    visitor.post_with_header(&path, other.clone(), "x-line-signature", &right).await.expect(401);
    let large = "x".repeat(1024 * 1024 + 1);
    visitor.post(&path, json!(large)).await.expect(413);
    let nonsense = json!("hello");
    let signed = line_signature(SECRET, &nonsense.to_string());
    visitor.post_with_header(&path, nonsense, "x-line-signature", &signed).await.expect(400);
    // What the button “Verify” of LINE's console sends.
    chat.post(&[]).await.expect(200);
    chat.app.drain().await;
    assert!(chat.line.is_quiet() && chat.documents().await.is_empty(), "nothing was taken");
}

async fn what_line_brings_is_counted_for_its_bot(backend: Backend) {
    let chat = Chat::start_with(backend, json!({}), &[("OCRIVA_LIMITS", "true".to_owned())]).await;
    let answer = chat.post(&[]).await;
    assert_eq!(answer.header("ratelimit-policy"), "\"line\";q=1200;w=60");
    assert_eq!(answer.header("ratelimit"), "\"line\";r=1199;t=1");
}

async fn the_screen_sets_it_up_without_script(backend: Backend) {
    let chat = Chat::start(backend).await;
    let client = &chat.ann.client;
    let page = format!("/app/{}/line", chat.ann.project);
    let post = async |function: &str, fields: &[(&str, &str)]| {
        let answer = client.form(&format!("/fn/line/{function}"), fields).await;
        assert_eq!(answer.status, 302, "{function}: {}", answer.text());
        assert!(!answer.header("location").contains("__err="), "{function}: {}", answer.header("location"));
    };
    let text = client.page(&page).await.text();
    assert!(text.contains(&format!("/line/webhook/{}", chat.bot)) && text.contains("Copy"), "{text}");
    post("update", &[("channel", &chat.bot), ("template", &chat.ann.template), ("active", "true")]).await;
    let seen = chat.seen().await;
    assert_eq!(
        (&seen["reply"], &seen["active"], &seen["templateId"]),
        (&json!(false), &json!(true), &json!(chat.ann.template))
    );
    post("test", &[("channel", &chat.bot)]).await;
    assert!(client.page(&page).await.text().contains("@216ocriva"));
    post("delete", &[("channel", &chat.bot)]).await;
    assert!(client.page(&page).await.text().contains("Channel secret"));
    let fields =
        [("project", &*chat.ann.project), ("channel_secret", SECRET), ("access_token", TOKEN), ("reply", "true")];
    post("create", &fields).await;
    chat.app.advance(Duration::from_secs(1));
    assert_eq!(client.get("/line").await.expect(200)[0]["reply"], true);
}
