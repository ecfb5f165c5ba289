//! Where Identity Center is in the AWS console.

use crate::model::Partition;

use super::observed::Observed;

/// The first page of Identity Center's console.
pub(super) fn console(observed: &Observed) -> String {
    let region = observed.region.as_deref().unwrap_or("us-east-1");
    let arn = observed.known_caller().map_or("", |caller| &caller.arn);
    let partition = Partition::of_arn(arn);
    let host = match partition.as_ref().map(Partition::as_str) {
        Some("aws-cn") => "console.amazonaws.cn",
        Some("aws-us-gov") => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    format!("https://{host}/singlesignon/home?region={region}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::Caller;
    use crate::model::AccountId;

    #[test]
    fn the_console_is_that_of_the_partition() {
        let china = Observed {
            region: Some("cn-north-1".to_owned()),
            caller: Some(Ok(Caller {
                account: AccountId::parse("111111111111").unwrap(),
                arn: "arn:aws-cn:iam::111111111111:user/a".to_owned(),
            })),
            ..Observed::default()
        };
        let page = "https://console.amazonaws.cn/singlesignon/home?region=cn-north-1";
        assert_eq!(console(&china), page);
    }
}
