// SPDX-License-Identifier: EUPL-1.2
//! A clock inside the page: from a real tap or key to the frame that shows what came of it, and frame by frame.

use ronda_tests::app::App;
use serde_json::Value;

/// In the page. A moment of input is the event's own; an answer counts once the frame after its change was begun, which is
/// when the one that shows it has been painted.
const PROBE: &str = "const probe = (window.rondaProbe ??= (() => {
    const probe = { ready: null, begun: null, ms: null, frames: null };
    const look = () => {
        if (!probe.ready()) return requestAnimationFrame(look);
        requestAnimationFrame(() => { probe.ms = performance.now() - probe.begun; probe.ready = null; });
    };
    const begins = (event) => {
        if (!probe.ready || probe.begun !== null) return;
        const now = performance.now();
        probe.begun = event.timeStamp > 0 && event.timeStamp <= now ? event.timeStamp : now;
        requestAnimationFrame(look);
    };
    for (const kind of ['pointerdown', 'keydown']) window.addEventListener(kind, begins, true);
    return probe;
})());";

/// When the page first showed something, in milliseconds since 1970.
const FIRST_PAINT: &str = "const [paint] = performance.getEntriesByName('first-contentful-paint');
    return paint ? performance.timeOrigin + paint.startTime : null;";

/// The clock of one app.
pub struct Probe<'a> {
    app: &'a App,
}

impl<'a> Probe<'a> {
    pub fn of(app: &'a App) -> Self {
        Self { app }
    }

    /// Milliseconds from the first tap or key of `act` until what the page then shows makes `ready` true.
    pub fn answer_ms(&self, ready: &str, act: impl FnOnce(&App)) -> f64 {
        let arm = format!(
            "{PROBE} probe.begun = probe.ms = null; probe.ready = () => {{ {ready} }}; return Boolean(probe.ready());"
        );
        let early = self.app.browser().run(&arm, &[]).expect("the clock is set");
        assert_eq!(early, false, "what is waited for is there already: {ready}");
        act(self.app);
        self.app.until(ready, |browser| {
            browser.run("return window.rondaProbe.ms", &[]).ok()?.as_f64()
        })
    }

    /// How long each frame took, in milliseconds, while `act` went on.
    pub fn frames_ms(&self, act: impl FnOnce(&App)) -> Vec<f64> {
        let count = format!(
            "{PROBE} const frames = (probe.frames = []);
            const count = (at) => {{ if (probe.frames === frames) {{ frames.push(at); requestAnimationFrame(count); }} }};
            requestAnimationFrame(count);"
        );
        self.app.browser().run(&count, &[]).expect("frames are counted");
        act(self.app);
        let stop = "const { frames } = window.rondaProbe; window.rondaProbe.frames = null; return frames;";
        let counted = self.app.browser().run(stop, &[]).expect("the frames");
        let moments: Vec<f64> = counted
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
            .collect();
        moments.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

/// When an app that was just started first showed something, in milliseconds since 1970.
pub fn first_paint_ms(app: &App) -> f64 {
    app.until("the first paint", |browser| {
        browser.run(FIRST_PAINT, &[]).ok()?.as_f64()
    })
}
