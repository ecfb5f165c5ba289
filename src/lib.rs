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
//! | room | does | may use |
//! |---|---|---|
//! | `source` | the user's texts, and places in them | — |
//! | `text` | how text is shaped: counts, lists, tables, Markdown, CSV, JSON, the visible form of foreign text, nearest names | — |
//! | `files` | paths and links; files that are written whole, and through no link of a repository | — |
//! | `model` | the words of Identity Center as types | source, text |
//! | `diagnostic` | a problem in a user's file, and its drawing | source, text |
//! | `catalog` | YAML files to a validated catalog, with all diagnostics | files, model, diagnostic, source, text |
//! | `desired` | catalog × directory → desired state | model, diagnostic, source, text |
//! | `diff` | catalog × catalog → the changes of access between them | model, desired, plan, risk, diagnostic, source |
//! | `explain` | why somebody has access in an account, and why not | model, text, source |
//! | `history` | when somebody gained and lost access | model, diff, plan, risk, report, revision, source, text |
//! | `risk` | what a policy allows: classes, dangers, escalation | model |
//! | `plan` | the changes, their order, what may not be planned | model, risk, diagnostic, source |
//! | `report` | a plan or a list of access, drawn | model, diagnostic, plan, risk, diff, explain, text, source |
//! | `page` | access, or a plan, as one HTML file that needs nothing else | model, diagnostic, plan, risk, report, doctor, source, text |
//! | `render` | desired state to files for Terraform and CloudFormation | model, source, text |
//! | `import` | what lives, or what another tool made, as a catalog's text | model, catalog, desired, diagnostic, source, text |
//! | `aws` | the only place that names the AWS SDK | model, plan, risk |
//! | `apply` | schedules a plan's operations, keeps the journal | aws, model, plan, risk, text |
//! | `bootstrap` | how far an account is set up, and what to do next | aws, model, text, report |
//! | `doctor` | findings in a snapshot: what will bite later | model, risk, text, report |
//! | `review` | which entries are due, and who answers for them | model, desired, plan, risk, report, revision, source, text |
//! | `revision` | what git knows: the files of a revision, the last changes | files, model |
//! | `cli` | the command line; its doc comments are the help | sandbox |
//! | `output` | owns stdout, stderr, colour, progress | cli, diagnostic |
//! | `error` | the edge: failures, hints, exit codes | aws, diagnostic, import, model, plan, risk, render, revision, sandbox, text |
//! | `commands` | one short file for each command | all |

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
pub mod source;
pub mod text;

/// The simulator behind `--sandbox`, from its own crate.
pub use rolecall_sandbox as sandbox;
