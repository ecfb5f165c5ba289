//! What a document means, and where its values are.

use super::*;

#[test]
fn every_value_has_its_place() {
    let text = "
a: 1
list:
  - x
  - \"two words\"
flow: {k: [true, ~]}
nothing:
text: |
  one
  two

last: 012345678901
";
    insta::assert_snapshot!(places(text), @"
     = a mapping at 2:1-12:19
    .a = the number `1` at 2:4-2:5
    .list = a list at 4:3-5:16
    .list[0] = the text `x` at 4:5-4:6
    .list[1] = the text `two words` at 5:5-5:16
    .flow = a mapping at 6:7-6:21
    .flow.k = a list at 6:11-6:20
    .flow.k[0] = the boolean `true` at 6:12-6:16
    .flow.k[1] = nothing at 6:18-6:19
    .nothing = nothing at 7:8-7:8
    .text = the text `one
    two
    ` at 9:3-10:6
    .last = the number `012345678901` at 12:7-12:19
    ");
}

#[test]
fn an_alias_has_the_place_of_use_and_of_definition() {
    let text = "
base: &base
  Admins: {permission_sets: [A]}
use: *base
";
    insta::assert_snapshot!(places(text), @"
     = a mapping at 2:1-4:11
    .base = a mapping at 3:3-3:33
    .base.Admins = a mapping at 3:11-3:33
    .base.Admins.permission_sets = a list at 3:29-3:32
    .base.Admins.permission_sets[0] = the text `A` at 3:30-3:31
    .use = a mapping at 4:6-4:11 from 3:3-3:33
    .use.Admins = a mapping at 4:6-4:11 from 3:11-3:33
    .use.Admins.permission_sets = a list at 4:6-4:11 from 3:29-3:32
    .use.Admins.permission_sets[0] = the text `A` at 4:6-4:11 from 3:30-3:31
    ");
}

#[test]
fn an_alias_behind_an_alias_is_used_where_the_outermost_stands() {
    insta::assert_snapshot!(places("a: &a [x]\nb: &b {in: *a}\nc: *b\n"), @"
     = a mapping at 1:1-3:6
    .a = a list at 1:7-1:10
    .a[0] = the text `x` at 1:8-1:9
    .b = a mapping at 2:7-2:15
    .b.in = a list at 2:12-2:14 from 1:7-1:10
    .b.in[0] = the text `x` at 2:12-2:14 from 1:8-1:9
    .c = a mapping at 3:4-3:6 from 2:7-2:15
    .c.in = a list at 3:4-3:6 from 1:7-1:10
    .c.in[0] = the text `x` at 3:4-3:6 from 1:8-1:9
    ");
}

#[test]
fn merged_keys_give_way_to_explicit_ones_and_to_earlier_ones() {
    let text = "
one: &one {a: 1, b: 1}
two: &two {b: 2, c: 2}
both:
  <<: [*one, *two]
  a: own
nested: &nested
  <<: *two
  d: 3
inline: {<<: {x: 1}}
through: {<<: *nested}
";
    insta::assert_snapshot!(places(text), @"
     = a mapping at 2:1-11:23
    .one = a mapping at 2:11-2:23
    .one.a = the number `1` at 2:15-2:16
    .one.b = the number `1` at 2:21-2:22
    .two = a mapping at 3:11-3:23
    .two.b = the number `2` at 3:15-3:16
    .two.c = the number `2` at 3:21-3:22
    .both = a mapping at 5:3-6:9
    .both.a = the text `own` at 6:6-6:9
    .both.b = the number `1` at 5:8-5:12 from 2:21-2:22
    .both.c = the number `2` at 5:14-5:18 from 3:21-3:22
    .nested = a mapping at 8:3-9:7
    .nested.d = the number `3` at 9:6-9:7
    .nested.b = the number `2` at 8:7-8:11 from 3:15-3:16
    .nested.c = the number `2` at 8:7-8:11 from 3:21-3:22
    .inline = a mapping at 10:9-10:21
    .inline.x = the number `1` at 10:18-10:19
    .through = a mapping at 11:10-11:23
    .through.d = the number `3` at 11:15-11:22 from 9:6-9:7
    .through.b = the number `2` at 11:15-11:22 from 3:15-3:16
    .through.c = the number `2` at 11:15-11:22 from 3:21-3:22
    ");
}

#[test]
fn a_merge_key_in_quotes_is_a_key_like_any_other() {
    let (node, _) = tree("a: {\"<<\": {x: 1}}\n");
    let inner = node.as_map().unwrap().get("a").unwrap();
    assert!(inner.as_map().unwrap().get("<<").is_some());
}

#[test]
fn account_ids_keep_their_digits_quoted_or_not() {
    let (node, _) = tree("[012345678901, 111111111111, '012345678901', 1e3]");
    let texts: Vec<&str> = node
        .as_list()
        .unwrap()
        .iter()
        .filter_map(Node::as_text)
        .collect();
    assert_eq!(
        texts,
        ["012345678901", "111111111111", "012345678901", "1e3"]
    );
    assert!(matches!(node.as_list().unwrap()[0].value, Value::Number(_)));
    assert!(matches!(node.as_list().unwrap()[2].value, Value::String(_)));
}

#[test]
fn keys_are_spelled_as_written_whatever_they_look_like() {
    let text = "012345678901: a\ntrue: b\n~: c\n'x y': d\na@example.com: &x alias\n*x : f\n";
    let (node, _) = tree(text);
    let keys = node.as_map().unwrap().iter();
    let keys: Vec<&str> = keys.map(|(key, _)| key.name.as_str()).collect();
    assert_eq!(
        keys,
        ["012345678901", "true", "~", "x y", "a@example.com", "alias"]
    );
}

#[test]
fn functions_of_atmos_are_kept_for_whoever_can_work_them_out() {
    let text = "
a: !terraform.state vpc core-root 'x[\"y\"]'
b: !append [1, two]
c: !unset
d: !template '{{ toJson .x }}'
e: !aws.account_id
f: !include ./x.yaml
";
    insta::assert_snapshot!(places(text), @"
     = a mapping at 2:1-7:21
    .a = the function `!terraform.state` at 2:4-2:43
    .b = the function `!append` at 3:4-3:20
    .c = the function `!unset` at 4:4-4:10
    .d = the function `!template` at 5:4-5:31
    .e = the function `!aws.account_id` at 6:4-6:19
    .f = the function `!include` at 7:4-7:21
    ");
    let (node, _) = tree(text);
    let Value::Unresolved(append) = &node.as_map().unwrap().get("b").unwrap().value else {
        panic!("no function");
    };
    assert_eq!(
        append.argument.as_ref().unwrap().as_list().unwrap().len(),
        2
    );
}

#[test]
fn a_template_without_quotes_is_no_mapping() {
    let text = "
a: {{ .vars.stage }}
b: {{ printf \"%s-%s\" .tenant .stage }}
c: '{{ .vars.stage }}'
d: core-{{ .stage }}
e: [{{ .x }}, {y: 1}]
{{ .key }}: f
";
    insta::assert_snapshot!(places(text), @"
     = a mapping at 2:1-7:14
    .a = a Go template at 2:4-2:21
    .b = a Go template at 3:4-3:39
    .c = the text `{{ .vars.stage }}` at 4:4-4:23
    .d = the text `core-{{ .stage }}` at 5:4-5:21
    .e = a list at 6:4-6:22
    .e[0] = a Go template at 6:5-6:13
    .e[1] = a mapping at 6:15-6:21
    .e[1].y = the number `1` at 6:19-6:20
    .{{ .key }} = the text `f` at 7:13-7:14
    ");
}

#[test]
fn tags_of_yaml_say_the_type() {
    insta::assert_snapshot!(places("[!!str 12, ! 12, !!int '12', !!seq [a], !!map {a: b}, !!null '', !!bool 'true', !!str ]"), @"
     = a list at 1:1-1:88
    [0] = the text `12` at 1:2-1:10
    [1] = the text `12` at 1:12-1:16
    [2] = the number `12` at 1:18-1:28
    [3] = a list at 1:30-1:39
    [3][0] = the text `a` at 1:37-1:38
    [4] = a mapping at 1:41-1:53
    [4].a = the text `b` at 1:51-1:52
    [5] = nothing at 1:55-1:64
    [6] = the boolean `true` at 1:66-1:79
    [7] = the text `` at 1:81-1:86
    ");
}

#[test]
fn json_is_yaml() {
    let text = r#"{"account_assignments": {"dev": {"groups": null}}, "n": 1.5, "e": "\u00e9\ud83d\ude00\n", "l": [], "t": true}"#;
    insta::assert_snapshot!(places(text), @"
     = a mapping at 1:1-1:110
    .account_assignments = a mapping at 1:25-1:50
    .account_assignments.dev = a mapping at 1:33-1:49
    .account_assignments.dev.groups = nothing at 1:44-1:48
    .n = the number `1.5` at 1:57-1:60
    .e = the text `é😀
    ` at 1:67-1:89
    .l = a list at 1:96-1:98
    .t = the boolean `true` at 1:105-1:109
    ");
}

#[test]
fn an_empty_document_is_nothing() {
    for text in [
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "--- ~\n...\n",
        "\u{feff}",
    ] {
        assert!(tree(text).0.is_null(), "{text:?}");
    }
}

#[test]
fn byte_order_marks_and_line_breaks_of_windows_change_nothing() {
    let plain = "a: 1\nb:\n  - x\n  - |\n    y\n    z\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let values = |text: &str| {
        let (node, _) = tree(text);
        let map = node.as_map().unwrap().clone();
        let list = map.get("b").unwrap().as_list().unwrap().to_vec();
        list.iter()
            .map(|node| node.as_text().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(values(plain), ["x", "y\nz\n"]);
    assert_eq!(values(&windows), values(plain));
}

#[test]
fn json_may_be_indented_with_tabs() {
    let (node, _) = tree("{\n\t\"a\": [\n\t\t1,\n\t\t\"x\\/y\"\n\t],\n\t\"b\":\t{}\n}\n");
    let list = node.as_map().unwrap().get("a").unwrap().as_list().unwrap();
    assert_eq!(list[1].as_text(), Some("x/y"));
}
