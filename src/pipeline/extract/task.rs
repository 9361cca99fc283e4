//! What claimed jobs are about, looked up for all of a claim at once.

use crate::{
    access::ProjectScope,
    db::queries::{self, documents::Stored},
    domain::{id::TemplateId, lesson::Lesson, processing::Processing, template::Template},
    error::AppError,
    pipeline::queue::Leased,
    runtime::Runtime,
};
use std::collections::{HashMap, hash_map::Entry};

/// One run, its document, and what is asked for.
pub struct Task {
    pub run: Processing,
    pub stored: Stored,
    /// As it was in the run's version; none when its project is gone.
    pub template: Option<Template>,
    pub lessons: Vec<Lesson>,
}

impl Task {
    /// For each job the task, unless there is nothing left to do.
    pub async fn of_jobs(runtime: &Runtime, jobs: &[Leased]) -> Result<Vec<Option<Self>>, AppError> {
        let mut runs = queries::claims::runs(&runtime.db, jobs).await?;
        let mut known: HashMap<(TemplateId, i32), (Option<Template>, Vec<Lesson>)> = HashMap::new();
        let mut tasks = Vec::with_capacity(jobs.len());
        for job in jobs {
            let Some((run, stored)) = runs.remove(&job.subject) else {
                tasks.push(None);
                continue;
            };
            let (template, lessons) = match known.entry((run.template_id.clone(), run.template_version)) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(place) => {
                    let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
                    let (db, id) = (&runtime.db, &run.template_id);
                    let template = queries::templates::version(db, &scope, id, run.template_version).await?;
                    let lessons = queries::lessons::of_template(db, &scope, id).await?;
                    place.insert((template, lessons)).clone()
                }
            };
            tasks.push(Some(Self { run, stored, template, lessons }));
        }
        Ok(tasks)
    }
}
