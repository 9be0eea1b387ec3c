// The build copies these beside the code, and gives their names.
declare module "*.wasm" {
  const file: string;
  export default file;
}

declare module "holdpoint/policy.schema.json" {
  const schema: object;
  export default schema;
}
