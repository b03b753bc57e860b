import { idOf, projectIdOf } from "../api/ids";
import { artifacts } from "../api/page-clients";
import { useResource } from "../api/resource";
import { param, setParams } from "../app/location";
import { actionPath, pathOf, type Scope } from "../app/route";
import { plainValue } from "../model/literal";
import { whoOf } from "../model/names";
import { millisOf } from "../model/time";
import { describeType } from "../model/types";
import { CopyButton, Facts, Failed, Loading, OrDash, Time } from "../ui/basics";
import { JsonTree } from "../ui/json";
import { ListStates, useListing } from "../ui/list";
import { Crumbs, DataTable, PageHead } from "../ui/page";
import { partitionsOf, sourceOf } from "./Artifacts";

/** One artifact: the version of the address or the newest, and all versions. */
export default function ArtifactPage({ domain, project, artifact: name }: Scope & { artifact: string }) {
  const scope = { domain, project };
  const version = param("version");
  const read = useResource(`artifact|${domain}|${project}|${name}|${version}`, async (signal) => {
    return (await artifacts.getArtifact({ name: idOf(scope, name), version: version || undefined }, { signal }))
      .artifact;
  });
  const versions = useListing(`artifact-versions|${domain}|${project}|${name}`, async (token, signal) => {
    const request = { limit: 50, token };
    const answer = await artifacts.listArtifacts({ projectId: projectIdOf(scope), name, request }, { signal });
    return { rows: answer.artifacts, token: answer.token };
  });
  const { value, problem } = read.reading.value;
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="the artifact" />;
  const { action, who } = sourceOf(value);
  const metadata = Object.entries(value.spec?.info?.userMetadata ?? {});
  return (
    <>
      <Crumbs>
        <a href={pathOf({ page: "list", kind: "artifacts", ...scope })}>Artifacts</a>
        <span>{project}</span>
      </Crumbs>
      <PageHead title={name}>
        <p class="row muted">
          <span class="mono">{value.artifactId?.version}</span>
          <CopyButton text={value.artifactId?.version ?? ""} label="Copy the version" />
          {value.spec?.info?.description}
        </p>
      </PageHead>
      {value.partitionSchemaMismatch && (
        <p class="notice">
          {value.partitionSchemaMismatch.message || "The partition of this version does not fit the declared one."}
        </p>
      )}
      <div class="grid2">
        <section class="card" aria-label="Value">
          <header>
            <h2>Value</h2>
            <span class="muted mono">{describeType(value.spec?.type)}</span>
          </header>
          <div class="body">
            <JsonTree value={plainValue(value.spec?.value)} open={2} />
          </div>
        </section>
        <section class="card" aria-label="Facts">
          <header>
            <h2>Where it is from</h2>
          </header>
          <div class="body">
            <Facts
              facts={[
                ["Published", <Time at={millisOf(value.createdAt)} />],
                ["By", who || whoOf(value.createdBy)],
                [
                  "Action",
                  action?.run && (
                    <a href={actionPath(scope, action.run.name, action.name)}>
                      {action.run.name} / {action.name}
                    </a>
                  ),
                ],
                ["Partition", partitionsOf(value)],
                ["Made from", value.spec?.parentArtifacts.map((parent) => parent.key?.name).join(", ")],
                ["Card", value.spec?.info?.card?.uri],
                ...metadata.map(([key, text]) => [key, text] as const),
              ]}
            />
          </div>
        </section>
      </div>
      <h2 class="section">Versions</h2>
      <ListStates listing={versions} what="versions" empty={null}>
        {(rows) => (
          <DataTable
            label="Versions"
            head={
              <>
                <th>Version</th>
                <th>Partition</th>
                <th>From</th>
                <th class="fit right">Published</th>
              </>
            }
          >
            {rows.map((row) => {
              const of = row.artifactId?.version ?? "";
              const source = sourceOf(row);
              return (
                <tr key={of} class={of === value.artifactId?.version ? "selected" : ""}>
                  <td class="clip">
                    <button class="chip mono" type="button" onClick={() => setParams({ version: of }, "push")}>
                      {of}
                    </button>
                  </td>
                  <td class="clip">
                    <OrDash>{partitionsOf(row)}</OrDash>
                  </td>
                  <td class="clip">
                    {source.action?.run ? (
                      <a href={actionPath(scope, source.action.run.name, source.action.name)}>
                        {source.action.run.name}
                      </a>
                    ) : (
                      <OrDash>{source.who}</OrDash>
                    )}
                  </td>
                  <td class="fit right">
                    <Time at={millisOf(row.createdAt)} />
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
