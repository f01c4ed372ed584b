// SPDX-License-Identifier: EUPL-1.2
//! What is asked of Java on Android; apart from the app, so that a desktop's machine can be asked the same in a test.

use jni::JNIEnv;
use jni::errors::Result;
use jni::objects::JObject;
use ronda_shared::place::Fix;

/// A simulating app feeds one of them.
const PROVIDERS: [&str; 3] = ["gps", "network", "fused"];
/// Java objects held while one is asked, which go with the asking.
const OBJECTS: i32 = 16;

/// Whether a provider's last location is this very fix and says that it was simulated; nothing where none is.
pub fn simulated(env: &mut JNIEnv<'_>, activity: &JObject<'_>, fix: &Fix) -> Option<bool> {
    PROVIDERS.iter().find_map(|provider| {
        let said = env.with_local_frame(OBJECTS, |env| says(env, activity, provider, fix));
        if said.is_err() {
            // Without the permission, or without such a provider: nothing is known, and Java must not hear of it later.
            let _ = env.exception_clear();
        }
        said.ok().flatten()
    })
}

/// What a provider's last location says of the fix, where it is the same measurement.
fn says(env: &mut JNIEnv<'_>, activity: &JObject<'_>, provider: &str, fix: &Fix) -> Result<Option<bool>> {
    let (service, provider) = (env.new_string("location")?, env.new_string(provider)?);
    let of_service = "(Ljava/lang/String;)Ljava/lang/Object;";
    let manager = env.call_method(activity, "getSystemService", of_service, &[(&service).into()])?;
    let of_provider = "(Ljava/lang/String;)Landroid/location/Location;";
    let last = env.call_method(manager.l()?, "getLastKnownLocation", of_provider, &[(&provider).into()])?;
    let last = last.l()?;
    if last.is_null() {
        return Ok(None);
    }
    let lat = env.call_method(&last, "getLatitude", "()D", &[])?.d()?;
    let lon = env.call_method(&last, "getLongitude", "()D", &[])?.d()?;
    let at_ms = env.call_method(&last, "getTime", "()J", &[])?.j()?;
    if !fix.is_measured_at((lat, lon), at_ms) {
        return Ok(None);
    }
    // Android 12 calls it `isMock`, and still answers to this.
    env.call_method(&last, "isFromMockProvider", "()Z", &[])?.z().map(Some)
}
