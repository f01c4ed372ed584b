// SPDX-License-Identifier: EUPL-1.2
// The making of an emergency pack: of what one wrote to, or of the whole locked store.
import { asFault, call, type Exported, type Fault } from '../bridge';

export class Packing {
  made = $state.raw<Exported | null>(null);
  fault = $state.raw<Fault | null>(null);
  isBusy = $state(false);

  async make(locked: boolean) {
    this.isBusy = true;
    try {
      this.made = await call('export_make', { locked });
      this.fault = null;
    } catch (thrown) {
      this.fault = asFault(thrown);
    } finally {
      this.isBusy = false;
    }
  }
}
