// SPDX-License-Identifier: EUPL-1.2
// A picture file as the bridge takes it: base64, because some phones carry no bytes over the bridge.

export function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.readAsDataURL(file);
  });
}
