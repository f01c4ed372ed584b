// SPDX-License-Identifier: EUPL-1.2
// The other side of the bridge under a test's hand: every call is kept, and answered when and how the test says.
import { connect, type CommandName, type Commands, type News } from '../bridge';

interface Call {
  name: CommandName;
  request: unknown;
  answer: (value: unknown) => void;
  fail: (fault: unknown) => void;
}

export class Engine {
  calls: Call[] = [];
  tell: (news: News) => void = () => {};
  #ready: { [Name in CommandName]?: unknown } = {};

  constructor() {
    connect({
      call: (name, request) => this.#take(name, request) as never,
      hear: (tell) => void (this.tell = tell),
      photo: (path) => `photo://localhost/${path}`,
      mapBytes: async () => new ArrayBuffer(0),
    });
  }

  /** Answers every call of a command at once. */
  always<Name extends CommandName>(name: Name, value: Commands[Name]['answer']) {
    this.#ready[name] = value;
    return this;
  }

  /** From now on a command's calls wait for the test's answer. */
  holdsBack(name: CommandName) {
    delete this.#ready[name];
  }

  of(name: CommandName): Call[] {
    return this.calls.filter((call) => call.name === name);
  }

  last(name: CommandName): Call {
    const call = this.of(name).at(-1);
    if (!call) throw new Error(`${name} was not called`);
    return call;
  }

  #take(name: CommandName, request: unknown): Promise<unknown> {
    return new Promise((answer, fail) => {
      this.calls.push({ name, request, answer, fail });
      if (name in this.#ready) answer(this.#ready[name]);
    });
  }
}
