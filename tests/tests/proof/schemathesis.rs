// SPDX-License-Identifier: EUPL-1.2
//! The OpenAPI description, tried by a program nobody here wrote: schemathesis (installed by `scripts/setup.sh test`).

use std::path::Path;
use std::process::Command;

use ronda_tests::office::Office;
use ronda_tests::program;
use ronda_tests::stranger::Stranger;

/// Requests of an operation and a phase; the goal of a release is 10,000,000, which is the work of `prove`.
const EXAMPLES: &str = "15";
/// A body that fits its schema is seldom a true exchange, code or signature, and no made-up hash has a photo.
const NOT_ASKED: &str = "positive_data_acceptance";
const CONFIG: &str = "[limits]\nenrol_per_minute = 10000\nper_ip_per_s = 10000000\nper_ip_burst = 10000000\nper_device_per_s = 1000000\nper_device_burst = 1000000\n";

#[tokio::test(flavor = "multi_thread")]
async fn no_request_of_the_description_makes_the_server_fail() {
    let mut office = Office::configured(CONFIG);
    office.start();
    let stranger = Stranger::enrolled(&office, "Ada Prova", "agent").await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let program = root.join("target/schemathesis/bin/schemathesis");
    assert!(
        program.is_file(),
        "schemathesis is missing: run `scripts/setup.sh test`"
    );
    let mut command = Command::new(program);
    command
        .arg("--config-file")
        .arg(root.join("tests/clients/schemathesis.toml"))
        .args(["run", &format!("{}/openapi.json", office.url()), "--checks", "all"])
        .args(["--exclude-checks", NOT_ASKED])
        .args([
            "--max-examples",
            EXAMPLES,
            "--seed",
            "1",
            "--phases",
            "examples,coverage,fuzzing",
        ])
        .args([
            "--suppress-health-check",
            "all",
            "--exclude-path",
            "/v1/news",
            "--no-color",
        ])
        .args(["-H", &format!("Authorization: Bearer {}", stranger.token)])
        .env("NO_PROXY", "127.0.0.1")
        .env("SCHEMATHESIS_HOOKS", "asker")
        .env("PYTHONPATH", root.join("tests/clients"))
        .current_dir(office.data());
    let answer = program::run(&mut command, &[]);
    assert_eq!(answer.code, 0, "{}\n{}\n{}", answer.out, answer.err, office.log());
    office.assert_sound();
}
