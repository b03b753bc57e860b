import { useState } from "preact/hooks";
import { projects } from "../api/clients";
import { ORG } from "../api/ids";
import { param, setParams } from "../app/location";
import { pathOf } from "../app/route";
import { type Project, ProjectState } from "../gen/flyteidl2/project/project_service_pb";
import { Empty, toast } from "../ui/basics";
import { confirm, Dialog, DialogForm } from "../ui/dialog";
import { ListStates, SearchBox, useListing } from "../ui/list";
import { ControlsHeader, DataTable, NameCell, PageHead } from "../ui/page";

/** Where the console starts: projects and their domains. */
export default function Projects() {
  const archived = param("state") === "archived";
  const text = param("q").replace(/[()+,;]/g, "");
  const filters = [`eq(state,${archived ? 1 : 0})`, ...(text ? [`contains(identifier,${text})`] : [])].join("+");
  const listing = useListing(`projects|${filters}`, async (token, signal) => {
    const answer = await projects.listProjects({ limit: 100, token, filters, org: ORG }, { signal });
    return { rows: answer.projects?.projects ?? [], token: answer.projects?.token ?? "" };
  });
  const [edited, setEdited] = useState<Partial<Project> | undefined>();
  const archive = (project: Project) =>
    confirm({
      title: archived ? `Bring back ${project.id}?` : `Archive ${project.id}?`,
      action: archived ? "Bring back" : "Archive",
      danger: !archived,
      body: (
        <p>
          {archived
            ? "The project is listed again and takes new runs."
            : "The project leaves the lists and takes no new runs. Nothing is deleted."}
        </p>
      ),
      run: async () => {
        await projects.updateProject({
          project: { ...project, state: archived ? ProjectState.ACTIVE : ProjectState.ARCHIVED },
        });
        listing.reload();
      },
    });
  return (
    <>
      <PageHead
        title="Projects"
        actions={
          <button class="button primary" type="button" onClick={() => setEdited({})}>
            New project
          </button>
        }
      />
      <div class="toolbar">
        <SearchBox name="q" label="Identifier" />
        <select
          aria-label="State"
          value={param("state")}
          onChange={(event) => setParams({ state: event.currentTarget.value })}
        >
          <option value="">Active</option>
          <option value="archived">Archived</option>
        </select>
      </div>
      <ListStates
        listing={listing}
        what="projects"
        empty={
          <Empty
            title={archived ? "No project is archived" : "No project fits"}
            command={archived ? undefined : "flyte create project --id shop --name Shop"}
          />
        }
      >
        {(rows) => (
          <DataTable
            label="Projects"
            head={
              <>
                <th>Project</th>
                <th>Domains</th>
                <ControlsHeader label="Actions" />
              </>
            }
          >
            {rows.map((project) => (
              <tr key={project.id}>
                <NameCell name={project.name || project.id}>
                  <span class="mono">{project.id}</span>
                  {project.description && ` · ${project.description}`}
                </NameCell>
                <td>
                  <span class="row">
                    {project.domains.map((domain) => (
                      <a
                        key={domain.id}
                        class="chip"
                        href={pathOf({ page: "list", kind: "runs", domain: domain.id, project: project.id })}
                      >
                        {domain.name || domain.id}
                      </a>
                    ))}
                  </span>
                </td>
                <td class="fit">
                  <span class="row">
                    <button class="button small" type="button" onClick={() => setEdited(project)}>
                      Edit
                    </button>
                    <button class="button small" type="button" onClick={() => archive(project)}>
                      {archived ? "Bring back" : "Archive"}
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </ListStates>
      {edited && (
        <ProjectDialog
          project={edited}
          onClose={(changed) => {
            setEdited(undefined);
            if (changed) listing.reload();
          }}
        />
      )}
    </>
  );
}

function ProjectDialog({ project, onClose }: { project: Partial<Project>; onClose: (changed: boolean) => void }) {
  const isNew = !project.id;
  const [id, setId] = useState(project.id ?? "");
  const [name, setName] = useState(project.name ?? "");
  const [description, setDescription] = useState(project.description ?? "");
  const save = async () => {
    const next = {
      id,
      name: name || id,
      description,
      org: ORG,
      labels: project.labels,
      state: project.state ?? ProjectState.ACTIVE,
    };
    await (isNew ? projects.createProject({ project: next }) : projects.updateProject({ project: next }));
    toast(isNew ? `Created ${id}` : `Saved ${id}`);
    onClose(true);
  };
  return (
    <Dialog title={isNew ? "New project" : `Edit ${project.id}`} onClose={() => onClose(false)}>
      <DialogForm action={isNew ? "Create" : "Save"} onSubmit={save} onClose={() => onClose(false)}>
        {isNew && (
          <label class="field">
            <span>Identifier</span>
            <input required maxLength={63} value={id} onInput={(event) => setId(event.currentTarget.value.trim())} />
            <span class="hint">Lower case letters, digits and hyphens. It cannot be changed.</span>
          </label>
        )}
        <label class="field">
          <span>Name</span>
          <input maxLength={64} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>Description</span>
          <textarea
            rows={3}
            maxLength={300}
            value={description}
            onInput={(event) => setDescription(event.currentTarget.value)}
          />
        </label>
      </DialogForm>
    </Dialog>
  );
}
