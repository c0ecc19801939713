// Runs programs side by side, as many at once as asked. Not a scheduler: first come, first served.
import { execFile } from "node:child_process";

export class Pool {
  #free;
  #waiting = [];

  constructor(jobs) {
    this.#free = jobs;
  }

  // The standard output of a program that ends well; an Error with its standard error otherwise.
  async run(program, args) {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise((next) => this.#waiting.push(next));
    try {
      return await new Promise((done, failed) => execFile(program, args, { encoding: "utf8", maxBuffer: 1 << 28 },
        (error, out, err) => (error ? failed(new Error(`${program} ${args.join(" ")}: ${err || error.message}`)) : done(out))));
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
