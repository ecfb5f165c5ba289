//! Comparisons of catalogs that are written as YAML.
