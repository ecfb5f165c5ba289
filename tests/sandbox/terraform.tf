# Every resource of the AWS provider for permission sets, once. Small on purpose: the provider waits 10 seconds for each
# assignment and 5 seconds for each policy, whatever the server does.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "description" {
  type    = string
  default = "made by Terraform"
}

data "aws_ssoadmin_instances" "this" {}

locals {
  instance = one(data.aws_ssoadmin_instances.this.arns)
  store    = one(data.aws_ssoadmin_instances.this.identity_store_ids)
}

data "aws_identitystore_group" "devops" {
  identity_store_id = local.store
  alternate_identifier {
    unique_attribute {
      attribute_path  = "displayName"
      attribute_value = "DevOps"
    }
  }
}

resource "aws_identitystore_group" "lab" {
  identity_store_id = local.store
  display_name      = "Lab"
  description       = "tries things"
}

resource "aws_ssoadmin_permission_set" "lab" {
  instance_arn     = local.instance
  name             = "Lab"
  description      = var.description
  session_duration = "PT2H"
  relay_state      = "https://example.com/start"
  tags             = { team = "lab" }
}

resource "aws_ssoadmin_managed_policy_attachment" "billing" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.lab.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/job-function/Billing"
}

resource "aws_ssoadmin_customer_managed_policy_attachment" "mine" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.lab.arn
  customer_managed_policy_reference {
    name = "mine"
    path = "/team/"
  }
}

resource "aws_ssoadmin_permission_set_inline_policy" "lab" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.lab.arn
  inline_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:ListAllMyBuckets"], Resource = "*" }]
  })
}

resource "aws_ssoadmin_permissions_boundary_attachment" "lab" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.lab.arn
  permissions_boundary {
    managed_policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
  }
}

resource "aws_ssoadmin_account_assignment" "lab" {
  for_each = {
    DevOps = data.aws_identitystore_group.devops.group_id
    Lab    = aws_identitystore_group.lab.group_id
  }
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.lab.arn
  principal_id       = each.value
  principal_type     = "GROUP"
  target_id          = "333333333302"
  target_type        = "AWS_ACCOUNT"
}
