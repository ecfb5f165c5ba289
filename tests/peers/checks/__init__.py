"""The checks of the corrections, one module for each subject."""
