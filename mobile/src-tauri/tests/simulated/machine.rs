// SPDX-License-Identifier: EUPL-1.2
//! The one Java machine of this process, and a phone in it: classes with the names and signatures of Android's.
//!
//! The signatures are those of Android's public API reference (`android.content.Context`, `android.location.LocationManager`,
//! `android.location.Location`); no current Debian packages the framework's own classes to compare with.

use std::env;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use jni::objects::{JObject, JValue};
use jni::{AttachGuard, InitArgsBuilder, JNIVersion, JavaVM};
use ronda_shared::place::Fix;

use crate::simulated::simulated;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/simulated/java");
const CLASSES: [&str; 4] = [
    "android/content/Context",
    "android/location/Location",
    "android/location/LocationManager",
    "Phone",
];

/// A process may start one, once.
static MACHINE: LazyLock<JavaVM> = LazyLock::new(start);

fn start() -> JavaVM {
    let home = home();
    let folder = tempfile::tempdir().expect("a temporary folder");
    compile(&home, folder.path());
    let class_path = format!("-Djava.class.path={}", folder.path().display());
    // Small, watching how it is spoken to, and leaving the signals to the tests.
    let options = [
        class_path.as_str(),
        "-Xcheck:jni",
        "-Xrs",
        "-XX:+UseSerialGC",
        "-Xmx64m",
    ];
    let args = InitArgsBuilder::new().version(JNIVersion::V8);
    let args = options.iter().fold(args, |args, option| args.option(*option));
    let library = home.join(format!("lib/server/{DLL_PREFIX}jvm{DLL_SUFFIX}"));
    let machine = JavaVM::with_libjvm(args.build().expect("options"), || Ok(library)).expect("a Java machine");
    let mut env = machine.attach_current_thread().expect("a thread of it");
    // All loaded while their folder is there.
    for class in CLASSES {
        env.find_class(class).expect(class);
    }
    drop(env);
    machine
}

/// Where Java is installed: its machine and its compiler are of one version then.
fn home() -> PathBuf {
    if let Some(home) = env::var_os("JAVA_HOME") {
        return home.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let java = env::split_paths(&path)
        .map(|folder| folder.join(format!("java{EXE_SUFFIX}")))
        .find_map(|java| java.canonicalize().ok())
        .expect("no Java on this machine: `make setup-test` installs it");
    java.ancestors().nth(2).expect("java stands in HOME/bin").to_owned()
}

/// By the compiler inside Java, for Debian's runtime has that one without the command `javac`.
fn compile(home: &Path, folder: &Path) {
    let sources = Path::new(SOURCES);
    let sources = CLASSES.map(|class| sources.join(class).with_extension("java"));
    let compiled = Command::new(home.join("bin/java"))
        .args(["-XX:TieredStopAtLevel=1", "-m", "jdk.compiler/com.sun.tools.javac.Main"])
        .args(["-Xlint:all", "-Werror", "-d"])
        .arg(folder)
        .args(sources)
        .output()
        .expect("Java runs");
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{}: {said}", home.display());
}

/// A phone of `Phone.java`, and a thread of the machine to speak with it.
pub struct Phone {
    env: AttachGuard<'static>,
    activity: JObject<'static>,
}

impl Phone {
    pub fn new() -> Self {
        let mut env = MACHINE.attach_current_thread().expect("a thread of the machine");
        let activity = env.new_object("Phone", "()V", &[]).expect("a phone");
        Self { env, activity }
    }

    /// What the app asks; Java must not hear of it later, whatever was said.
    pub fn asked(&mut self, fix: &Fix) -> Option<bool> {
        let said = simulated(&mut self.env, &self.activity, fix);
        assert!(!self.env.exception_check().unwrap(), "an exception was left behind");
        said
    }

    pub fn measures(&mut self, provider: &str, fix: &Fix, mocked: bool) {
        let (lat, lon) = fix.place;
        let says = [lat.into(), lon.into(), fix.at_ms.into(), mocked.into()];
        self.provides("measures", "(Ljava/lang/String;DDJZ)V", provider, &says);
    }

    pub fn knows_nothing(&mut self, provider: &str) {
        self.provides("knowsNothing", "(Ljava/lang/String;)V", provider, &[]);
    }

    pub fn forbids(&mut self, provider: &str) {
        self.provides("forbids", "(Ljava/lang/String;)V", provider, &[]);
    }

    pub fn has_no_location_service(&mut self) {
        let done = self.env.call_method(&self.activity, "hasNoLocationService", "()V", &[]);
        done.unwrap();
    }

    /// How many objects passed between the app and the phone, or are held of them.
    pub fn counts(&mut self, which: &str) -> i32 {
        let count = self.env.call_method(&self.activity, which, "()I", &[]);
        count.unwrap().i().unwrap()
    }

    fn provides(&mut self, how: &str, signature: &str, provider: &str, says: &[JValue<'_, '_>]) {
        let provider = self.env.new_string(provider).unwrap();
        let mut all = vec![JValue::from(&provider)];
        all.extend_from_slice(says);
        let done = self.env.call_method(&self.activity, how, signature, &all);
        done.unwrap();
    }
}
