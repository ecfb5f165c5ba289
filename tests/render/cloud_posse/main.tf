data "aws_ssoadmin_instances" "i" {}
locals {
  instance = one(data.aws_ssoadmin_instances.i.arns)
  store    = one(data.aws_ssoadmin_instances.i.identity_store_ids)
}
data "aws_identitystore_group" "managers" {
  identity_store_id = local.store
  alternate_identifier {
    unique_attribute {
      attribute_path  = "displayName"
      attribute_value = "Managers"
    }
  }
}
resource "aws_identitystore_group" "manual" {
  for_each          = toset(["Lab"])
  display_name      = each.key
  description       = "Group created with Terraform"
  identity_store_id = local.store
}
module "permission_sets" {
  source   = "./modules/sets"
  instance = local.instance
}
module "sso_account_assignments_root" {
  source      = "./modules/assign"
  instance    = local.instance
  assignments = { "111111111111-G-Managers-Mine" = { account = "111111111111", group = data.aws_identitystore_group.managers.group_id, arn = module.permission_sets.arns["Mine"] } }
}
module "sso_account_assignments" {
  source   = "./modules/assign"
  instance = local.instance
  assignments = {
    "333333333301-G-Managers-Mine" = { account = "333333333301", group = data.aws_identitystore_group.managers.group_id, arn = module.permission_sets.arns["Mine"] }
    "333333333301-G-Lab-Mine"    = { account = "333333333301", group = aws_identitystore_group.manual["Lab"].group_id, arn = module.permission_sets.arns["Mine"] }
  }
}
