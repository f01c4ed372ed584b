// SPDX-License-Identifier: EUPL-1.2
//! Takes known keys out of a TOML table, collecting every fault instead of stopping at the first.

use std::net::SocketAddr;
use std::path::PathBuf;

use toml::{Table, Value};

/// A table whose keys are taken one by one; what remains is unknown.
pub(super) struct Keys {
    table: Table,
    prefix: String,
    known: Vec<&'static str>,
    faults: Vec<String>,
}

impl Keys {
    pub(super) fn of(table: Table) -> Self {
        Self {
            table,
            prefix: String::new(),
            known: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// All faults, those of keys nobody asked for included.
    pub(super) fn faults(self) -> Vec<String> {
        let known = if self.known.is_empty() {
            String::new()
        } else {
            format!(" (known: {})", self.known.join(", "))
        };
        let unknown = self.table.keys().map(|key| {
            format!(
                "`{}{key}` is not a known key: remove it or correct its name{known}",
                self.prefix
            )
        });
        self.faults.iter().cloned().chain(unknown).collect()
    }

    pub(super) fn fault(&mut self, key: &str, what: &str) {
        self.faults.push(format!("`{}{key}` {what}", self.prefix));
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.table.remove(key)
    }

    fn typed<T>(&mut self, key: &'static str, expected: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.take(key)?;
        let read = read(&value);
        if read.is_none() {
            self.fault(key, &format!("must be {expected}"));
        }
        read
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.typed(key, "a text in quotes", |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.typed(key, "true or false", Value::as_bool)
    }

    pub(super) fn number<N: TryFrom<i64>>(&mut self, key: &'static str, least: i64, most: i64) -> Option<N> {
        let within = |value: &Value| value.as_integer().filter(|number| (least..=most).contains(number));
        self.typed(key, &format!("a whole number from {least} to {most}"), |value| {
            N::try_from(within(value)?).ok()
        })
    }

    pub(super) fn address(&mut self, key: &'static str) -> Option<SocketAddr> {
        self.typed(key, "an address and a port such as \"127.0.0.1:8080\"", |value| {
            value.as_str()?.parse().ok()
        })
    }

    pub(super) fn needed_path(&mut self, key: &'static str) -> Option<PathBuf> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.fault(key, "is missing: give a path");
            return None;
        }
        let path = |value: &Value| value.as_str().filter(|path| !path.is_empty()).map(PathBuf::from);
        self.typed(key, "a path in quotes", path)
    }

    /// `https://host[:port][/path]`, or `http://` for trials; no user, query or fragment, no slash at the end.
    pub(super) fn url(&mut self, key: &'static str) -> Option<String> {
        let expected = "an address such as \"https://ronda.example.org\", without user name, question mark or #";
        self.typed(key, expected, |value| {
            let url = value.as_str()?.trim_end_matches('/');
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
            let bare = !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['@', '?', '#', ' ', '"', '\\']);
            bare.then(|| url.to_owned())
        })
    }

    /// A table inside this one; its faults carry its name.
    pub(super) fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let table = self.typed(key, "a table such as [name]", |value| value.as_table().cloned())?;
        let mut inner = Self {
            table,
            prefix: format!("{}{key}.", self.prefix),
            known: Vec::new(),
            faults: Vec::new(),
        };
        let read = read(&mut inner);
        self.faults.extend(inner.faults());
        read
    }
}
