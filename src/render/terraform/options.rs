//! How the configuration is to look.

/// How principals are named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Principals {
    /// By data sources, which look the names up.
    #[default]
    Data,
    /// By ids, with the name beside each.
    Ids,
}

/// How assignments are laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// One resource over one map.
    #[default]
    Map,
    /// One resource each.
    Resources,
}

/// Where state comes from that carries over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedFrom {
    /// The modules of Cloud Posse's component `aws-sso`, later `aws-identity-center`.
    CloudPosse,
}

/// How the configuration is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// How principals are named.
    pub principals: Principals,
    /// How assignments are laid out.
    pub layout: Layout,
    /// Whether every account type has a root module of its own.
    pub by_account_type: bool,
    /// Whether what lives is imported; the subject must know what lives.
    pub import_blocks: bool,
    /// Where state comes from that carries over.
    pub moved_from: Option<MovedFrom>,
    /// The ARN of the instance, to be written out; looked up otherwise.
    pub instance_arn: Option<&'a str>,
}
