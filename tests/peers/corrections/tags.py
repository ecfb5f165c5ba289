"""Tags of permission sets and of the instance, which moto stores at creation and never shows."""

from .registry import Refusal, answers, page


@answers("ListTagsForResource")
def tags_are_listed(backend, request):
    """ListTagsForResource lists the tags of a permission set or of the instance.

    moto does not implement it and answers with a page of HTML, which clients retry. Source: API reference.
    """
    tags = [{"Key": key, "Value": value} for key, value in sorted(tags_of(backend, request).items())]
    shown, token = page(tags, request, limit=75)
    return {"Tags": shown} | ({"NextToken": token} if token else {})


@answers("TagResource")
def tags_are_added(backend, request):
    """TagResource adds tags and replaces the values of those that are there.

    moto does not implement it. Source: API reference of TagResource.
    """
    tags = tags_of(backend, request)
    tags.update({tag["Key"]: tag["Value"] for tag in request["Tags"]})


@answers("UntagResource")
def tags_are_removed(backend, request):
    """UntagResource removes tags by key; a key that is not there is no error.

    moto does not implement it. Source: API reference of UntagResource.
    """
    tags = tags_of(backend, request)
    for key in request["TagKeys"]:
        tags.pop(key, None)


def tags_of(backend, request):
    """The tags of the resource that a request names, as a mapping that may be changed."""
    resources = {instance.instance_arn: instance for instance in backend.instances}
    resources |= {permission_set.permission_set_arn: permission_set for permission_set in backend.permission_sets}
    resource = resources.get(request["ResourceArn"])
    if resource is None:
        raise Refusal("ResourceNotFoundException", f"Could not find the resource {request['ResourceArn']}")
    at_creation = getattr(resource, "tags", None) or []
    return vars(resource).setdefault("corrected_tags", {tag["Key"]: tag["Value"] for tag in at_creation})
