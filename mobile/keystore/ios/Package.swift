// swift-tools-version:5.3
// SPDX-License-Identifier: EUPL-1.2
import PackageDescription

let package = Package(
  name: "tauri-plugin-ronda-keystore",
  platforms: [.iOS(.v13)],
  products: [.library(name: "tauri-plugin-ronda-keystore", type: .static, targets: ["tauri-plugin-ronda-keystore"])],
  dependencies: [.package(name: "Tauri", path: "../.tauri/tauri-api")],
  targets: [
    .target(name: "tauri-plugin-ronda-keystore", dependencies: [.byName(name: "Tauri")], path: "Sources")
  ]
)
