// SPDX-License-Identifier: EUPL-1.2
//! The rules tried on small houses made up in memory, so that each is seen to fail, and to fail at the right line.

use crate::code::{Function, apart_from_tests, functions, without_words};
use crate::source::{Fault, House};
use crate::{paths, proofs, streets, unrun, voice};

type Rule = fn(&House) -> Vec<Fault>;

/// A rule, one file, and the lines at which the rule must complain.
type Example = (Rule, &'static str, &'static str, &'static [usize]);

const LINTS: &str = "[lints]\nworkspace = true\n";

const EXAMPLES: &[Example] = &[
    (
        streets::imports,
        "shared/src/ticket.rs",
        "use automerge::AutoCommit;\n",
        &[1],
    ),
    (
        streets::imports,
        "shared/src/document/edit.rs",
        "use automerge::AutoCommit;\n",
        &[],
    ),
    (
        streets::imports,
        "shared/src/ticket.rs",
        "\nfn f(x: &image::DynamicImage) {}\n",
        &[2],
    ),
    (
        streets::imports,
        "shared/src/ticket.rs",
        "use crate::photo::image::Frame;\n",
        &[],
    ),
    (
        streets::imports,
        "mobile/core/src/sync.rs",
        "use {std::io, reqwest::{Client, Url}};\n",
        &[1, 1],
    ),
    (
        streets::imports,
        "mobile/core/src/sync.rs",
        "// reqwest::Client\nconst A: &str = \"reqwest::Client\";\n",
        &[],
    ),
    (
        streets::imports,
        "mobile/core/src/search.rs",
        "use rusqlite as sql;\n",
        &[1],
    ),
    (
        streets::imports,
        "sync-server/src/admit.rs",
        "#[axum::debug_handler]\nfn f() {}\n",
        &[1],
    ),
    (
        streets::imports,
        "sync-server/src/admit.rs",
        "#[cfg(test)]\nmod tests {\n    use axum::Router;\n}\n",
        &[],
    ),
    (
        streets::imports,
        "mobile/core/src/lib.rs",
        "use ronda_server::serve;\n",
        &[1],
    ),
    (
        streets::imports,
        "tests/tests/e2e.rs",
        "use rusqlite::Connection;\n",
        &[],
    ),
    (
        streets::purity,
        "shared/src/a.rs",
        "use std::{\n    collections::BTreeMap,\n    fs,\n};\n",
        &[1],
    ),
    (
        streets::purity,
        "shared/src/a.rs",
        "use std::time::Duration;\nfn f() { g(SystemTime::now()); }\n",
        &[2],
    ),
    (
        streets::purity,
        "shared/src/a.rs",
        "fn f() {}\nfn g() { uuid::Uuid::now_v7(); }\n",
        &[2],
    ),
    (
        streets::purity,
        "shared/src/a.rs",
        "#[cfg(test)]\nuse std::fs;\nuse std::net::TcpStream;\n",
        &[3],
    ),
    (streets::purity, "mobile/core/src/a.rs", "use std::fs;\n", &[]),
    (
        voice::licence_lines,
        "shared/src/a.rs",
        "//! Says what it is for.\n",
        &[1],
    ),
    (
        voice::licence_lines,
        "scripts/a.sh",
        "#!/bin/sh\n# SPDX-License-Identifier: EUPL-1.2\n",
        &[],
    ),
    (voice::licence_lines, "migrations/device/V1__x.sql", "SELECT 1;\n", &[1]),
    (
        voice::opening_sentences,
        "shared/src/a.rs",
        "// SPDX-License-Identifier: EUPL-1.2\nuse x;\n",
        &[2],
    ),
    (
        voice::opening_sentences,
        "shared/src/a.rs",
        "// SPDX-License-Identifier: EUPL-1.2\n\n//! Says what for.\n",
        &[],
    ),
    (voice::names, "shared/src/photo_utils.rs", "", &[1]),
    (voice::names, "mobile/core/src/common/clock.rs", "", &[1]),
    (voice::names, "mobile/core/src/commons.rs", "", &[]),
    (voice::left_overs, "shared/src/a.rs", "fn f() {\n    todo!()\n}\n", &[2]),
    (
        voice::left_overs,
        "shared/src/a.rs",
        "#[allow(clippy::unwrap_used)]\nfn f() {}\n",
        &[1],
    ),
    (
        voice::left_overs,
        "tests/src/a.rs",
        "#![allow(clippy::unwrap_used)]\n",
        &[],
    ),
    (
        voice::left_overs,
        "shared/src/a.rs",
        concat!("fn f() {} // TO", "DO later\n"),
        &[1],
    ),
    (
        proofs::sleeps_and_skips,
        "tests/tests/a.rs",
        "fn f() { std::thread::sleep(x); }\n",
        &[1],
    ),
    (
        proofs::sleeps_and_skips,
        "tests/src/wait.rs",
        "fn f() { std::thread::sleep(x); }\n",
        &[],
    ),
    (
        proofs::sleeps_and_skips,
        "tests/src/wait.rs",
        "#[ignore]\nfn f() {}\n",
        &[1],
    ),
    (
        proofs::sleeps_and_skips,
        "tests/tests/a.rs",
        "\n#[ignore = \"slow\"]\nfn f() {}\n",
        &[2],
    ),
    (
        proofs::sleeps_and_skips,
        "mobile/core/src/a.rs",
        "fn f() { tokio::time::sleep(x); }\n",
        &[],
    ),
    (
        proofs::sleeps_and_skips,
        "tests/clients/a.py",
        "import time\ntime.sleep(1)\n",
        &[2],
    ),
    (
        proofs::assertions,
        "tests/tests/a.rs",
        "#[test]\nfn f() { g(); }\n",
        &[1],
    ),
    (
        proofs::assertions,
        "tests/tests/a.rs",
        "#[test]\nfn f() { assert_eq!(g(), 1); }\n",
        &[],
    ),
    (
        proofs::assertions,
        "shared/src/a.rs",
        "#[cfg(test)]\nmod tests {\n    #[test]\n    fn f() {}\n}\n",
        &[1],
    ),
];

#[test]
fn each_rule_sees_its_bad_example_at_its_line() {
    for (rule, path, text, wanted) in EXAMPLES {
        let faults = rule(&House::of(&[(path, text)]));
        let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(&lines, wanted, "{path}:\n{text}\n{faults:?}");
    }
}

#[test]
fn a_manifest_that_runs_the_wrong_way_is_seen() {
    let cases = [
        ("shared/Cargo.toml", "[dependencies]\nronda-field.workspace = true\n", 1),
        (
            "sync-server/Cargo.toml",
            "[dev-dependencies]\nx = { package = \"ronda-field\", path = \"y\" }\n",
            1,
        ),
        (
            "mobile/core/Cargo.toml",
            "[target.'cfg(unix)'.dependencies]\nronda-server = \"1\"\n",
            1,
        ),
        (
            "mobile/core/Cargo.toml",
            "[dependencies]\nronda-shared.workspace = true\n",
            0,
        ),
        ("mobile/extra/Cargo.toml", "[dependencies]\n", 1),
    ];
    for (path, text, wanted) in cases {
        let faults = streets::manifests(&House::of(&[(path, &format!("{text}{LINTS}"))]));
        assert_eq!(faults.len(), wanted, "{path}: {faults:?}");
    }
    let without_lints = streets::manifests(&House::of(&[("shared/Cargo.toml", "[dependencies]\n")]));
    assert_eq!(without_lints.len(), 1);
}

#[test]
fn long_files_and_long_functions_are_seen() {
    let file = "\n".repeat(401);
    let function = format!("fn f(x: [u8; 4]) {{\n{}}}\n", "    g();\n".repeat(70));
    let fits = format!("fn f() {{\n{}}}\n", "    g(\"}\");\n".repeat(68));
    for (text, wanted) in [(file, 1), (function, 1), (fits, 0)] {
        let faults = voice::sizes(&House::of(&[("shared/src/a.rs", &text)]));
        assert_eq!(faults.len(), wanted, "{faults:?}");
    }
}

#[test]
fn an_edited_or_removed_shipped_migration_is_seen() {
    let sql = "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;\n";
    let list = format!("{}  device/V1__a.sql\n", proofs::sha256(sql));
    let migration = "migrations/device/V1__a.sql";
    let cases = [
        (migration, sql, 0),
        (migration, "SELECT 1;\n", 1),
        ("migrations/device/V2__b.sql", sql, 1),
    ];
    for (path, text, wanted) in cases {
        let house = House::of(&[("migrations/SHIPPED", &list), (path, text)]);
        let faults = proofs::shipped_migrations(&house);
        assert_eq!(faults.len(), wanted, "{path}: {faults:?}");
    }
}

#[test]
fn tests_where_none_is_run_are_seen() {
    let manifest =
        "[lib]\ntest = false\ndoctest = false\n[[bin]]\nname = \"a\"\npath = \"src/bin/a/main.rs\"\ntest = false\n";
    let only_main = "[[bin]]\nname = \"a\"\npath = \"src/main.rs\"\ntest = false\n";
    let test = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn f() {}\n}\n";
    let example = "/// So:\n///\n/// ```\n/// f();\n/// ```\nfn f() {}\n";
    let cases = [
        (manifest, "shared/src/a.rs", test, 1),
        (manifest, "shared/src/a.rs", example, 1),
        (manifest, "shared/src/a.rs", "//! ```toml\n//! a = 1\n//! ```\n", 0),
        (manifest, "shared/src/bin/a/b.rs", test, 2),
        (manifest, "sync-server/src/a.rs", test, 0),
        (only_main, "shared/src/main.rs", test, 1),
        (only_main, "shared/src/a.rs", test, 0),
    ];
    for (manifest, path, text, wanted) in cases {
        let faults = unrun::tests(&House::of(&[("shared/Cargo.toml", manifest), (path, text)]));
        assert_eq!(faults.len(), wanted, "{path}: {faults:?}");
    }
}

