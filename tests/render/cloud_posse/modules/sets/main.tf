variable "instance" {}
locals { sets = toset(["Mine", "Unassigned"]) }
resource "aws_ssoadmin_permission_set" "this" {
  for_each         = local.sets
  instance_arn     = var.instance
  name             = each.key
  description      = "mine"
  session_duration = "PT2H"
}
resource "aws_ssoadmin_managed_policy_attachment" "this" {
  for_each           = { for s in local.sets : "${s}.arn:aws:iam::aws:policy/ReadOnlyAccess" => s }
  instance_arn       = var.instance
  permission_set_arn = aws_ssoadmin_permission_set.this[each.value].arn
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_ssoadmin_customer_managed_policy_attachment" "this" {
  for_each           = { "Mine./team/mine" = "Mine" }
  instance_arn       = var.instance
  permission_set_arn = aws_ssoadmin_permission_set.this[each.value].arn
  customer_managed_policy_reference {
    name = "mine"
    path = "/team/"
  }
}
resource "aws_ssoadmin_permission_set_inline_policy" "this" {
  for_each           = toset(["Mine"])
  instance_arn       = var.instance
  permission_set_arn = aws_ssoadmin_permission_set.this[each.key].arn
  inline_policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:List*", Resource = "*" }] })
}
output "arns" { value = { for k, v in aws_ssoadmin_permission_set.this : k => v.arn } }
