// SPDX-License-Identifier: EUPL-1.2
//! The window shows the app and nothing else. The page's policy forbids to ask others, but not to go there, with whatever a
//! script would put into the address.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager, Url, Wry};

/// Lets the window go nowhere else.
pub fn init() -> TauriPlugin<Wry> {
    Builder::new("staying")
        .on_navigation(|webview, url| {
            let developed = webview.app_handle().config().build.dev_url.as_ref();
            let stays = is_own(url, developed);
            if !stays {
                tracing::warn!("the window was sent elsewhere and stays");
            }
            stays
        })
        .build()
}

/// The app's own pages: by a scheme of their own, on Android by a host of their own; while it is developed from its server.
fn is_own(url: &Url, developed: Option<&Url>) -> bool {
    let is_on_android = matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost");
    let is_developed = developed.is_some_and(|developed| developed.origin() == url.origin());
    matches!(url.scheme(), "tauri" | "about") || is_on_android || is_developed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_app_s_own_pages_are_gone_to() {
        let own = |url: &str| is_own(&Url::parse(url).unwrap(), None);
        for url in [
            "tauri://localhost/",
            "tauri://localhost/#/report",
            "http://tauri.localhost/",
            "about:blank",
        ] {
            assert!(own(url), "{url}");
        }
        for url in [
            "https://elsewhere.example/",
            "http://tauri.localhost.example/",
            "http://127.0.0.1:8080/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "javascript:alert(1)",
        ] {
            assert!(!own(url), "{url}");
        }
        let server = Url::parse("http://localhost:5173/").unwrap();
        assert!(is_own(
            &Url::parse("http://localhost:5173/#/list").unwrap(),
            Some(&server)
        ));
    }
}
