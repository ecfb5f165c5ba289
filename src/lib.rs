//! # rolecall, from the inside
//!
//! rolecall reads a catalog of permission sets and account assignments, compares it with what lives in AWS IAM
//! Identity Center, and carries out the difference.
//!
//! ```text
//!  catalog files            organization, groups, users             IAM Identity Center
//!       │                             │                                     │
//!    catalog ──► model ───────► desired ─────────┐               live ◄─────┘ read
//!    (places)   (validated)    (ids, expanded)   ▼                │
//!                                              plan ◄─────────────┘
//!                                                │
//!                  ┌────────────────────────────┼───────────────────────┐
//!               render                       report                   apply ──► IAM Identity Center
//!     (Terraform, CloudFormation)         (text, JSON)         (operations, journal)
//! ```
//!
//! Each arrow is one function, and its type says what it needs:
//!
//! | arrow | function |
//! |---|---|
//! | files → entries with places | [`catalog::load`] |
//! | entries → a validated catalog | [`catalog::lower`] |
//! | catalog × directory → desired state | [`desired::resolve`] |
//! | AWS → directory, live state | [`aws::Reader`] |
//! | live × desired → plan | [`plan::Plan::between`] |
//! | catalog × catalog → the changes between them | [`diff::Comparison::between`] |
//! | desired state → files of other tools | [`render::terraform::render`], [`render::cloudformation::render`] |
//! | plan → text, JSON | [`report::plan_text`], [`report::plan_json`] |
//! | desired, live → tables → an HTML file | [`page::AccessPage::data`], [`page::write`] |
//! | plan → operations | [`apply::apply`] |
//!
//! More look at what is there: [`bootstrap::steps`] makes of observations what to do next, [`doctor::examine`] makes
//! findings of a snapshot, and [`explain::explain`] says which rules give access, and why others do not.
//!
//! `model`, `catalog`, `desired`, `page`, `plan`, `render` and `report` are pure: no clock, no environment, no network, no
//! printing; of them only `catalog` reads files. Async lives in `aws`, `apply` and the commands that call them.
//! A plan is made from a [`aws::Reader`], which has no method that writes; only `apply` is handed a
//! [`aws::Writer`].
//!
//! There is no mocking trait: the seam is the wire. Tests, the try-out and the benchmarks run the real AWS SDK
//! against [`sandbox`], a simulator on loopback that shares no code with the rest.
//!
//! # Who may use whom
//!
//! `tests/architecture.rs` reads this table and holds the `use` lines of `src/` to it.
//!
//! | module | does | may use |
//! |---|---|---|
//! | `text` | how text is shaped: counts, lists, tables, Markdown, CSV, JSON, the visible form of foreign text, nearest names, command lines | — |
//! | `source` | the user's texts, and places in them | text |
//! | `files` | paths and links; files that are written whole, and through no link of a repository | — |
//! | `diagnostic` | a problem in a user's file, and its drawing | source, text |
//! | `model` | permission set, policy, account, selector, principal, assignment, directory, state, filter of access | source, text |
//! | `catalog` | YAML files to a validated catalog, with all diagnostics | files, model, diagnostic, source, text |
//! | `desired` | catalog × directory → desired state | model, diagnostic, source, text |
//! | `risk` | what a policy allows: classes, dangers, escalation | model |
//! | `plan` | the changes, their order, what may not be planned | model, risk, diagnostic, source, text |
//! | `aws` | the only place that names the AWS SDK | model, plan, text |
//! | `apply` | schedules a plan's operations, keeps the journal | aws, model, plan, text |
//! | `report` | a plan, its refusal and its outcome, drawn | model, diagnostic, plan, risk, diff, source, text |
//! | `access` | who has what where, by principal and by person; the roles behind it, groups | model, desired, source, text |
//! | `explain` | which rules give access in an account, and why others do not | model, desired, source, text |
//! | `diff` | catalog × catalog → the changes of access between them | model, desired, plan, diagnostic, source |
//! | `revision` | what git knows: the files of a revision, the last changes | files, model |
//! | `history` | when access was gained and lost | model, diff, plan, report, revision, source, text |
//! | `review` | which entries are due, and who answers for them | model, desired, report, risk, revision, source, text |
//! | `doctor` | findings in a snapshot: what will bite later | model, risk, text |
//! | `page` | access, or a plan, as one HTML file that needs nothing else | access, model, diagnostic, plan, risk, report, doctor, source, text |
//! | `render` | desired state to files for Terraform and CloudFormation | model, source, text |
//! | `import` | the live state, or what another tool made, as a catalog's text | model, catalog, desired, diagnostic, plan, source, text |
//! | `bootstrap` | how far an account is set up, and what to do next | aws, model, text |
//! | `output` | owns stdout, stderr, colour, progress | diagnostic, text |
//! | `error` | the edge: failures, hints, exit codes | aws, diagnostic, import, model, output, plan, render, revision, sandbox, text |
//! | `session` | what commands share: options, catalog, organization, connection, planning, files, progress, interrupts | all |
//! | `commands` | one file for each command: its arguments, then `run` | all |
//! | `cli` | the command line as a whole; its doc comments are the help | commands, error, output, session, text |

pub mod access;
pub mod apply;
pub mod aws;
pub mod bootstrap;
pub mod catalog;
pub mod cli;
pub mod commands;
pub mod desired;
pub mod diagnostic;
pub mod diff;
pub mod doctor;
pub mod error;
pub mod explain;
pub mod files;
pub mod history;
pub mod import;
pub mod model;
pub mod output;
pub mod page;
pub mod plan;
pub mod render;
pub mod report;
pub mod review;
pub mod revision;
pub mod risk;
pub mod session;
pub mod source;
pub mod text;

/// The simulator behind `--sandbox`, from its own crate.
pub use rolecall_sandbox as sandbox;
