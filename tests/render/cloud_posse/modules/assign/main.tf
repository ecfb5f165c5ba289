variable "instance" {}
variable "assignments" {}
resource "aws_ssoadmin_account_assignment" "this" {
  for_each           = var.assignments
  instance_arn       = var.instance
  target_id          = each.value.account
  target_type        = "AWS_ACCOUNT"
  principal_type     = "GROUP"
  principal_id       = each.value.group
  permission_set_arn = each.value.arn
}
