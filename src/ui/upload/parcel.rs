//! What travels in one request: a file alone, or several as a batch.

use super::Upload;
use crate::domain::id::{ProjectId, TemplateId};
use leptos::wasm_bindgen::JsValue;
use web_sys::{File, FormData};

/// Files with where they go, before their turn.
pub struct Parcel {
    pub uploads: Vec<Upload>,
    pub files: Vec<File>,
    pub project: ProjectId,
    pub template: Option<TemplateId>,
    /// Go to the document once it is accepted.
    pub follow: bool,
}

impl Parcel {
    pub fn is_batch(&self) -> bool {
        self.files.len() > 1
    }

    /// Where it is sent.
    pub fn address(&self) -> &'static str {
        if self.is_batch() { "/upload/batch" } else { "/upload" }
    }

    pub fn form(&self) -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        form.append_with_str("projectId", self.project.as_str())?;
        if let Some(template) = &self.template {
            form.append_with_str("templateId", template.as_str())?;
        }
        let field = if self.is_batch() { "files[]" } else { "file" };
        for file in &self.files {
            form.append_with_blob_and_filename(field, file, &file.name())?;
        }
        Ok(form)
    }

    pub fn sizes(&self) -> Vec<f64> {
        self.files.iter().map(|file| file.size()).collect()
    }
}

/// Whole percent of each file, when `part` (0–1) of all of them has been sent: they travel one after the other.
pub fn shares(sizes: &[f64], part: f64) -> Vec<u8> {
    let mut left = sizes.iter().sum::<f64>() * part.clamp(0.0, 1.0);
    let share = |size: &f64| {
        let sent = left.min(*size).max(0.0);
        left -= size;
        if *size > 0.0 { (sent / size * 100.0) as u8 } else { 0 }
    };
    sizes.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_fill_up_one_after_the_other() {
        assert_eq!(shares(&[100.0, 300.0, 0.0], 0.0), [0, 0, 0]);
        assert_eq!(shares(&[100.0, 300.0, 0.0], 0.125), [50, 0, 0]);
        assert_eq!(shares(&[100.0, 300.0, 0.0], 0.625), [100, 50, 0]);
        assert_eq!(shares(&[100.0, 300.0, 0.0], 1.0), [100, 100, 0]);
        assert_eq!(shares(&[], 0.5), [0_u8; 0]);
    }
}
