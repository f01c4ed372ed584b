// SPDX-License-Identifier: EUPL-1.2
// The draft in hand: every change is written at once, one write after the other, the newest form always last.
import { asFault, call, type Draft, type DraftForm, type DraftPhoto, type Fault, type PhotoTools, type Saved, type Shot } from '../bridge';
import { base64 } from '../photo/file';

const PHOTOS_AT_MOST = 12;

export class DraftKeeper {
  readonly id: string;
  readonly kind: Draft['kind'];
  readonly ticket: string | null;
  form = $state.raw<DraftForm>({ answers: {} });
  photos = $state.raw<DraftPhoto[]>([]);
  /** When the form as shown reached the disk; none while a write is on its way. */
  savedAt = $state<string | null>(null);
  /** Names of photos on their way to the disk. */
  keeping = $state.raw<string[]>([]);
  /** Tickets that were shown as perhaps the same since it is in hand. */
  readonly offered = new Set<string>();
  fault = $state.raw<Fault | null>(null);
  #unwritten = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(draft: Draft) {
    this.id = draft.id;
    this.kind = draft.kind;
    this.ticket = draft.ticket;
    this.form = draft.form;
    this.photos = draft.photos;
    this.savedAt = draft.saved_at;
  }

  get room(): number {
    return PHOTOS_AT_MOST - this.photos.length - this.keeping.length;
  }

  set(change: DraftForm | Partial<DraftForm>): Promise<void> {
    this.form = { ...this.form, ...change };
    this.savedAt = null;
    if (!this.#unwritten) {
      this.#unwritten = true;
      this.#writing = this.#writing.then(() => this.#write());
    }
    return this.#writing;
  }

  answer(code: string, value: string): Promise<void> {
    return this.set({ answers: { ...this.form.answers, [code]: value } });
  }

  async #write() {
    this.#unwritten = false;
    try {
      const { saved_at } = await call('draft_write', { id: this.id, form: this.form });
      if (!this.#unwritten) this.savedAt = saved_at;
      this.fault = null;
    } catch (thrown) {
      this.fault = asFault(thrown);
    }
  }

  /** A photo is shown only after the engine says that it is on the disk. */
  async addPhotos(files: File[], role?: string, shot?: Shot) {
    for (const file of files.slice(0, this.room)) await this.#addPhoto(file, role, shot);
  }

  async #addPhoto(file: File, role?: string, shot?: Shot) {
    this.keeping = [...this.keeping, file.name];
    try {
      const photo = { draft: this.id, name: file.name, file: await base64(file), ...(role ? { role } : {}), ...(shot ? { shot } : {}) };
      const kept = await call('draft_photo_add', photo);
      this.photos = [...this.photos, kept];
      this.fault = null;
    } catch (thrown) {
      this.fault = asFault(thrown);
    } finally {
      const at = this.keeping.indexOf(file.name);
      this.keeping = this.keeping.filter((_, index) => index !== at);
    }
  }

  async removePhoto(id: string) {
    await call('draft_photo_drop', { draft: this.id, photo: id });
    // Not what the engine holds now: a photo just being added stands among these by itself.
    this.photos = this.photos.filter((photo) => photo.id !== id);
  }

  async setTools(id: string, tools: PhotoTools) {
    const changed = await call('draft_photo_write', { id, tools });
    this.photos = this.photos.map((photo) => (photo.id === id ? changed : photo));
  }

  /** Answers only after the engine has it on the disk as what it is to be. */
  async save(): Promise<Saved> {
    await this.#writing;
    if (this.fault) throw this.fault;
    const saved = await call('draft_save', { id: this.id });
    drafts.saved = saved;
    return saved;
  }
}

class Drafts {
  /** What a draft became last in this run. */
  saved: Saved | null = null;
  #open: DraftKeeper | null = null;

  async begin(kind: Draft['kind'], ticket?: string): Promise<DraftKeeper> {
    this.#open = new DraftKeeper(await call('draft_begin', { kind, ...(ticket ? { ticket } : {}) }));
    return this.#open;
  }

  /** The one in hand, or read from the disk after a start. */
  async read(id: string): Promise<DraftKeeper> {
    if (this.#open?.id !== id) this.#open = new DraftKeeper(await call('draft_read', { id }));
    return this.#open;
  }

  async drop(id: string) {
    await call('draft_drop', { id });
    if (this.#open?.id === id) this.#open = null;
  }

  /** After saving: the draft is gone from the disk. */
  forget() {
    this.#open = null;
  }
}

export const drafts = new Drafts();
