//! What a reader process sends, which a file may have taken over: no more is kept than came, and it harms nobody.
#![no_main]

use futures::FutureExt;
use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::schema::Schema,
    fuzzing::{AskedOfReader, Reading, SaidByReader, frame, local, preset},
};
use ocriva_fuzz::has_shape;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&preset::invoice().schema).expect("a preset is a schema"));

fuzz_target!(|pipe: &[u8]| {
    let received = frame::receive(&mut &*pipe).now_or_never().expect("memory never makes one wait");
    if let Ok(frame) = received {
        assert!(frame.head.len() + frame.body.len() <= pipe.len());
        let mut back = Vec::new();
        frame::answer(&mut back, &frame).unwrap();
        assert_eq!(frame::next(&mut back.as_slice()).unwrap().map(|(same, _)| same), Some(frame));
    }

    if let Some(asked) = AskedOfReader::unpacked(pipe) {
        let packed = asked.packed();
        assert_eq!(AskedOfReader::unpacked(&packed).map(|same| same.packed()), Some(packed));
    }
    let Some(said) = SaidByReader::unpacked(pipe) else { return };
    let packed = said.packed();
    assert_eq!(SaidByReader::unpacked(&packed).map(|same| same.packed()), Some(packed));
    if let SaidByReader::Reading(read) = said {
        let reading = Reading::from(*read);
        assert!(reading.pages.iter().map(|page| 1 + page.words.len() + page.rules.len()).sum::<usize>() <= pipe.len());
        let found = local::extract(&reading.pages, &SCHEMA);
        assert!(has_shape(&SCHEMA.fields, &found.result), "{}", found.result);
    }
});
