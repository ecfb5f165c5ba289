#!/usr/bin/env bash
# Puts each file into a comment of the pull request: into the one that it left there before, which it knows by the
# hidden marker in the first line, else into a new one.
#
#   GITHUB_REPOSITORY=owner/name PULL_REQUEST=1 GH_TOKEN=… comment.sh FILE…
set -euo pipefail

comments="repos/$GITHUB_REPOSITORY/issues"

for file in "$@"; do
  marker=$(head -n 1 "$file")
  export marker
  ids=$(gh api --paginate "$comments/$PULL_REQUEST/comments" \
    --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.marker))) | .id')
  id=${ids%%$'\n'*}
  if [ -n "$id" ]; then
    gh api --method PATCH "$comments/comments/$id" --field "body=@$file" --silent
  else
    gh api --method POST "$comments/$PULL_REQUEST/comments" --field "body=@$file" --silent
  fi
done
