// Generates src/gen from the descriptors that the module flyteidl leaves: only the files that the console's services
// need, without the options that no browser reads. That keeps the first page small.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { clone, create, fromBinary, toBinary } from "@bufbuild/protobuf";
import * as wellKnown from "@bufbuild/protobuf/wkt";
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
} from "@bufbuild/protobuf/wkt";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
/** A full build and a quick one leave descriptors; the newer ones count. */
const built = ["target", "target/quick"]
  .map((folder) => join(web, "../../flyteidl", folder, "descriptors.binpb"))
  .filter((file) => existsSync(file))
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
const descriptors = process.argv[2] ?? built[0];
const target = join(web, "src/gen");

/** The services that pages call, by file, and the methods that no page calls. What the messages need follows. */
const roots = {
  "flyte/console/v1/console_service.proto": ["GetRunTree"],
  "flyteidl2/app/app_logs_service.proto": [],
  "flyteidl2/app/app_service.proto": ["Create", "Lease", "UpdateStatus"],
  "flyteidl2/artifact/artifact_service.proto": ["CreateArtifact", "DeleteArtifact", "UpdateArtifact"],
  "flyteidl2/auth/identity.proto": [],
  "flyteidl2/dataproxy/dataproxy_service.proto": ["CreateUploadLocation"],
  "flyteidl2/project/project_service.proto": ["GetProject"],
  "flyteidl2/secret/secret.proto": ["GetSecret"],
  "flyteidl2/settings/settings_service.proto": [],
  "flyteidl2/task/task_service.proto": ["DeployTask"],
  "flyteidl2/trigger/trigger_service.proto": ["DeployTrigger"],
  "flyteidl2/workflow/run_service.proto": ["GetActionData", "GetActionDataURIs", "GetActionLogContext"],
  "flyteidl2/workflow/tracked_run_service.proto": ["CreateRun", "ReportActions"],
  "flyteidl2/workflow/translator_service.proto": [],
};

/** Imported for options only. */
const isOptionsOnly = (name) => /^(buf\/validate|google\/api|protoc-gen-openapiv2)\//.test(name);

function strip(file) {
  file.options = undefined;
  file.sourceCodeInfo = undefined;
  file.extension = [];
  const kept = file.dependency.filter((name) => !isOptionsOnly(name) && name !== "google/protobuf/descriptor.proto");
  file.dependency = kept;
  file.publicDependency = [];
  file.weakDependency = [];
  file.messageType.forEach(stripMessage);
  file.enumType.forEach(stripEnum);
  for (const service of file.service) {
    service.options = undefined;
    for (const method of service.method) {
      const level = method.options?.idempotencyLevel;
      method.options = level ? create(MethodOptionsSchema, { idempotencyLevel: level }) : undefined;
    }
  }
  return file;
}

function stripMessage(message) {
  message.options = message.options?.mapEntry ? create(MessageOptionsSchema, { mapEntry: true }) : undefined;
  message.extension = [];
  for (const field of message.field) {
    const packed = field.options?.packed;
    field.options = packed === false ? create(FieldOptionsSchema, { packed }) : undefined;
  }
  for (const oneof of message.oneofDecl) oneof.options = undefined;
  message.nestedType.forEach(stripMessage);
  message.enumType.forEach(stripEnum);
}

function stripEnum(type) {
  type.options = undefined;
  for (const value of type.value) value.options = undefined;
}

if (!descriptors) {
  console.error(`there are no descriptors: build the module flyteidl first (mvn -pl flyteidl package)`);
  process.exit(1);
}
const all = fromBinary(FileDescriptorSetSchema, readFileSync(descriptors)).file;
const byName = new Map(all.map((file) => [file.name, file]));
for (const file of Object.values(wellKnown)) {
  if (file?.kind === "file") byName.set(file.proto.name, clone(FileDescriptorProtoSchema, file.proto));
}

const kept = prune();
const order = [];
function need(name) {
  const file = byName.get(name);
  if (!file || !kept.has(name) || order.includes(name)) return;
  file.dependency = file.dependency.filter((dependency) => kept.has(dependency));
  file.dependency.forEach(need);
  order.push(name);
}
[...kept].forEach(need);

/** Leaves only the types that the methods need, and returns the files that have some. */
function prune() {
  const owners = new Map();
  const own = (file, prefix, type) => owners.set(`${prefix}.${type.name}`, { file, type });
  for (const file of byName.values()) {
    strip(file);
    for (const type of [...file.messageType, ...file.enumType]) own(file.name, `.${file.package}`, type);
  }
  const files = new Set();
  const wanted = new Set();
  const want = (name) => {
    // A nested type comes with the one around it.
    let top = name;
    while (!owners.has(top)) {
      const dot = top.lastIndexOf(".");
      if (dot <= 0) throw new Error(`nothing declares ${name}`);
      top = top.slice(0, dot);
    }
    if (wanted.has(top)) return;
    wanted.add(top);
    const { file, type } = owners.get(top);
    files.add(file);
    wantFields(type);
  };
  const wantFields = (type) => {
    for (const field of type.field ?? []) if (field.typeName) want(field.typeName);
    for (const nested of type.nestedType ?? []) wantFields(nested);
  };
  for (const [name, dropped] of Object.entries(roots)) {
    const file = byName.get(name);
    files.add(name);
    for (const service of file.service) {
      service.method = service.method.filter((method) => !dropped.includes(method.name));
      for (const method of service.method) [method.inputType, method.outputType].forEach(want);
    }
  }
  for (const file of byName.values()) {
    if (!(file.name in roots)) file.service = [];
    const isWanted = (type) => wanted.has(`.${file.package}.${type.name}`);
    if (file.name.startsWith("google/protobuf/")) continue;
    file.messageType = file.messageType.filter(isWanted);
    file.enumType = file.enumType.filter(isWanted);
  }
  return files;
}

const request = create(CodeGeneratorRequestSchema, {
  parameter: "target=ts,import_extension=none",
  protoFile: order.map((name) => byName.get(name)),
  fileToGenerate: order.filter((name) => !name.startsWith("google/protobuf/")),
});
const plugin = join(web, "node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es");
const run = spawnSync(process.execPath, [plugin], {
  input: toBinary(CodeGeneratorRequestSchema, request),
  maxBuffer: 256 << 20,
});
const answer = run.status === 0 ? fromBinary(CodeGeneratorResponseSchema, run.stdout) : undefined;
if (!answer || answer.error) {
  console.error(answer?.error ?? run.stderr.toString());
  process.exit(1);
}
rmSync(target, { recursive: true, force: true });
for (const file of answer.file) {
  mkdirSync(dirname(join(target, file.name)), { recursive: true });
  writeFileSync(join(target, file.name), file.content);
}
console.log(`${answer.file.length} files in src/gen`);
