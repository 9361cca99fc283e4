//! What LINE posts, or whoever says that it is LINE: ids go into addresses, so they are plain.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{LineContent, read_line_webhook};

fuzz_target!(|body: &[u8]| {
    let Ok(messages) = read_line_webhook(body) else { return };
    let is_plain = |id: &str| {
        (1..=255).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    for message in messages {
        let ids = [&message.message_id, &message.event_id, &message.chat_id];
        let others = [&message.user_id, &message.reply_token];
        assert!(ids.into_iter().chain(others.into_iter().flatten()).all(|id| is_plain(id)));
        assert!(["user", "group", "room"].contains(&message.chat_kind));
        if let LineContent::File { name } = message.content {
            assert!(name.chars().count() <= 255 && !name.contains(char::is_control));
        }
    }
});
