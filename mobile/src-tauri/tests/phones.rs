// SPDX-License-Identifier: EUPL-1.2
//! What the phones' own projects must say: looked at in the files, since no phone is at hand when the tests run.
#![allow(clippy::expect_used)]

const MANIFEST: &str = include_str!("../gen/android/app/src/main/AndroidManifest.xml");
const RULES: &str = include_str!("../gen/android/app/src/main/res/xml/data_extraction_rules.xml");
const GRADLE: &str = include_str!("../gen/android/app/build.gradle.kts");
const ACTIVITY: &str = include_str!("../gen/android/app/src/main/java/eu/ronda/field/MainActivity.kt");
const PLIST: &str = include_str!("../Info.plist");
const PLUGIN: &str = include_str!("../../keystore/ios/Sources/KeystorePlugin.swift");

#[test]
fn android_sees_the_camera_and_asks_for_the_position_in_front_only() {
    for wanted in [
        "android.permission.CAMERA",
        "android.permission.ACCESS_FINE_LOCATION",
        "<queries>",
        "android.media.action.IMAGE_CAPTURE",
    ] {
        assert!(MANIFEST.contains(wanted), "{wanted}");
    }
    for unwanted in [
        "BACKGROUND_LOCATION",
        "FOREGROUND_SERVICE",
        "READ_EXTERNAL_STORAGE",
        "READ_MEDIA",
        "CONTACTS",
    ] {
        assert!(!MANIFEST.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn android_copies_nothing_to_a_cloud_or_to_another_phone() {
    assert!(MANIFEST.contains(r#"android:allowBackup="false""#));
    assert!(MANIFEST.contains(r#"android:dataExtractionRules="@xml/data_extraction_rules""#));
    for domain in ["root", "file", "database", "sharedpref", "external"] {
        let excluded = format!(r#"<exclude domain="{domain}" />"#);
        assert_eq!(
            RULES.matches(&excluded).count(),
            2,
            "{domain}: cloud backup and device transfer"
        );
    }
}

#[test]
fn a_release_talks_no_clear_text_and_its_window_is_not_captured() {
    let (_, release) = GRADLE.split_once("getByName(\"release\")").expect("a release build");
    assert!(!release.contains("usesCleartextTraffic"));
    assert!(GRADLE.contains(r#"manifestPlaceholders["usesCleartextTraffic"] = "false""#));
    assert!(ACTIVITY.contains("FLAG_SECURE"));
}

#[test]
fn ios_copies_nothing_to_a_cloud_and_shows_no_ticket_in_the_app_switcher() {
    assert!(PLUGIN.contains("isExcludedFromBackup = true"));
    assert!(PLUGIN.contains("kSecAttrAccessibleWhenUnlockedThisDeviceOnly"));
    assert!(PLUGIN.contains("willResignActiveNotification") && PLUGIN.contains("didBecomeActiveNotification"));
}

#[test]
fn ios_says_why_it_asks() {
    for key in [
        "NSCameraUsageDescription",
        "NSLocationWhenInUseUsageDescription",
        "NSPhotoLibraryUsageDescription",
    ] {
        assert!(PLIST.contains(key), "{key}");
    }
    assert!(!PLIST.contains("Always"));
}
