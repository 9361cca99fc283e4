//! The form of a template: what it makes of rows and a stored schema is a schema, or says which row is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{
    schema::{Schema, normalise},
    template_form::{TemplateForm, View, pretty, rows},
};

fuzz_target!(|text: &str| {
    let Ok(form) = serde_json::from_str::<TemplateForm>(text) else { return };
    match form.template_schema() {
        Ok(made) => {
            let schema = Schema::parse(&made).expect("what is made can be stored");
            assert_eq!(normalise(&made), made);
            let untouched = TemplateForm {
                view: View::Json,
                schema: pretty(&made),
                fields: rows(&schema.fields),
                ..TemplateForm::default()
            };
            assert_eq!(untouched.template_schema(), Ok(made));
        }
        Err(errors) => assert!(!errors.is_empty() && errors.iter().all(|error| !error.reason.is_empty())),
    }
    let _ = (form.clone().into_new(), form.into_change());
});
