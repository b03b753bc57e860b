import type { RunKind } from "../app/route";
import { AppService } from "../gen/flyteidl2/app/app_service_pb";
import { DataProxyService } from "../gen/flyteidl2/dataproxy/dataproxy_service_pb";
import { ProjectService } from "../gen/flyteidl2/project/project_service_pb";
import { TaskService } from "../gen/flyteidl2/task/task_service_pb";
import { TriggerService } from "../gen/flyteidl2/trigger/trigger_service_pb";
import { RunService } from "../gen/flyteidl2/workflow/run_service_pb";
import { TrackedRunService } from "../gen/flyteidl2/workflow/tracked_run_service_pb";
import { clientOf } from "./transport";

export const runs = clientOf(RunService);
export const trackedRuns = clientOf(TrackedRunService);
export const tasks = clientOf(TaskService);
export const triggers = clientOf(TriggerService);
export const projects = clientOf(ProjectService);
export const data = clientOf(DataProxyService);
export const apps = clientOf(AppService);

/** The client for runs of a kind: both services have the same calls for reading and aborting. */
export const runsClient = (kind: RunKind) => (kind === "runs" ? runs : trackedRuns);