#[test]
fn comments_and_literals_are_no_code() {
    let cases = [
        ("a // b\nc", "a     \nc"),
        ("a /* b /* c */ d */ e", "a                   e"),
        (r#"x("a\"}", '{', '\'', b'\n')"#, "x(      ,    ,     , b    )"),
        ("f(r#\"} \" {\"#, br\"}\") r#type", "f(          , b    ) r#type"),
        ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
    ];
    for (text, wanted) in cases {
        assert_eq!(without_words(text), wanted);
    }
}

#[test]
fn use_trees_are_flattened_and_tests_set_apart() {
    let code = "use std::{fs, io::{self, Read as R}};\nfn f() -> impl Sized + use<'_> { a::b(c::<d::E>()) }\n";
    let found = paths::mentions(code)
        .into_iter()
        .map(|mention| (mention.line, mention.path));
    let wanted = [
        (1, "std::fs"),
        (1, "std::io"),
        (1, "std::io::Read"),
        (2, "a::b"),
        (2, "d::E"),
    ];
    let found: Vec<(usize, String)> = found.collect();
    assert_eq!(found, wanted.map(|(line, path)| (line, path.to_owned())));

    let (shipped, trial) = apart_from_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n");
    assert!(shipped.contains("fn a") && shipped.contains("fn c") && !shipped.contains("fn b"));
    assert_eq!(trial.trim(), "#[cfg(test)]\nmod tests {\n    fn b() {}\n}");
    let measured = functions(&shipped);
    let c = Function {
        name: "c".to_owned(),
        line: 6,
        lines: 1,
    };
    assert_eq!(measured.last(), Some(&c));
}
