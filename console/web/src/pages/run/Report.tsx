import { data as dataProxy } from "../../api/clients";
import type { ActionId } from "../../api/ids";
import { useResource } from "../../api/resource";
import { ArtifactType } from "../../gen/flyteidl2/dataproxy/dataproxy_service_pb";
import { Failed, Loading } from "../../ui/basics";
import { Icon } from "../../ui/icons";

/** What a task has left as a report, in a frame without rights: its scripts run, and reach nothing of the console. */
export function Report({ actionId, attempt, live }: { actionId: ActionId; attempt: number; live: boolean }) {
  const link = useResource(`report/${actionId.run.name}/${actionId.name}/${attempt}`, async (signal) => {
    const answer = await dataProxy.createDownloadLink(
      {
        artifactType: ArtifactType.REPORT,
        source: { case: "actionAttemptId", value: { actionId, attempt } },
      },
      { signal },
    );
    const signed = answer.preSignedUrls?.signedUrl[0];
    if (!signed) throw new Error("The server gave no link to the report");
    return signed;
  });
  const { value, problem, readAt } = link.reading.value;
  if (!value) return problem ? <Failed problem={problem} retry={link.reload} /> : <Loading what="the report" />;
  return (
    <>
      <div class="log-tools">
        <span class="muted">{live ? "The task is still writing it." : ""}</span>
        <span class="grow" />
        <button class="button small" type="button" onClick={link.reload}>
          <Icon name="rerun" />
          Reload
        </button>
        <a class="button small" href={value} target="_blank" rel="noopener noreferrer">
          Full page
          <Icon name="external" />
        </a>
      </div>
      <iframe key={readAt} class="report" title="Report" sandbox="allow-scripts allow-popups" src={value} />
    </>
  );
}
