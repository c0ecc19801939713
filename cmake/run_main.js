// Appended to the programs that Node runs: the module is a function, calling it runs main.
await Module();
