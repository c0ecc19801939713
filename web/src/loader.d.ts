// The loader that the C++ build makes, by the name that build.mjs gives it. No types of ours.
declare module "crumbtrail-module" {
  const create: (options: object) => Promise<unknown>;
  export default create;
}
