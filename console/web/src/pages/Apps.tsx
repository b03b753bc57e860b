import { apps } from "../api/clients";
import { projectIdOf } from "../api/ids";
import { noteAbsence } from "../app/features";
import { param } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { App } from "../gen/flyteidl2/app/app_definition_pb";
import { appState } from "../model/apps";
import { whoOf } from "../model/names";
import { millisOf } from "../model/time";
import { Empty, OrDash, SafeLink, Time } from "../ui/basics";
import { PhaseIcon } from "../ui/icons";
import { ListStates, SearchBox, useListing } from "../ui/list";
import { DataTable, NameCell, PageHead } from "../ui/page";

/** The service finds names only whole, so the pages search what they have read: all apps of most projects. */
const PAGE = 1_000;

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
          request: { limit: PAGE, token },
          filterBy: { case: "project", value: projectIdOf({ domain, project }) },
        },
        { signal },
      )
      .catch(noteAbsence("apps"));
    return { rows: answer.apps, token: answer.token };
  });
  return (
    <>
      <PageHead title="Apps" />
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
        {(rows) => {
          const found = rows.filter((app) => (app.metadata?.id?.name ?? "").toLowerCase().includes(text));
          return found.length === 0 ? (
            <Empty title="No app fits" />
          ) : (
            <DataTable
              label="Apps"
              head={
                <>
                  <th class="fit">State</th>
                  <th>App</th>
                  <th>Address</th>
                  <th class="fit right">Replicas</th>
                  <th class="fit">Created by</th>
                  <th class="fit right">Changed</th>
                </>
              }
            >
              {found.map((app) => {
                const name = app.metadata?.id?.name ?? "";
                const url = app.status?.ingress?.publicUrl;
                return (
                  <tr key={name}>
                    <td class="fit">
                      <AppPhase app={app} />
                    </td>
                    <NameCell name={name} href={pathOf({ page: "app", app: name, domain, project })}>
                      {app.spec?.profile?.shortDescription || app.spec?.profile?.type}
                    </NameCell>
                    <td class="clip">
                      <OrDash>{url && <SafeLink href={url}>{url}</SafeLink>}</OrDash>
                    </td>
                    <td class="fit right">{app.status?.currentReplicas ?? 0}</td>
                    <td class="fit">
                      <OrDash>{whoOf(app.spec?.creator)}</OrDash>
                    </td>
                    <td class="fit right">
                      <Time at={millisOf(app.status?.lastUpdatedAt)} />
                    </td>
                  </tr>
                );
              })}
            </DataTable>
          );
        }}
      </ListStates>
    </>
  );
}
