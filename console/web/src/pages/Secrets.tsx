import { useState } from "preact/hooks";
import { ORG } from "../api/ids";
import { secrets } from "../api/page-clients";
import { noteAbsence } from "../app/features";
import { param, setParams } from "../app/location";
import type { Scope } from "../app/route";
import { type Secret, SecretType } from "../gen/flyteidl2/secret/definition_pb";
import { millisOf } from "../model/time";
import { Empty, Time, toast } from "../ui/basics";
import { confirm, Dialog, DialogForm } from "../ui/dialog";
import { ListStates, useListing } from "../ui/list";
import { ControlsHeader, DataTable, PageHead } from "../ui/page";

type Level = "project" | "domain" | "all";

/** Secrets that tasks of a scope get. Values go in and never come back. */
export default function Secrets({ domain, project }: Scope) {
  const level = (["project", "domain", "all"] as const).find((one) => one === param("scope")) ?? "project";
  const scope = {
    organization: ORG,
    domain: level === "all" ? "" : domain,
    project: level === "project" ? project : "",
  };
  const [edited, setEdited] = useState<Secret | "new" | undefined>();
  const listing = useListing(`secrets|${domain}|${project}|${level}`, async (token, signal) => {
    const answer = await secrets.listSecrets({ ...scope, limit: 100, token }, { signal }).catch(noteAbsence("secrets"));
    return { rows: answer.secrets, token: answer.token };
  });
  const remove = (secret: Secret) =>
    confirm({
      title: `Delete ${secret.id?.name}?`,
      action: "Delete",
      danger: true,
      body: <p>Tasks that need it fail from now on. The value cannot be brought back.</p>,
      run: async () => {
        await secrets.deleteSecret({ id: secret.id });
        listing.reload();
      },
    });
  return (
    <>
      <PageHead
        title="Secrets"
        actions={
          <button class="button primary" type="button" onClick={() => setEdited("new")}>
            New secret
          </button>
        }
      />
      <div class="toolbar">
        <select
          aria-label="Scope"
          value={level}
          onChange={(event) =>
            setParams({ scope: event.currentTarget.value === "project" ? "" : event.currentTarget.value })
          }
        >
          <option value="project">Project {project}</option>
          <option value="domain">Domain {domain}</option>
          <option value="all">Everywhere</option>
        </select>
      </div>
      <ListStates
        listing={listing}
        what="secrets"
        empty={
          <Empty
            title="No secrets in this scope"
            command={`flyte create secret ${level === "project" ? `--project ${project} --domain ${domain} ` : ""}NAME`}
          />
        }
      >
        {(rows) => (
          <DataTable
            label="Secrets"
            head={
              <>
                <th>Secret</th>
                <th class="fit">Scope</th>
                <th class="fit">For</th>
                <th class="fit right">Created</th>
                <ControlsHeader label="Actions" />
              </>
            }
          >
            {rows.map((secret) => (
              <tr key={`${secret.id?.project}/${secret.id?.domain}/${secret.id?.name}`}>
                <td class="clip mono strong">{secret.id?.name}</td>
                <td class="fit">
                  {[secret.id?.project, secret.id?.domain].filter(Boolean).join(", ") || "everywhere"}
                </td>
                <td class="fit">
                  {secret.secretMetadata?.type === SecretType.IMAGE_PULL_SECRET ? "image registry" : "tasks"}
                </td>
                <td class="fit right">
                  <Time at={millisOf(secret.secretMetadata?.createdTime)} />
                </td>
                <td class="fit">
                  <span class="row">
                    <button class="button small" type="button" onClick={() => setEdited(secret)}>
                      Replace
                    </button>
                    <button class="button small" type="button" onClick={() => remove(secret)}>
                      Delete
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </ListStates>
      {edited && (
        <SecretDialog
          secret={edited === "new" ? undefined : edited}
          scope={scope}
          level={level}
          onClose={(changed) => {
            setEdited(undefined);
            if (changed) listing.reload();
          }}
        />
      )}
    </>
  );
}

function SecretDialog({
  secret,
  scope,
  level,
  onClose,
}: {
  secret: Secret | undefined;
  scope: { organization: string; domain: string; project: string };
  level: Level;
  onClose: (changed: boolean) => void;
}) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const save = async () => {
    const secretSpec = {
      value: { case: "stringValue", value } as const,
      type: secret?.secretMetadata?.type ?? SecretType.GENERIC,
    };
    if (secret) await secrets.updateSecret({ id: secret.id, secretSpec });
    else await secrets.createSecret({ id: { name, ...scope }, secretSpec });
    toast(secret ? `Replaced ${secret.id?.name}` : `Created ${name}`);
    onClose(true);
  };
  return (
    <Dialog title={secret ? `Replace ${secret.id?.name}` : "New secret"} onClose={() => onClose(false)}>
      <DialogForm action={secret ? "Replace" : "Create"} onSubmit={save} onClose={() => onClose(false)}>
        {!secret && (
          <label class="field">
            <span>Name</span>
            <input
              required
              pattern="[\-a-zA-Z0-9_]+"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
            <span class="hint">
              For{" "}
              {level === "project"
                ? `project ${scope.project} in ${scope.domain}`
                : level === "domain"
                  ? `domain ${scope.domain}`
                  : "every project"}
              .
            </span>
          </label>
        )}
        <label class="field">
          <span>Value</span>
          <textarea
            required
            rows={4}
            spellcheck={false}
            value={value}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
          <span class="hint">It is stored and never shown again.</span>
        </label>
      </DialogForm>
    </Dialog>
  );
}
