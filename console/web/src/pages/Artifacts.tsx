import { projectIdOf } from "../api/ids";
import { artifacts } from "../api/page-clients";
import { noteAbsence } from "../app/features";
import { param } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { Artifact } from "../gen/flyteidl2/artifact/artifact_pb";
import type { LabelValue } from "../gen/flyteidl2/core/artifact_id_pb";
import { whoOf } from "../model/names";
import { formatInstant, millisOf } from "../model/time";
import { describeType } from "../model/types";
import { Empty, OrDash, Time } from "../ui/basics";
import { ListStates, nameContains, SearchBox, useListing } from "../ui/list";
import { DataTable, NameCell, PageHead } from "../ui/page";

/** Names of artifacts with the newest version of each. */
export default function Artifacts({ domain, project }: Scope) {
  const text = param("q");
  const listing = useListing(`artifacts|${domain}|${project}|${text}`, async (token, signal) => {
    const request = { limit: 50, token, filters: nameContains(text) };
    const answer = await artifacts
      .listArtifactNames({ projectId: projectIdOf({ domain, project }), request }, { signal })
      .catch(noteAbsence("artifacts"));
    return { rows: answer.groups, token: answer.token };
  });
  return (
    <>
      <PageHead title="Artifacts" />
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
          <DataTable
            label="Artifacts"
            head={
              <>
                <th>Artifact</th>
                <th>Type</th>
                <th class="fit right">Versions</th>
                <th>Newest partition</th>
                <th class="fit right">Newest</th>
              </>
            }
          >
            {rows.map(({ latest, versions }) => {
              const name = latest?.artifactId?.name?.name ?? "";
              return (
                <tr key={name}>
                  <NameCell name={name} href={pathOf({ page: "artifact", artifact: name, domain, project })}>
                    {latest?.spec?.info?.description || latest?.artifactId?.version}
                  </NameCell>
                  <td class="clip mono">{describeType(latest?.spec?.type)}</td>
                  <td class="fit right">{String(versions)}</td>
                  <td class="clip">
                    <OrDash>{partitionsOf(latest)}</OrDash>
                  </td>
                  <td class="fit right">
                    <Time at={millisOf(latest?.createdAt)} />
                  </td>
                </tr>
              );
            })}
          </DataTable>
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

/** What made a version: the action of a task, or else who or what published it. */
export const sourceOf = (artifact: Artifact | undefined) => {
  const source = artifact?.spec?.source?.source;
  return source?.case === "taskAction"
    ? { action: source.value.action, who: "" }
    : { action: undefined, who: source?.value ?? whoOf(artifact?.createdBy) };
};
