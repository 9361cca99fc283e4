//! What is said on a live socket, plain or by Socket.IO: understood alike, and read as it was meant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::live::{Ask, Say},
    fuzzing::{read_live, read_socket_io},
};
use serde_json::Value;

fuzz_target!(|text: &str| {
    let plain = read_live(text).ok();
    if let Some(ask) = &plain {
        let again = serde_json::to_string(ask).unwrap();
        assert!(read_live(&again).is_ok_and(|same| same == *ask));
    }
    if let Ok(said) = serde_json::from_str::<Say>(text) {
        let again = serde_json::to_string(&said).unwrap();
        assert!(serde_json::from_str::<Say>(&again).is_ok(), "{again}");
    }
    let Ok(Value::Object(mut data)) = serde_json::from_str(text) else { return };
    let Some(Value::String(name)) = data.shift_remove("type") else { return };
    let by_event = read_socket_io(&name, Value::Object(data.clone())).ok();
    // A key that stands twice is refused where the text is read, and is not there any more in a value.
    assert!(plain.is_none() || by_event == plain);
    assert!(!matches!(by_event, Some(Ask::Subscribe(_) | Ask::Unsubscribe(_))) || !data.is_empty());
});
