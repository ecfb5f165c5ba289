//! A plan in each of its formats.

use std::io::{self, Write};

use super::connection::pace;
use super::{Global, PlanFormat};
use crate::catalog::is_built_in;
use crate::diagnostic::failures;
use crate::model::Folding;
use crate::page;
use crate::plan::{Plan, Refusal};
use crate::report::{
    Header, Lines, SavedAs, annotations, failure_annotations, overridden_annotation, plan_changes,
    plan_json, plan_markdown, plan_text, refusal_annotations, refusals_json, write_with_changes,
};
use crate::source::Sources;

/// A plan with everything that a drawing of it shows.
pub struct Drawing<'a> {
    pub plan: &'a Plan,
    pub header: &'a Header,
    pub folding: &'a Folding,
    pub refusals: &'a [Refusal],
    pub sources: &'a Sources,
    /// The file that keeps it.
    pub saved: Option<SavedAs<'a>>,
    /// The tables of its page.
    pub picture: &'a dyn Fn() -> page::Data,
}

impl Drawing<'_> {
    /// Draws a plan, made now or saved before.
    pub fn draw(&self, format: PlanFormat, global: &Global, out: &mut dyn Write) -> io::Result<()> {
        let Self {
            plan,
            header,
            folding,
            refusals,
            sources,
            saved,
            picture,
        } = self;
        match format {
            PlanFormat::Json => {
                let mut json = plan_json(plan, header, folding, sources);
                json["refusals"] = refusals_json(refusals);
                write_with_changes(&json, plan_changes(plan, sources), out)?;
            }
            PlanFormat::Text => plan_text(plan, header, folding, sources, &pace(global), out)?,
            PlanFormat::Markdown => {
                let text = plan_markdown(plan, header, refusals, folding, sources, saved.as_ref());
                out.write_all(text.as_bytes())?;
            }
            PlanFormat::Github => {
                let lines = Lines {
                    has: &|place| {
                        let is_own = !sources.is_aside(place.source);
                        is_own && !is_built_in(place.source, sources)
                    },
                    file: &header.catalog,
                };
                overridden_annotation(header, &header.catalog, out)?;
                let errors = failures(&plan.problems, sources);
                failure_annotations(&errors, &header.catalog, out)?;
                annotations(plan, folding, sources, &lines, out)?;
                refusal_annotations(refusals, &header.catalog, out)?;
            }
            PlanFormat::Html => page::write(&picture(), out)?,
        }
        Ok(())
    }
}
