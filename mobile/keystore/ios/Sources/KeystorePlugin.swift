// SPDX-License-Identifier: EUPL-1.2
// A key of the Secure Enclave that cannot be exported and never leaves this device, not even in a backup; and what keeps the
// home out of backups and tickets out of the picture that the system keeps of an app that is left.
import Foundation
import Security
import SwiftRs
import Tauri
import UIKit
import WebKit

private let tag = Data("eu.ronda.home".utf8)
private let algorithm = SecKeyAlgorithm.eciesEncryptionCofactorX963SHA256AESGCM

class Bytes: Decodable {
  let bytes: String
}

enum KeystoreFault: Error {
  case gone
  case refused
}

class KeystorePlugin: Plugin {
  private let cover = UIView()

  @objc override public func load(webview: WKWebView) {
    keepOutOfBackups()
    coverWhenLeft()
  }

  /// Excluding the folder excludes what is in it, now and later.
  private func keepOutOfBackups() {
    let files = FileManager.default
    guard let support = files.urls(for: .applicationSupportDirectory, in: .userDomainMask).first else { return }
    var home = support.appendingPathComponent(Bundle.main.bundleIdentifier ?? "eu.ronda.field", isDirectory: true)
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    do {
      try files.createDirectory(at: home, withIntermediateDirectories: true)
      try home.setResourceValues(values)
    } catch {
      NSLog("ronda: the home could not be kept out of backups")
    }
  }

  /// iOS lets no app forbid a screenshot; the picture of the app switcher can be covered.
  private func coverWhenLeft() {
    let hear = NotificationCenter.default
    hear.addObserver(forName: UIApplication.willResignActiveNotification, object: nil, queue: .main) { [cover] _ in
      let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
      guard let window = scenes.flatMap({ $0.windows }).first(where: { $0.isKeyWindow }) else { return }
      cover.backgroundColor = .systemBackground
      cover.frame = window.bounds
      cover.autoresizingMask = [.flexibleWidth, .flexibleHeight]
      window.addSubview(cover)
    }
    hear.addObserver(forName: UIApplication.didBecomeActiveNotification, object: nil, queue: .main) { [cover] _ in
      cover.removeFromSuperview()
    }
  }

  @objc public func wrap(_ invoke: Invoke) throws {
    try answer(invoke) { secret in
      let key = try self.existing() ?? self.made()
      guard let shown = SecKeyCopyPublicKey(key),
        let wrapped = SecKeyCreateEncryptedData(shown, algorithm, secret as CFData, nil)
      else { throw KeystoreFault.refused }
      return wrapped as Data
    }
  }

  @objc public func unwrap(_ invoke: Invoke) throws {
    try answer(invoke) { wrapped in
      guard let key = self.existing() else { throw KeystoreFault.gone }
      guard let secret = SecKeyCreateDecryptedData(key, algorithm, wrapped as CFData, nil) else {
        throw KeystoreFault.refused
      }
      return secret as Data
    }
  }

  @objc public func forget(_ invoke: Invoke) throws {
    let query: [CFString: Any] = [kSecClass: kSecClassKey, kSecAttrApplicationTag: tag]
    SecItemDelete(query as CFDictionary)
    invoke.resolve([String: String]())
  }

  private func answer(_ invoke: Invoke, _ work: (Data) throws -> Data) throws {
    let given = try invoke.parseArgs(Bytes.self)
    guard let bytes = Data(base64Encoded: given.bytes) else {
      invoke.reject("bytes")
      return
    }
    invoke.resolve(["bytes": try work(bytes).base64EncodedString()])
  }

  private func existing() -> SecKey? {
    let query: [CFString: Any] = [
      kSecClass: kSecClassKey, kSecAttrApplicationTag: tag, kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
      kSecReturnRef: true,
    ]
    var found: CFTypeRef?
    guard SecItemCopyMatching(query as CFDictionary, &found) == errSecSuccess, let key = found else { return nil }
    return (key as! SecKey)
  }

  private func made() throws -> SecKey {
    guard
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, .privateKeyUsage, nil)
    else { throw KeystoreFault.refused }
    let attributes: [CFString: Any] = [
      kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256,
      kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
      kSecPrivateKeyAttrs: [
        kSecAttrIsPermanent: true, kSecAttrApplicationTag: tag, kSecAttrAccessControl: access,
      ] as [CFString: Any],
    ]
    guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, nil) else { throw KeystoreFault.refused }
    return key
  }
}

@_cdecl("init_plugin_ronda_keystore")
func initPlugin() -> Plugin {
  return KeystorePlugin()
}
