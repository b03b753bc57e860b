import { artifacts } from "../api/more";
import { ORG } from "../api/transport";
import { noteAbsence } from "../app/features";
import { param } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { Artifact } from "../gen/flyteidl2/artifact/artifact_pb";
import { Filter_Function } from "../gen/flyteidl2/common/list_pb";
import type { LabelValue } from "../gen/flyteidl2/core/artifact_id_pb";
import { whoOf } from "../model/names";
import { formatInstant, millisOf } from "../model/time";
import { describeType } from "../model/types";
import { Empty, Time } from "../ui/basics";
import { ListStates, SearchBox, useListing } from "../ui/list";

/** Names of artifacts with the newest version of each. */
export default function Artifacts({ domain, project }: Scope) {
  const text = param("q");
  const listing = useListing(`artifacts|${domain}|${project}|${text}`, async (token, signal) => {
    const filters = text
      ? [{ function: Filter_Function.CONTAINS_CASE_INSENSITIVE, field: "name", values: [text] }]
      : [];
    const projectId = { organization: ORG, domain, name: project };
    const answer = await artifacts
      .listArtifactNames({ projectId, request: { limit: 50, token, filters } }, { signal })
      .catch(noteAbsence("artifacts"));
    return { rows: answer.groups, token: answer.token };
  });
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <h1>Artifacts</h1>
        </div>
      </div>
      <div class="toolbar">
        <SearchBox name="q" label="Name" />
      </div>
      <ListStates
        listing={listing}
        what="artifacts"
        empty={
          <Empty
            title={text ? "No artifact fits" : "No artifacts yet"}
            command={text ? undefined : "flyte create artifact NAME --from-file FILE"}
          >
            {!text && "Tasks publish artifacts with their outputs, or people do on the command line."}
          </Empty>
        }
      >
        {(rows) => (
          <div class="table-wrap" tabIndex={0} role="region" aria-label="Artifacts">
            <table>
              <thead>
                <tr>
                  <th>Artifact</th>
                  <th>Type</th>
                  <th class="fit right">Versions</th>
                  <th>Newest partition</th>
                  <th class="fit right">Newest</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ latest, versions }) => {
                  const name = latest?.artifactId?.name?.name ?? "";
                  return (
                    <tr key={name}>
                      <td class="clip">
                        <div class="two">
                          <a class="strong" href={pathOf({ page: "artifact", artifact: name, domain, project })}>
                            {name}
                          </a>
                          <span class="sub">{latest?.spec?.info?.description || latest?.artifactId?.version}</span>
                        </div>
                      </td>
                      <td class="clip mono">{describeType(latest?.spec?.type)}</td>
                      <td class="fit right">{String(versions)}</td>
                      <td class="clip">{partitionsOf(latest) || <span class="muted">–</span>}</td>
                      <td class="fit right">
                        <Time at={millisOf(latest?.createdAt)} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </ListStates>
    </>
  );
}

const labelText = (label: LabelValue | undefined) =>
  label?.value.case === "staticValue"
    ? label.value.value
    : label?.value.case === "timeValue"
      ? `${formatInstant(millisOf(label.value.value) ?? Number.NaN, true)} UTC`
      : "";

/** The partition of a version, as key=value. */
export function partitionsOf(artifact: Artifact | undefined): string {
  const time = artifact?.spec?.timePartition;
  const parts = Object.entries(artifact?.spec?.partitions?.value ?? {}).map(
    ([key, value]) => `${key}=${labelText(value)}`,
  );
  if (time?.value) parts.unshift(`${time.key || "time"}=${labelText(time.value)}`);
  return parts.join(", ");
}

export const sourceOf = (artifact: Artifact | undefined) => {
  const source = artifact?.spec?.source?.source;
  return source?.case === "taskAction"
    ? { action: source.value.action, who: "" }
    : { action: undefined, who: source?.value ?? whoOf(artifact?.createdBy) };
};
