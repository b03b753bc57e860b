import { apps } from "../api/clients";
import { ORG } from "../api/transport";
import { noteAbsence } from "../app/features";
import { param } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { App } from "../gen/flyteidl2/app/app_definition_pb";
import { appState } from "../model/apps";
import { whoOf } from "../model/names";
import { millisOf } from "../model/time";
import { Empty, SafeLink, Time } from "../ui/basics";
import { PhaseIcon } from "../ui/icons";
import { ListStates, SearchBox, useListing } from "../ui/list";

export function AppPhase({ app }: { app: App | undefined }) {
  const { word, look, detail } = appState(app);
  return (
    <span class={`phase phase-${look}`} title={detail}>
      <PhaseIcon phase={look} />
      <span>{word}</span>
    </span>
  );
}

/** Long-running services of a project. */
export default function Apps({ domain, project }: Scope) {
  const text = param("q").toLowerCase();
  const listing = useListing<App>(`apps|${domain}|${project}`, async (token, signal) => {
    const answer = await apps
      .list(
        {
          request: { limit: 100, token },
          filterBy: { case: "project", value: { organization: ORG, domain, name: project } },
        },
        { signal },
      )
      .catch(noteAbsence("apps"));
    return { rows: answer.apps, token: answer.token };
  });
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <h1>Apps</h1>
        </div>
      </div>
      <div class="toolbar">
        <SearchBox name="q" label="Name" />
      </div>
      <ListStates
        listing={listing}
        what="apps"
        empty={
          <Empty
            title="No apps are deployed yet"
            command={`flyte deploy --project ${project} --domain ${domain} FILE.py APP`}
          />
        }
      >
        {(rows) => (
          <div class="table-wrap" tabIndex={0} role="region" aria-label="Apps">
            <table>
              <thead>
                <tr>
                  <th class="fit">State</th>
                  <th>App</th>
                  <th>Address</th>
                  <th class="fit right">Replicas</th>
                  <th class="fit">Created by</th>
                  <th class="fit right">Changed</th>
                </tr>
              </thead>
              <tbody>
                {rows
                  .filter((app) => (app.metadata?.id?.name ?? "").toLowerCase().includes(text))
                  .map((app) => {
                    const name = app.metadata?.id?.name ?? "";
                    const url = app.status?.ingress?.publicUrl;
                    return (
                      <tr key={name}>
                        <td class="fit">
                          <AppPhase app={app} />
                        </td>
                        <td class="clip">
                          <div class="two">
                            <a class="strong" href={pathOf({ page: "app", app: name, domain, project })}>
                              {name}
                            </a>
                            <span class="sub">{app.spec?.profile?.shortDescription || app.spec?.profile?.type}</span>
                          </div>
                        </td>
                        <td class="clip">
                          {url ? <SafeLink href={url}>{url}</SafeLink> : <span class="muted">–</span>}
                        </td>
                        <td class="fit right">{app.status?.currentReplicas ?? 0}</td>
                        <td class="fit">{whoOf(app.spec?.creator) || <span class="muted">–</span>}</td>
                        <td class="fit right">
                          <Time at={millisOf(app.status?.lastUpdatedAt)} />
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
