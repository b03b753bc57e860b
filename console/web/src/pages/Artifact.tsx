import { artifacts } from "../api/more";
import { useResource } from "../api/resource";
import { ORG } from "../api/transport";
import { param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import { plainValue } from "../model/literal";
import { whoOf } from "../model/names";
import { millisOf } from "../model/time";
import { describeType } from "../model/types";
import { CopyButton, Facts, Failed, Loading, Time } from "../ui/basics";
import { JsonTree } from "../ui/json";
import { ListStates, useListing } from "../ui/list";
import { partitionsOf, sourceOf } from "./Artifacts";

/** One artifact: the version of the address or the newest, and all versions. */
export default function ArtifactPage({ domain, project, artifact: name }: Scope & { artifact: string }) {
  const version = param("version");
  const id = { org: ORG, project, domain, name };
  const read = useResource(`artifact|${domain}|${project}|${name}|${version}`, async (signal) => {
    return (await artifacts.getArtifact({ name: id, version: version || undefined }, { signal })).artifact;
  });
  const versions = useListing(`artifact-versions|${domain}|${project}|${name}`, async (token, signal) => {
    const projectId = { organization: ORG, domain, name: project };
    const answer = await artifacts.listArtifacts({ projectId, name, request: { limit: 50, token } }, { signal });
    return { rows: answer.artifacts, token: answer.token };
  });
  const { value, problem } = read.reading.value;
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="the artifact" />;
  const { action, who } = sourceOf(value);
  const metadata = Object.entries(value.spec?.info?.userMetadata ?? {});
  return (
    <>
      <nav class="crumbs" aria-label="Path">
        <a href={pathOf({ page: "list", kind: "artifacts", domain, project })}>Artifacts</a>
        <span>{project}</span>
      </nav>
      <div class="page-head">
        <div class="titles">
          <h1>{name}</h1>
          <p class="row muted">
            <span class="mono">{value.artifactId?.version}</span>
            <CopyButton text={value.artifactId?.version ?? ""} label="Copy the version" />
            {value.spec?.info?.description}
          </p>
        </div>
      </div>
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
                    <a
                      href={`${pathOf({ page: "run", kind: "runs", run: action.run.name, domain, project })}?i=${encodeURIComponent(action.name)}`}
                    >
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
          <div class="table-wrap">
            <table>
              <thead>
                <tr>
                  <th>Version</th>
                  <th>Partition</th>
                  <th>From</th>
                  <th class="fit right">Published</th>
                </tr>
              </thead>
              <tbody>
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
                      <td class="clip">{partitionsOf(row) || <span class="muted">–</span>}</td>
                      <td class="clip">
                        {source.action?.run ? (
                          <a
                            href={`${pathOf({ page: "run", kind: "runs", run: source.action.run.name, domain, project })}?i=${encodeURIComponent(source.action.name)}`}
                          >
                            {source.action.run.name}
                          </a>
                        ) : (
                          source.who || <span class="muted">–</span>
                        )}
                      </td>
                      <td class="fit right">
                        <Time at={millisOf(row.createdAt)} />
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
