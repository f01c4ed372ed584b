// SPDX-License-Identifier: EUPL-1.2
// A key of the Android Keystore that cannot be exported; in the secure element where the phone has one.
package eu.ronda.keystore

import android.app.Activity
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.util.Base64
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

@InvokeArg
class Bytes {
  lateinit var bytes: String
}

@TauriPlugin
class KeystorePlugin(activity: Activity) : Plugin(activity) {
  @Command
  fun wrap(invoke: Invoke) = answered(invoke) { secret ->
    val cipher = Cipher.getInstance(CIPHER)
    cipher.init(Cipher.ENCRYPT_MODE, existing() ?: made())
    cipher.iv + cipher.doFinal(secret)
  }

  @Command
  fun unwrap(invoke: Invoke) = answered(invoke) { wrapped ->
    val key = existing() ?: throw IllegalStateException("the key is gone")
    val cipher = Cipher.getInstance(CIPHER)
    cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, IV_BYTES))
    cipher.doFinal(wrapped, IV_BYTES, wrapped.size - IV_BYTES)
  }

  @Command
  fun forget(invoke: Invoke) {
    store().deleteEntry(ALIAS)
    invoke.resolve(JSObject())
  }

  private fun answered(invoke: Invoke, work: (ByteArray) -> ByteArray) {
    try {
      val given = Base64.decode(invoke.parseArgs(Bytes::class.java).bytes, Base64.NO_WRAP)
      invoke.resolve(JSObject().put("bytes", Base64.encodeToString(work(given), Base64.NO_WRAP)))
    } catch (fault: Exception) {
      // The kind alone: a message could hold what was given.
      invoke.reject(fault.javaClass.simpleName)
    }
  }

  private fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

  private fun existing(): SecretKey? = store().getKey(ALIAS, null) as SecretKey?

  private fun made(): SecretKey {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
      try {
        return generated(spec().setIsStrongBoxBacked(true).build())
      } catch (_: StrongBoxUnavailableException) {
        // The trusted environment holds it instead.
      }
    }
    return generated(spec().build())
  }

  private fun generated(spec: KeyGenParameterSpec): SecretKey =
    KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).apply { init(spec) }.generateKey()

  private fun spec() =
    KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
      .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
      .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
      .setKeySize(256)

  private companion object {
    const val PROVIDER = "AndroidKeyStore"
    const val ALIAS = "eu.ronda.home"
    const val CIPHER = "AES/GCM/NoPadding"
    const val IV_BYTES = 12
    const val TAG_BITS = 128
  }
}
