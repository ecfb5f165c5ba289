#!/usr/bin/env bash
# Writes a file into a comment of the pull request: into the comment that it left there before, else into a new one.
#
#   GITHUB_REPOSITORY=owner/name PULL_REQUEST=1 GH_TOKEN=… comment.sh SUBJECT FILE
#
# The comment is found again by SUBJECT, which the workflow states and which becomes a hidden first line, and by its
# author, who must be COMMENT_AUTHOR. Nothing in FILE decides which comment is replaced: it comes from the pull request.
set -euo pipefail

author=${COMMENT_AUTHOR:-github-actions[bot]}
subject=${1:-}
file=${2:-}

if [[ ! "$subject" =~ ^[A-Za-z0-9._/][A-Za-z0-9._/\ -]*$ || "$subject" == *--* || ${#subject} -gt 200 ]]; then
  echo "comment.sh: the subject must be 1 to 200 letters, digits, spaces and . _ / - (no --), not '$subject'" >&2
  exit 1
fi
if [[ ! "${GITHUB_REPOSITORY:-}" =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ || ! "${PULL_REQUEST:-}" =~ ^[0-9]+$ ]]; then
  echo "comment.sh: set GITHUB_REPOSITORY to owner/name and PULL_REQUEST to a number" >&2
  exit 1
fi
if [[ ! -s "$file" ]]; then
  echo "comment.sh: '$file' is missing or empty" >&2
  exit 1
fi

export author
export marker="<!-- rolecall comment: $subject -->"
comments="repos/$GITHUB_REPOSITORY/issues"

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ printf '%s\n' "$marker"; cat -- "$file"; } > "$body"

# The marker is a whole line: the subject `a` must not find the comment of `a b`.
ids=$(gh api --paginate "$comments/$PULL_REQUEST/comments" \
  --jq '.[] | select(.user.login == env.author and (.body | split("\n")[0] | rtrimstr("\r")) == env.marker) | .id')
id=${ids%%$'\n'*}
if [[ -n "$id" ]]; then
  gh api --method PATCH "$comments/comments/$id" --field "body=@$body" --silent
else
  gh api --method POST "$comments/$PULL_REQUEST/comments" --field "body=@$body" --silent
fi
