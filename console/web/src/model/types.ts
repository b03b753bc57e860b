import { type LiteralType, SimpleType } from "../gen/flyteidl2/core/types_pb";

const SIMPLE: Record<number, string> = {
  [SimpleType.NONE]: "none",
  [SimpleType.INTEGER]: "int",
  [SimpleType.FLOAT]: "float",
  [SimpleType.STRING]: "str",
  [SimpleType.BOOLEAN]: "bool",
  [SimpleType.DATETIME]: "datetime",
  [SimpleType.DURATION]: "timedelta",
  [SimpleType.BINARY]: "bytes",
  [SimpleType.ERROR]: "error",
  [SimpleType.STRUCT]: "struct",
};

/** A type as the code of a task writes it. */
export function describeType(declared: LiteralType | undefined): string {
  const type = declared?.type;
  switch (type?.case) {
    case "simple": {
      const title = declared?.metadata?.title;
      return type.value === SimpleType.STRUCT && typeof title === "string" ? title : (SIMPLE[type.value] ?? "unknown");
    }
    case "collectionType":
      return `list[${describeType(type.value)}]`;
    case "mapValueType":
      return `dict[str, ${describeType(type.value)}]`;
    case "blob":
      return type.value.dimensionality === 1 ? "Dir" : "File";
    case "enumType":
      return type.value.values.map((value) => `"${value}"`).join(" | ");
    case "structuredDatasetType":
      return "DataFrame";
    case "unionType":
      return type.value.variants.map(describeType).join(" | ");
    case "schema":
      return "table";
    default:
      return "any";
  }
}
