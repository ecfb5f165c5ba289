//! Terraform's AWS provider against the sandbox.
