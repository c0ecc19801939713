// One script, two places: the page runs it, and gives its text to the worker, which runs it again.
import { runPage } from "./page";
import { runWorker } from "./worker";

if (typeof document === "undefined") runWorker(self as unknown as Parameters<typeof runWorker>[0]);
else void runPage();
