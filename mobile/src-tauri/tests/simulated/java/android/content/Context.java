// SPDX-License-Identifier: EUPL-1.2
package android.content;

/** Of Android's class of this name what the app asks, as its API reference has it. */
public abstract class Context {
    public abstract Object getSystemService(String name);
}
