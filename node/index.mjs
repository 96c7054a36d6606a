import rollwise from "./index.js";

export const {
  ConfigError,
  Engine,
  InputError,
  MisuseError,
  Rollout,
  RollwiseError,
  allowedEvents,
  artifacts,
  explain,
  mermaid,
  policyFor,
  readRecords,
  recordToJson,
  replay,
  stateTable,
  timeline,
  toJson,
  verify,
} = rollwise;
