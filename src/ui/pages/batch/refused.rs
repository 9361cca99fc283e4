//! Files that were handed in with the batch and not taken, each with its reason.

use crate::{
    domain::batch::RefusedFile,
    ui::components::{Note, Tone},
};
use leptos::prelude::*;

#[component]
pub fn Refused(files: Vec<RefusedFile>) -> impl IntoView {
    let heading = match files.len() {
        1 => "1 file was not taken; the others were.".to_owned(),
        count => format!("{count} files were not taken; the others were."),
    };
    (!files.is_empty()).then(|| {
        view! {
            <div class="batch-refused" data-testid="batch-refused">
                <Note tone=Tone::Doubtful>
                    <p>{heading}</p>
                    <ul>
                        {files
                            .into_iter()
                            .map(|file| {
                                view! {
                                    <li>
                                        <b>{file.file_name}</b>
                                        " "
                                        {file.message}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </Note>
            </div>
        }
    })
}
